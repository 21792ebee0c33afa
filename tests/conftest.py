"""What every test may use: the same few people, and the real services of tests/services."""

pytest_plugins = ["tests.services.fixtures"]
