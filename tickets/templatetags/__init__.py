"""What the desks' lists need to draw many rows."""
