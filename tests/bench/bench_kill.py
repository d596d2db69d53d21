"""Alarms fall due while worker, beat, Valkey and web are killed at random: none lost, none twice, no mail lost (reliability.md §9, 47 to 52).

`python -m tests.bench.bench_kill [alarms] [kills] [tenths]`; 1000 and 20 take a minute; tenths of a second between two kills, more on
a machine so busy that a worker would never come to work between them. Mail goes to a real SMTP server in this
process. A mail that its killed sender had in hand goes out again under its first Message-ID: such second copies are counted. Two
people register leads by the form meanwhile, so that killing the web cuts off something.
"""

import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from purifikar.lib.processes import free_port
from purifikar.lib.services import Valkey
from tests.bench import ground
from tests.bench.smtp_sink import Sink
from tests.bench.visitors import Visitors

SEED, UNITS = 20261122, 4
PAUSE = 8  # tenths of a second between two kills, on average
LEASE = timedelta(seconds=20)  # in place of ten minutes, at the very end when no sender is alive
CALM = 600  # seconds to finish in when the killing is over


def main(alarms=10_000, kills=200, pause=PAUSE):
    with ground.fresh_database() as url, Sink() as sink, tempfile.TemporaryDirectory(prefix="purifikar-kill-") as folder:
        _settle_environment(sink, folder)
        with House(url, Path(folder)) as house:
            ground.set_up(url)
            places = _stage()
            spread = timedelta(seconds=kills * pause / 10)
            alarms = _arm(places, alarms, spread)
            with Visitors(house.port, _doors(places)) as visitors:
                fallen = house.suffer(kills, pause / 10)
            calm = _wait_until_quiet(alarms)
        _send_what_was_in_hand()
        rows = [("killed", ", ".join(f"{name} {times}" for name, times in sorted(fallen.items())), "each", len(fallen) == 4)]
        rows += [("quiet again after the last kill", f"{calm:.0f} s", f"< {CALM} s", calm < CALM)]
        return int(not ground.table(rows + _rows_of_alarms(places, alarms) + _rows_of_mails(sink) + _rows_of_leads(places, visitors)))


class House:
    """Worker, beat, web and Valkey, each started again as soon as it is killed."""

    def __init__(self, url, folder):
        self.folder, self.dice, self.running, self.port = folder, random.Random(SEED), {}, free_port()
        self.valkey = Valkey(folder, durable=True)
        os.environ["DATABASE_URL"] = url

    def __enter__(self):
        self.folder.joinpath("log").mkdir(exist_ok=True)
        self.valkey.prepare()
        self.valkey.port = free_port()
        os.environ["REDIS_URL"] = self.valkey.url
        self.start("valkey")
        return self

    def __exit__(self, *_):
        for process in self.running.values():
            self._kill(process)

    def suffer(self, kills, pause):
        """Kills one after the other at random; gives how often each fell."""
        fallen = Counter()
        for name in ("worker", "beat", "web"):
            self.start(name)
        for _ in range(kills):
            threading.Event().wait(self.dice.uniform(0.4 * pause, 1.6 * pause))
            name = self.dice.choices(["worker", "beat", "valkey", "web"], [4, 2, 2, 2])[0]
            fallen[name] += 1
            self._kill(self.running[name])
            self.start(name)
        return fallen

    def start(self, name):
        celery = [sys.executable, "-m", "celery", "-A", "purifikar.celery"]
        commands = {
            "worker": [*celery, "worker", "--concurrency=2", "--without-gossip", "--without-mingle"],
            "beat": [*celery, "beat", "--pidfile", "", "-s", self.folder / "beat"],
            "web": [sys.executable, "-m", "gunicorn", "purifikar.wsgi", "--bind", f"127.0.0.1:{self.port}", "--workers", "1"],
        }
        if name == "valkey":
            self.running[name] = self.valkey.launch()
            return
        self.running[name] = subprocess.Popen(
            commands[name], env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )

    @staticmethod
    def _kill(process):
        """With all its children, as when a machine is switched off."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(os.getpgid(process.pid), signal.SIGKILL)
        process.kill()
        process.wait()


def _settle_environment(sink, folder):
    """The product's own settings, with mail that really leaves."""
    server = urlsplit(os.environ.get("REDIS_URL", "redis://127.0.0.1"))
    os.environ.update(
        DJANGO_SETTINGS_MODULE="purifikar.settings", PURIFIKAR_DEMO="1", SECRET_KEY="only-for-measuring-" * 4, ALLOWED_HOSTS="127.0.0.1",
        PUBLIC_URL="http://127.0.0.1", EMAIL_URL=f"smtp://127.0.0.1:{sink.port}?tls=none", EMAIL_FROM="Purifikar <nao-responda@purifikar.example>",
        FILES_DIR=f"{folder}/files", MFA_REQUIRED="0", REDIS_URL=urlunsplit(server),
    )  # fmt: skip


