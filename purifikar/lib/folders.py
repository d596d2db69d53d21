"""Where local servers keep their data, who may be in there, and one command at a time."""

import contextlib
import fcntl
import hashlib
import os
import pwd
import shutil
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("PURIFIKAR_DATA") or PROJECT / ".data")
FOR_ROOT = Path("/var/tmp")  # noqa: S108 (made_home looks whose it is); kept over restarts, and another user may enter it


class ServiceError(Exception):
    """A server that does not start; the message is for the person at the keyboard."""


class Busy(ServiceError):
    """Another process already works in this folder."""


def home_of(folder):
    """Where PostgreSQL keeps the folder's data: in it, or, for root, whom PostgreSQL refuses, where `nobody` may go."""
    if os.geteuid() != 0:
        return Path(folder)
    return FOR_ROOT / f"purifikar-{hashlib.sha256(str(Path(folder).resolve()).encode()).hexdigest()[:16]}"


def forget(folder):
    """Delete the folder with everything its servers keep, wherever that lies."""
    folder = Path(folder)
    if folder.exists():
        with alone_in(folder):
            for place in filter(Path.exists, {home_of(folder), folder}):
                shutil.rmtree(place)


def made_home(folder):
    home = home_of(folder)
    home.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        if home.is_symlink() or home.stat().st_uid != 0:
            raise ServiceError(f"{home} é de outra pessoa: apague essa pasta e tente de novo.")
        home.chmod(0o711)  # `nobody` passes through to what is its own, others find nothing to read
    return home


def account():
    """The user and group PostgreSQL runs as: our own, or `nobody` in root's place."""
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def write_private(path, content):
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(content)


@contextlib.contextmanager
def alone_in(folder):
    """Nobody else works in the folder while the block lasts: the lock goes with the process, however it ends."""
    try:
        file = (folder / "lock").open("w")
    except PermissionError as closed:
        raise ServiceError(f"{folder} é de outra pessoa, talvez de um sudo: apague essa pasta e tente de novo.") from closed
    with file as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise Busy(f"Outro processo já usa {folder}.") from taken
        yield
