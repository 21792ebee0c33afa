"""The month on a page: cards, rankings, heat map, what is hot and what is stuck."""
