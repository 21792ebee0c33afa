"""The real things that the tests run against: PostgreSQL, Redis, a Celery worker process, a headless Chromium."""
