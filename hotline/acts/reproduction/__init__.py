"""Reproducing a published table: tickets that could stand behind it, taken through the acts, closed, scored, composed, compared."""
