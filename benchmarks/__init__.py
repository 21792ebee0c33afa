"""What is fast, measured against its own limit in one run; never part of the tests. `python -m benchmarks`."""
