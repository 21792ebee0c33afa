"""All tests; run them by script/test."""
