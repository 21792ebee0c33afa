"""What people type at the doors of a citizen's case, a module for each desk."""
