"""The whole demo by one command: servers, migrations, the story, web, worker and beat. Ctrl-C stops all and keeps the data."""

import contextlib
import hashlib
import os
import queue
import secrets
import socket
import sys
import threading
import urllib.request

from purifikar.lib.folders import DATA, PROJECT, Busy, ServiceError, forget, write_private
from purifikar.lib.processes import finish, ignore_signals, interrupt_on_signals, launch, tail
from purifikar.lib.services import embedded

FOLDER = DATA / "demo"
LOGS = FOLDER / "log"
PASSWORD = "purifikar-demo"
CELERY = ("celery", "-A", "purifikar.celery")

CHILDREN = {
    "web": ("gunicorn", "-c", "purifikar/gunicorn.py"),
    "worker": (*CELERY, "worker", "--concurrency", "2", "--loglevel", "INFO", "-n", "demo@%h"),
    "beat": (*CELERY, "beat", "--loglevel", "INFO", "--pidfile", "", "-s", FOLDER / "beat-schedule"),
}
NO_PANGO = """
Os PDFs precisam da biblioteca Pango, que falta nesta máquina; todo o resto funciona. Para instalar:
    Debian, Ubuntu   sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
    Fedora           sudo dnf install pango
    macOS            brew install pango
"""


class DemoError(Exception):
    """What keeps the demo from running, for the person at the keyboard."""


def main(arguments):
    interrupt_on_signals()
    try:
        port = _port()
        if "--reset" in arguments:
            reset()
        serve(port)
    except KeyboardInterrupt:
        print("\nInterrompido.")
    except Busy:
        return "A demonstração desta pasta já está no ar em outra janela: pare-a lá com Ctrl-C."
    except (DemoError, ServiceError) as wrong:
        return str(wrong)
    return None


def reset():
    forget(FOLDER)
    if os.environ.get("DATABASE_URL"):
        print("O banco de DATABASE_URL é seu e não foi apagado.")


def serve(port):
    FOLDER.mkdir(parents=True, exist_ok=True)
    with embedded(FOLDER) as urls:
        demo = Demo(port, urls)
        try:
            demo.prepare()
            demo.start()
            demo.introduce()
            demo.wait()
        except KeyboardInterrupt:
            _say("\nParando; os dados ficam guardados.")
        finally:
            ignore_signals()
            demo.stop()


