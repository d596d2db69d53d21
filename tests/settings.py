"""The settings of the tests: a demo without a second factor; services from the environment (make test starts them)."""

import os
import tempfile
from urllib.parse import urlsplit, urlunsplit

from django.core.exceptions import ImproperlyConfigured

if "DATABASE_URL" not in os.environ or "REDIS_URL" not in os.environ:
    raise ImproperlyConfigured("The tests need PostgreSQL and Valkey: run `make test`, or set DATABASE_URL and REDIS_URL.")

FOLDER = tempfile.mkdtemp(prefix="purifikar-tests-")
WORKER = int("".join(filter(str.isdigit, os.environ.get("PYTEST_XDIST_WORKER", "0"))) or 0)

os.environ.update(
    PURIFIKAR_DEMO="1",
    SECRET_KEY="only-for-tests-" * 5,
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    PUBLIC_URL="http://testserver",
    EMAIL_URL=f"file:{FOLDER}/mail",
    EMAIL_FROM="Purifikar <nao-responda@purifikar.example>",
    FILES_DIR=f"{FOLDER}/files",
    MFA_REQUIRED="0",
    COMPANY_DATA_URL="",
    STATEMENT_TIMEOUT_SECONDS="60",  # a busy machine is no failure; whoever waits for a lock that nobody gives back is told
)
# Each process of pytest-xdist has a keyspace of its own.
os.environ["REDIS_URL"] = urlunsplit(urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{WORKER + 1}"))

from purifikar.settings import *  # noqa: E402, F403

DATABASES["default"]["OPTIONS"]["connect_timeout"] = 60  # noqa: F405 (as patient as with statements)
PAGES_REMEMBER = False  # tests/lib/test_remembered.py and the measurements switch it on: other tests never commit
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "tests.statics.Remembered"},
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
