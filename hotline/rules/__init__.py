"""What the roof reckons on paper: reading a profile's folder, solving and comparing published tables."""
