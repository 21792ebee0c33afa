"""What the bulletin's templates need to draw figures."""
