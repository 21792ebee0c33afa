"""What a bulletin is and what is wrong with one, computed without a database."""
