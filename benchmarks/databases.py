"""One database for each size, made from a template, on the server that this run was given or started."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from django.db import connection
from psycopg2 import sql

from tests.services.binaries import POSTGRES, find
from tests.services.servers import postgres_server

VARIABLE = "BENCH_DATABASE_URL"


@contextmanager
def server() -> Iterator[str]:
    """The server's URL without a database: BENCH_DATABASE_URL, or a server of this run's own that is gone with it."""
    given = os.environ.get(VARIABLE)
    if given:
        yield given.rstrip("/")
        return
    with postgres_server(find(POSTGRES)) as url:
        yield url


def exists(server_url: str, name: str) -> bool:
    with _maintenance(server_url) as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


def create(server_url: str, name: str, template: str = "template1") -> None:
    """Nobody may be connected to the template."""
    connection.close()
    with _maintenance(server_url) as cursor:
        cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))


def drop(server_url: str, name: str) -> None:
    connection.close()
    with _maintenance(server_url) as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def rename(server_url: str, name: str, new: str) -> None:
    connection.close()
    with _maintenance(server_url) as cursor:
        cursor.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(new)))


def use(name: str) -> None:
    """From here on Django speaks to that database."""
    connection.close()
    connection.settings_dict["NAME"] = name


@contextmanager
def _maintenance(server_url: str) -> Iterator[psycopg2.extensions.cursor]:
    session = psycopg2.connect(f"{server_url}/postgres")
    session.autocommit = True  # CREATE DATABASE cannot run inside a transaction
    try:
        with session.cursor() as cursor:
            yield cursor
    finally:
        session.close()
