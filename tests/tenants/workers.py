"""A real worker process on this test's database and broker, killed with all its children however the test ends."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from purifikar.lib.processes import tail


@contextmanager
def working(folder, *options):
    """`with working(tmp_path, "--concurrency=1"):` what it says goes into a file, which holds up nobody."""
    facts, log = connection.settings_dict, folder / "worker.log"
    address = f"postgresql://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "purifikar.celery", "worker", "--without-gossip", "--without-mingle", *options],
            cwd=settings.BASE_DIR,
            env={**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.settings"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # to take its leave of nobody takes it seconds
        process.wait(60)
        print(tail(log, lines=40))  # shown with a test that failed
