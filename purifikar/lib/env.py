"""Reads settings from the environment, strictly: a wrong or missing value stops the start with its name and what is expected."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

REQUIRED = object()


def text(name, default=REQUIRED, *, expected="a text", min_length=1):
    """The variable's text. Raises ImproperlyConfigured when it is missing or shorter than `min_length` characters."""
    value = os.environ.get(name, "").strip()
    if not value:
        if default is REQUIRED:
            raise _wrong(name, expected, "it is missing")
        return default
    if len(value) < min_length:
        raise _wrong(name, expected, f"it has {len(value)} characters")
    return value


def flag(name, default=REQUIRED):
    """`1` or `0`, nothing else."""
    value = text(name, default, expected="0 or 1")
    if value is default:
        return value
    if value not in ("0", "1"):
        raise _wrong(name, "0 or 1", f"it is {value!r}")
    return value == "1"


def number(name, default=REQUIRED, *, at_least=0, at_most=10**6):
    """A whole number between two bounds, both included."""
    expected = f"a whole number from {at_least} to {at_most}"
    value = text(name, default, expected=expected)
    if value is default:
        return value
    if not value.isascii() or not value.isdigit() or not at_least <= int(value) <= at_most:
        raise _wrong(name, expected, f"it is {value!r}")
    return int(value)


def words(name, default=REQUIRED, *, expected="words separated by commas"):
    """A list: its parts are separated by commas."""
    value = text(name, default, expected=expected)
    if value is default:
        return value
    parts = [part.strip() for part in value.split(",") if part.strip()]
    if not parts:
        raise _wrong(name, expected, "it has only commas")
    return parts


def folder(name, default=REQUIRED):
    """An absolute path of a folder, made when first written to."""
    value = text(name, default, expected="an absolute path")
    path = Path(value)
    if not path.is_absolute():
        raise _wrong(name, "an absolute path", f"it is {value!r}")
    return path


def url(name, *, schemes, default=REQUIRED, expected=None):
    """A URL with one of the given schemes, split into its parts."""
    expected = expected or " or ".join(f"{scheme}://…" for scheme in schemes)
    value = text(name, default, expected=expected)
    parts = urlsplit(value)
    try:
        parts.port  # noqa: B018 (reading it is the check)
    except ValueError as wrong_port:
        raise _wrong(name, expected, "its port is not a number") from wrong_port
    if parts.scheme not in schemes:
        raise _wrong(name, expected, f"it begins with {parts.scheme!r}" if parts.scheme else "it has no scheme")
    if parts.scheme in ("http", "https", "redis", "rediss") and not parts.hostname:
        raise _wrong(name, expected, "it names no host")
    return parts


def database(name="DATABASE_URL"):
    """`postgresql://user:password@host:port/name` as Django's dictionary, without the engine."""
    expected = "postgresql://user:password@host:port/name"
    parts = url(name, schemes=("postgresql", "postgres"), expected=expected)
    if not parts.path.strip("/"):
        raise _wrong(name, expected, "it names no database")
    return {
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
    }


def mailer(name="EMAIL_URL"):
    """`smtp://user:password@host:port?tls=starttls|implicit|none`, or `file:/folder` for a demo, as an entry of MAILERS."""
    expected = "smtp://user:password@host:port?tls=starttls|implicit|none or file:/folder"
    parts = url(name, schemes=("smtp", "file"), expected=expected)
    if parts.scheme == "file":
        if not Path(parts.path).is_absolute():
            raise _wrong(name, expected, "its folder is not an absolute path")
        return {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "OPTIONS": {"file_path": parts.path}}
    tls = parse_qs(parts.query).get("tls", ["starttls"])[0]
    if not parts.hostname or tls not in ("starttls", "implicit", "none"):
        raise _wrong(name, expected, "its host or its tls is not one of these")
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": parts.port or (465 if tls == "implicit" else 587),
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": tls == "starttls",
            "use_ssl": tls == "implicit",
            "timeout": 20,
        },
    }


def company_data(name="COMPANY_DATA_URL"):
    """`https://host/path/{cnpj}`, or `file:/folder` for a demo; plain http only to this machine. Empty: nobody is asked."""
    expected = "https://host/path/{cnpj} or file:/folder"
    if not text(name, ""):
        return ""
    parts = url(name, schemes=("https", "http", "file"), expected=expected)
    if parts.scheme == "file" and not Path(parts.path).is_absolute():
        raise _wrong(name, expected, "its folder is not an absolute path")
    if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise _wrong(name, expected, "it begins with 'http'")
    if parts.scheme != "file" and (parts.username or f"{parts.path}?{parts.query}".count("{cnpj}") != 1):
        raise _wrong(name, expected, "it holds a user, or {cnpj} not once behind its host")
    return parts.geturl()


def _wrong(name, expected, found):
    return ImproperlyConfigured(f"{name}: expected {expected}, but {found}.")
