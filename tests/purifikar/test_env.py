"""A wrong or missing setting stops the start with its name and what is expected."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from purifikar.lib import env

SMTP = "smtp://user:p%40ss@mail.example.com?tls="
WRONG = [
    (env.text, {}, None, "expected a text, but it is missing"),
    (env.text, {}, "   ", "it is missing"),
    (env.text, {"min_length": 50, "expected": "at least 50 random characters"}, "short", "expected at least 50 .* it has 5 characters"),
    (env.flag, {}, "true", "expected 0 or 1, but it is 'true'"),
    (env.flag, {}, "2", "expected 0 or 1"),
    (env.flag, {}, None, "expected 0 or 1, but it is missing"),
    (env.number, {"at_least": 1, "at_most": 72}, "0", "expected a whole number from 1 to 72, but it is '0'"),
    (env.number, {"at_least": 1, "at_most": 72}, "73", "from 1 to 72"),
    (env.number, {}, "-1", "expected a whole number"),
    (env.number, {}, "1.5", "expected a whole number"),
    (env.number, {}, "٣", "expected a whole number"),
    (env.number, {}, "²", "expected a whole number"),
    (env.words, {"expected": "host names separated by commas"}, None, "expected host names separated by commas"),
    (env.words, {}, ", ,", "expected words separated by commas"),
    (env.folder, {}, "files", "expected an absolute path, but it is 'files'"),
    (env.url, {"schemes": ("https",)}, "http://crm.example", "expected https://…, but it begins with 'http'"),
    (env.url, {"schemes": ("https", "http")}, "crm.example", "expected https://… or http://…"),
    (env.url, {"schemes": ("https",)}, "https://crm.example:eight", "its port is not a number"),
    (env.url, {"schemes": ("https",)}, "https://", "it names no host"),
    (env.database, {}, "mysql://localhost/purifikar", "expected postgresql://user:password@host:port/name, but it begins with 'mysql'"),
    (env.database, {}, "postgresql://user@host:5432/", "it names no database"),
    (env.database, {}, "postgresql://user@host:port/purifikar", "its port is not a number"),
    (env.mailer, {}, "https://mail.example.com", r"expected smtp://.* but it begins with 'https'"),
    (env.mailer, {}, SMTP + "perhaps", "its host or its tls is not one of these"),
    (env.mailer, {}, "smtp://", "its host or its tls"),
    (env.mailer, {}, "file:mail", "its folder is not an absolute path"),
    (env.company_data, {}, "http://cnpj.example/{cnpj}", r"expected https://host/path/{cnpj} or file:/folder, but it begins with 'http'"),
    (env.company_data, {}, "https://cnpj.example/v1/", "{cnpj} not once behind its host"),
    (env.company_data, {}, "https://{cnpj}.example/v1/", "{cnpj} not once behind its host"),
    (env.company_data, {}, "https://me:secret@cnpj.example/{cnpj}", "it holds a user"),
    (env.company_data, {}, "ftp://cnpj.example/{cnpj}", "it begins with 'ftp'"),
    (env.company_data, {}, "file:companies", "its folder is not an absolute path"),
]
RIGHT = [
    (env.text, {}, " abc ", "abc"),
    (env.text, {"default": "x"}, None, "x"),
    (env.flag, {}, "1", True),
    (env.flag, {}, "0", False),
    (env.flag, {"default": True}, "", True),
    (env.number, {"at_most": 5}, "5", 5),
    (env.number, {"default": 3}, None, 3),
    (env.words, {}, "a.example, b.example,", ["a.example", "b.example"]),
    (
        env.database,
        {},
        "postgresql://us%40er:p%2Fw@db.example:5433/puri%20fikar",
        {"NAME": "puri fikar", "USER": "us@er", "PASSWORD": "p/w", "HOST": "db.example", "PORT": "5433"},
    ),
    (env.company_data, {}, None, ""),
    (env.company_data, {}, "https://cnpj.example/v1/{cnpj}?t=1", "https://cnpj.example/v1/{cnpj}?t=1"),
    (env.company_data, {}, "http://127.0.0.1:8099/{cnpj}", "http://127.0.0.1:8099/{cnpj}"),
    (env.company_data, {}, "file:/srv/companies", "file:///srv/companies"),
    (env.database, {}, "postgres:///purifikar", {"NAME": "purifikar", "USER": "", "PASSWORD": "", "HOST": "", "PORT": ""}),
]


@pytest.fixture
def set_to(monkeypatch):
    """`set_to(value)`: the variable THING has that value, or is missing."""

    def change(value):
        if value is None:
            monkeypatch.delenv("THING", raising=False)
        else:
            monkeypatch.setenv("THING", value)

    return change


def ask(parser, options):
    return parser("THING", **options)


@pytest.mark.parametrize(("parser", "options", "value", "message"), WRONG)
def test_a_wrong_value_is_named_with_what_is_expected(set_to, parser, options, value, message):
    set_to(value)
    with pytest.raises(ImproperlyConfigured, match=rf"^THING: .*{message}"):
        ask(parser, options)


@pytest.mark.parametrize(("parser", "options", "value", "expected"), RIGHT)
def test_a_right_value_is_read(set_to, parser, options, value, expected):
    set_to(value)
    assert ask(parser, options) == expected


@pytest.mark.parametrize(
    ("tls", "use_tls", "use_ssl", "port"), [("starttls", True, False, 587), ("implicit", False, True, 465), ("none", False, False, 587)]
)
def test_the_mail_server_is_read(set_to, tls, use_tls, use_ssl, port):
    set_to(SMTP + tls)
    options = ask(env.mailer, {})["OPTIONS"]
    assert (options["use_tls"], options["use_ssl"], options["port"], options["password"]) == (use_tls, use_ssl, port, "p@ss")


@pytest.mark.parametrize("value", ["hunter2-hunter2", "mysql://user:hunter2@host/name", "smtp://user:hunter2@host?tls=x"])
def test_a_secret_is_not_told(set_to, value):
    """The message goes to logs."""
    set_to(value)
    for parser in (env.database, env.mailer, env.company_data, lambda name: env.text(name, min_length=50)):
        with pytest.raises(ImproperlyConfigured) as refusal:
            parser("THING")
        assert "hunter2" not in str(refusal.value)


def production(**changes):
    """What `manage.py check` says in production with those variables."""
    whole = {
        "SECRET_KEY": "f3Kq" * 20, "DATABASE_URL": "postgresql://u@127.0.0.1:1/x", "REDIS_URL": "redis://127.0.0.1:1/0",
        "ALLOWED_HOSTS": "crm.example", "PUBLIC_URL": "https://crm.example", "EMAIL_URL": SMTP + "starttls",
        "EMAIL_FROM": "Purifikar <nao-responda@crm.example>", "FILES_DIR": "/srv/files", "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "purifikar.settings",
    }  # fmt: skip
    given = {name: value for name, value in (whole | changes).items() if value is not None}
    command = [sys.executable, "-c", "import purifikar.settings"]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=given, capture_output=True, text=True, timeout=120)


def test_a_whole_environment_starts():
    assert production().returncode == 0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY: expected at least 50 random characters, but it is missing."),
        ({"PUBLIC_URL": "http://crm.example"}, "PUBLIC_URL: expected https://…, but it begins with 'http'."),
        ({"SESSION_IDLE_HOURS": "a day"}, "SESSION_IDLE_HOURS: expected a whole number from 1 to 72, but it is 'a day'."),
    ],
)
def test_a_wrong_environment_stops_the_start_in_one_sentence(changes, message):
    stopped = production(**changes)
    assert stopped.returncode == 1
    assert stopped.stderr.rstrip().endswith(message)


def test_everything_that_must_be_set_is_asked_for():
    """Without any of these there is no start: nothing falls back to a value that is only good for a demo."""
    for name in ("SECRET_KEY", "ALLOWED_HOSTS", "PUBLIC_URL", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "EMAIL_FROM", "FILES_DIR"):
        assert f"{name}: expected" in production(**{name: None}).stderr
