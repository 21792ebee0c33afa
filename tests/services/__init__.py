"""The real things that the tests run against: PostgreSQL, Redis, a Celery worker process, a headless Chromium."""

SIDES = ("sqlite", "postgresql")  # of one run of script/test; also the names of its two pytest workers
