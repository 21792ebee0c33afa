"""The house's settings on a stack of the test run's own, chosen by TEST_DATABASE before any setting is read.

`sqlite` (the default) is what the demo runs on: SQLite, the filesystem:// broker, no service. `postgresql` is what a real
site runs on: PostgreSQL and Redis, at the addresses that script/test hands down.
"""

import os
import tempfile

SIDE = os.environ.get("TEST_DATABASE", "sqlite")
_folder = tempfile.mkdtemp(prefix=f"hotline-test-{SIDE}-")  # taken away by tests/services/fixtures.py

# Written into the environment, not into the settings, so that processes started by a test read the same.
os.environ["HOTLINE_STAGE"] = "test"
os.environ["HOTLINE_VAR"] = _folder
if SIDE == "postgresql":
    os.environ["DATABASE_URL"] = os.environ["TEST_POSTGRES_URL"] + "/postgres"
    # Two numbers: clearing the cache must not forget the jobs.
    os.environ["CELERY_BROKER_URL"] = os.environ["TEST_REDIS_URL"] + "/0"
    os.environ["REDIS_URL"] = os.environ["TEST_REDIS_URL"] + "/1"
else:
    os.environ["DATABASE_URL"] = f"sqlite:///{_folder}/hotline.sqlite3"
    os.environ["CELERY_BROKER_URL"] = "filesystem://"
    os.environ["REDIS_URL"] = ""

from hotline.settings import *  # noqa: E402, F403
from hotline.settings import DATABASES  # noqa: E402

if SIDE == "sqlite":
    # A file, not memory: a live server and a worker process open the same database, each by a connection of its own.
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder}/test.sqlite3"}
# One round of hashing: tests log in hundreds of times and none asks how hard a password is to guess.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
