"""How long a newcomer waits: `make demo` in a fresh clone of the last commit until the first page answers, and again."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from purifikar.lib.folders import PROJECT, home_of
from purifikar.lib.processes import free_port, tail

FIRST, AGAIN = 90, 20  # seconds, with a warm package cache
AT_MOST = 400


def main():
    with tempfile.TemporaryDirectory(prefix="purifikar-bench-") as folder:
        clone = Path(folder) / "cópia nova"
        subprocess.run(["git", "clone", "--quiet", PROJECT, clone], check=True)
        try:
            missed = [_report("primeira vez", _start(clone), FIRST), _report("de novo", _start(clone), AGAIN)]
        finally:
            for place in (clone / ".data" / "demo", clone / ".data"):
                shutil.rmtree(home_of(place), ignore_errors=True)
    return int(any(missed))


def _report(what, seconds, goal):
    print(f"make demo, {what}: {seconds:.1f} s (meta: menos de {goal} s)", flush=True)
    return seconds >= goal


def _start(clone):
    """Seconds until the sign-in page answers; then Ctrl-C, as a person would."""
    port, log = free_port(), clone.parent / "demo.log"
    ours = ("DATABASE_URL", "REDIS_URL", "PURIFIKAR_DATA", "DJANGO_SETTINGS_MODULE", "MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    began = time.monotonic()
    with log.open("wb") as output:
        demo = subprocess.Popen(
            ["make", "demo", f"PORT={port}"],
            cwd=clone,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait(demo, port, began, log)
        return time.monotonic() - began
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(demo.pid, signal.SIGINT)
        demo.wait(60)


def _wait(demo, port, began, log):
    while time.monotonic() - began < AT_MOST:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/entrar/", timeout=10):
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            demo.wait(0.1)
            break
    raise SystemExit(f"make demo não chegou à primeira página:\n{tail(log, 40)}")


if __name__ == "__main__":
    sys.exit(main())