def _stage():
    from tests.bench import bench_alarms

    bench_alarms.UNITS = UNITS
    return bench_alarms._stage()


def _arm(places, count, spread):
    from django.utils import timezone

    from tests.bench import bench_alarms

    bench_alarms._arm(places, count, due_at=timezone.now() + timedelta(seconds=5), spread=spread)
    return count // len(places) * len(places)


def _wait_until_quiet(alarms):
    """Seconds from the last kill until everything rang and no mail waits for a sender any more."""
    from tenants.models import Alarm, Mail

    began = time.monotonic()
    while time.monotonic() - began < CALM:
        if Alarm.objects.filter(state="feito").count() == alarms and not Mail.objects.queued().exists():
            break
        threading.Event().wait(0.5)
    return time.monotonic() - began


def _send_what_was_in_hand():
    """Nobody sends any more: whatever a killed sender had in hand has outlived its lease."""
    from tenants import tasks
    from tenants.models import Mail, outbox

    threading.Event().wait(1)
    Mail.objects.filter(state=Mail.State.CLAIMED).update(claimed_at=outbox.timezone.now() - outbox.LEASE - timedelta(seconds=1))
    tasks.settle_abandoned_mail()
    Mail.objects.queued().update(next_attempt_at=outbox.timezone.now())
    tasks.drain_outbox()


def _doors(places):
    """The forms of two units, each with the session of somebody who may register there."""
    from django.conf import settings
    from django.test import Client

    from purifikar.lib.links import unit_url
    from tenants.models import Membership, Unit, User

    doors = []
    for unit, *_ in places[:2]:
        Unit.objects.filter(pk=unit.pk).update(process="venda")
        user = User.objects.create_user(f"v@{unit.slug}.example", name=f"Consultor de {unit.name}")
        Membership.objects.give(user, "consultor", unit=unit)
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        doors.append((unit_url(unit, "lead_new"), f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}"))
    return doors


def _rows_of_alarms(places, alarms):
    from tenants.models import Alarm, Notice

    rang, warned = Alarm.objects.filter(state="feito").count(), _warnings(places)
    twice = sum(times - 1 for times in warned.values())
    notices = Notice.objects.filter(kind__in=[Notice.Kind.COMING, Notice.Kind.MISSED]).count()
    return [
        ("alarms lost", str(alarms - rang), "0", rang == alarms),
        ("fired twice (timeline)", str(twice), "0", not twice and len(warned) == alarms),
        ("in-app notices of them", str(notices), str(alarms), notices == alarms),
    ]


def _rows_of_mails(sink):
    from tenants.models import Mail

    copies = Counter(letter.message_id for letter in sink.received)
    asked = Counter(Mail.objects.values_list("message_id", flat=True))
    twice, strange = sum(count - 1 for count in copies.values()), len(copies.keys() - asked.keys())
    other_words = len(set(sink.received)) - len(copies)
    return [
        ("mails written, late ones folded into one a person", str(len(asked)), "", True),
        ("mails lost", str(len(asked - copies)), "0", not asked - copies),
        ("mails nobody wrote", str(strange), "0", not strange),
        ("mails seen twice, under the same Message-ID", str(twice), "", True),
        ("… with another receiver, subject or text than the first time", str(other_words), "0", not other_words),
    ]


def _rows_of_leads(places, visitors):
    from django_tenants.utils import tenant_context

    from leads.models import Lead
    from workflow import queue_check

    there = set()
    for unit, *_ in places:
        with tenant_context(unit):
            there.update(str(key) for key in Lead.objects.exclude(journey__started_at=None).values_list("pk", flat=True))
    lost, found = set(visitors.answered) - there, queue_check.run()
    more = len(there - set(visitors.answered) - set(visitors.unanswered))
    return [
        ("leads registered by the form meanwhile", str(len(visitors.answered)), "some", bool(visitors.answered)),
        ("answers cut off and asked for again", str(visitors.cut_off), "some", visitors.cut_off > 0),
        ("refused", str(len(visitors.refused)), "0", not visitors.refused),
        ("of them lost, doubled", f"{len(lost)}, {more}", "0, 0", not lost and not more),
        ("differences between queue and units", str(len(found)), "0", not found),
    ]


def _warnings(places):
    """How often each journey's timeline says that its limit rang."""
    from django_tenants.utils import tenant_context

    from workflow.models import Event

    warned = Counter()
    for unit, *_ in places:
        with tenant_context(unit):
            warned.update(Event.objects.filter(kind="limit.warned").values_list("journey", flat=True))
    return warned


if __name__ == "__main__":
    sys.exit(main(*[int(word) for word in sys.argv[1:]]))
