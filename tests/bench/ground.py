"""Databases for a measurement, on the server that DATABASE_URL names, gone afterwards; and how figures are told."""

import contextlib
import json
import os
import secrets
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg
from psycopg import sql


@contextlib.contextmanager
def fresh_database():
    """Creates an empty one, gives its address, and drops it at the end."""
    server = os.environ["DATABASE_URL"]
    name = f"bench_{secrets.token_hex(4)}"
    _on_server(server, "CREATE DATABASE {}", name)
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        _on_server(server, "DROP DATABASE {} WITH (FORCE)", name)


def write_down(url):
    """What filling left in the server's memory goes to the disk now, rather than beside the first measurements."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")


def set_up(url):
    """Django on that database, with the shared tables; once a process."""
    os.environ["DATABASE_URL"] = url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate_schemas", shared=True, verbosity=0)


def elsewhere(module, *arguments, url):
    """Runs a module in a process of its own on that database; gives what it printed, read as JSON."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], env={**os.environ, "DATABASE_URL": url}, check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def cookie_of(user):
    """The header of somebody who has signed in."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def percentile(values, share):
    """The value below which that share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def table(rows):
    """Prints rows of (what, measured, goal) and says whether every goal was met; an empty goal is only told."""
    for what, measured, goal, met in rows:
        mark = "" if not goal else f"   goal {goal}: {'met' if met else 'MISSED'}"
        print(f"  {what:<58} {measured:>12}{mark}", flush=True)
    return all(met for *_, met in rows)


def _on_server(server, statement, name):
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
