"""Runs that tell how far they are, with nobody watching."""


def quiet(step: str, done: int, total: int) -> None:
    """Says nothing."""