class Demo:
    """The processes of the demo and what they are told by the environment."""

    def __init__(self, port, urls):
        self.port = port
        self.address = f"http://127.0.0.1:{port}"
        self.environment = self._defaults() | os.environ | urls | {"PURIFIKAR_DEMO": "1", "BIND": f"127.0.0.1:{port}"}
        self.servers = urls.processes
        self.running = {}
        self.ended = queue.SimpleQueue()

    def prepare(self):
        self.pango = self._start("pango", "-c", "import weasyprint")
        _say("Preparando o banco de dados…")
        self._manage("migrate_schemas", "--shared")
        _say("Atualizando as unidades…")
        with self._unit_left_behind():
            self._manage("migrate_units")
        _say("Contando a história da demonstração…")
        self._manage("seed_demo")
        self._collect_static()

    def start(self):
        _say("Ligando o site…")
        for name, command in CHILDREN.items():
            self.running[name] = self._start(name, "-m", *command)
        self.logins = self._start("logins", "manage.py", "seed_demo", "--logins")
        self.watch_over(self.servers | self.running)
        self._wait_for_first_page()

    def introduce(self):
        if self.logins.wait():
            raise self._failure("logins", self.logins.returncode)
        if self.pango.wait() and "OSError" in (LOGS / "pango.log").read_text(errors="replace"):
            print(NO_PANGO)
        print(f"\nO Purifikar está no ar: {self.address}\n")
        print(_table((LOGS / "logins.log").read_text()))
        print(f"\nSenha de todos: {PASSWORD}")
        print(f"Ctrl-C para tudo e guarda os dados. Registros em {os.path.relpath(LOGS, PROJECT)}/\n", flush=True)

    def watch_over(self, processes):
        for name, process in processes.items():
            threading.Thread(target=lambda n=name, p=process: self.ended.put((n, p.wait())), daemon=True).start()

    def wait(self, seconds=None):
        """Let the time pass, for ever by default, unless a process ends that should not."""
        with contextlib.suppress(queue.Empty):
            raise self._failure(*self.ended.get(timeout=seconds))

    def stop(self):
        """Web first, so that nobody hands out work that nobody will do."""
        for process in self.running.values():
            finish(process)

    def _start(self, name, *command):
        return launch([sys.executable, *command], log=LOGS / f"{name}.log", cwd=PROJECT, env=self.environment)

    def _manage(self, *command):
        process = self._start(command[0], "manage.py", *command)
        self.running[command[0]] = process  # so that Ctrl-C ends it too
        if process.wait():
            raise self._failure(command[0], process.returncode)
        del self.running[command[0]]

    @contextlib.contextmanager
    def _unit_left_behind(self):
        """One unit that fails holds up no other: it alone answers with a page that says so."""
        try:
            yield
        except DemoError as wrong:
            _say(str(wrong))
            self.running.pop("migrate_units", None)

    def _failure(self, name, code):
        log = LOGS / f"{name}.log"
        return DemoError(f"{name} parou sozinho (código {code}). Fim de {os.path.relpath(log, PROJECT)}:\n{tail(log)}")

    def _collect_static(self):
        stamp, wanted = FOLDER / "static.stamp", _static_fingerprint()
        if (PROJECT / "staticfiles" / "staticfiles.json").exists() and stamp.exists() and stamp.read_text() == wanted:
            return
        self._manage("collectstatic", "--noinput", "--clear")
        stamp.write_text(wanted)

    def _wait_for_first_page(self):
        for _ in range(240):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.address}/entrar/", timeout=10) as page:  # noqa: S310
                if page.status == 200:
                    return
            self.wait(0.25)
        raise DemoError(f"A primeira página não respondeu. Fim do registro:\n{tail(LOGS / 'web.log')}")

    def _defaults(self):
        return {
            "SECRET_KEY": _kept_secret(),
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "PUBLIC_URL": self.address,
            "EMAIL_URL": f"file:{FOLDER / 'mail'}",
            "EMAIL_FROM": "Purifikar <nao-responda@purifikar.demo>",
            "FILES_DIR": str(FOLDER / "files"),
            "COMPANY_DATA_URL": f"file:{PROJECT / 'purifikar' / 'demo_companies'}",
            "MFA_REQUIRED": "0",
        }


def _port():
    wanted = os.environ.get("PORT", "8000")
    if not wanted.isdigit() or not 0 < int(wanted) < 65536:
        raise DemoError(f"PORT precisa ser um número de porta, e é {wanted!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn itself does
        try:
            probe.bind(("127.0.0.1", int(wanted)))
        except OSError as taken:
            other = int(wanted) + 1 if int(wanted) < 65535 else 8000
            raise DemoError(f"A porta {wanted} está ocupada: escolha outra, por exemplo make demo PORT={other}") from taken
    return int(wanted)


def _say(text):
    print(text, flush=True)


def _kept_secret():
    path = FOLDER / "secret"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(60))
    return path.read_text()


def _static_fingerprint():
    seen = hashlib.sha256((PROJECT / "requirements.lock").read_bytes())
    for folder in sorted([PROJECT / "static", *PROJECT.glob("*/static")]):
        for path in sorted(folder.rglob("*")):
            state = path.stat()
            seen.update(f"{path} {state.st_mtime_ns} {state.st_size}\n".encode())
    return seen.hexdigest()


def _table(text):
    """Lines of role, e-mail and unit between tabs, as columns."""
    rows = [("papel", "e-mail", "unidade"), *(line.split("\t") for line in text.splitlines() if line.strip())]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(f"  {line}".rstrip() for line in lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
