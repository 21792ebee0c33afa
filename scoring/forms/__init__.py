"""What people type at the doors of assessment, a module for each desk."""

from scoring.forms.entries import LedgerForm, OutsideForm, ReopenForm

__all__ = ["LedgerForm", "OutsideForm", "ReopenForm"]
