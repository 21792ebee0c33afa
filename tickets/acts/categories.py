"""Giving a new category its place in the tree."""

from tickets.models import Category


def place(category: Category) -> Category:
    """Fills path, root and depth from name and parent; the row is not stored yet."""
    parent = category.parent
    category.path = f"{parent.path}/{category.name}" if parent else category.name
    category.depth = parent.depth + 1 if parent else 1
    category.root = (parent.root or parent) if parent else None
    return category
