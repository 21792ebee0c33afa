"""Loads the real services' fixtures for all tests; which people the tests know is in tests/conftest.py."""

pytest_plugins = ["tests.services.fixtures"]
