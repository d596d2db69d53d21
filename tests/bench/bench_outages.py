"""What an outage may cost is time: several clocks at once, a broker that is emptied again and again, six hours without a server.

    clocks   five clocks at once, 10,000 alarms due: each rings once                                  (reliability.md §9, row 48)
    wiped    FLUSHALL every ten seconds for ten minutes, 10,000 alarms falling due: none lost, none later than 30 s        (row 51)
    flood    20,000 alarms due while nothing ran for six hours: one mail a person, done within minutes                     (row 57)

`python -m tests.bench.bench_outages [part] [alarms] [minutes]`: one part only, a smaller one.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event

from tests.bench import bench_alarms, bench_kill, ground
from tests.bench.smtp_sink import Sink

CLOCKS, UNITS, PEOPLE = 5, 10, 5
EVERY, LAG = 10, 30  # seconds between two FLUSHALL, and how late an alarm may ring then
AWAY, SOON = timedelta(hours=6), 300  # how long nothing ran; seconds in which all of it is to be done
QUIET = 20  # seconds to look on afterwards, whether one mail more comes


def main(part="", *sizes):
    if part == "clock":
        return _clock()
    if not part:
        return max(subprocess.run([sys.executable, "-m", "tests.bench.bench_outages", name], check=False).returncode for name in PARTS)
    print(f"  {part}", flush=True)
    return int(not ground.table(PARTS[part](*[int(size) for size in sizes])))


def clocks(alarms=10_000):
    with ground.fresh_database() as url:
        ground.set_up(url)
        places, alarms = _armed(alarms, timedelta())
        began = time.perf_counter()
        with ThreadPoolExecutor(CLOCKS) as crew:
            rang = list(crew.map(lambda _: ground.elsewhere("tests.bench.bench_outages", "clock", url=url), range(CLOCKS)))
        seconds = time.perf_counter() - began
        return [
            (f"rung by each of {CLOCKS} clocks", ", ".join(map(str, rang)), "", True),
            ("all of it", f"{seconds:.0f} s", "", True),
            *bench_kill._rows_of_alarms(places, alarms),
            _once("mails written", _mails_of_alarms(), alarms),
        ]


def _clock():
    """One of the clocks, in a process of its own."""
    ground.set_up(os.environ["DATABASE_URL"])
    from workflow import rounds

    print(rounds.ring_due(seconds=300))
    return 0


def wiped(alarms=10_000, minutes=10):
    with _house() as (house, sink):
        places, alarms = _armed(alarms, timedelta(minutes=minutes), begins=timedelta(seconds=15))
        emptied = _empty_again_and_again(house, minutes * 60 + 15)
        bench_kill._wait_until_quiet(alarms)
        late = bench_alarms._lateness()
        return [
            ("FLUSHALL", str(emptied), "", True),
            ("lateness, half of them", f"{ground.percentile(late, 0.5):.1f} s", "", True),
            ("lateness, the worst", f"{max(late):.1f} s", f"< {LAG} s", max(late) < LAG),
            *bench_kill._rows_of_alarms(places, alarms),
            *bench_kill._rows_of_mails(sink),
        ]


def flood(alarms=20_000):
    from django.utils import timezone

    with _house() as (house, sink):
        places, alarms = _armed(alarms, AWAY, begins=-AWAY)
        began = timezone.now()
        for name in ("worker", "beat"):
            house.start(name)
        bench_kill._wait_until_quiet(alarms)
        _wait_for_fold()
        seconds = (timezone.now() - began).total_seconds()
        Event().wait(QUIET)
        to = Counter(letter.to for letter in sink.received)
        return [
            ("people, alarms each", f"{len(places) * PEOPLE}, {alarms // len(places) // PEOPLE}", "", True),
            ("rung, and each told, after", f"{seconds:.0f} s", f"< {SOON} s", seconds < SOON),
            *bench_kill._rows_of_alarms(places, alarms),
            _once("people who got a mail", len(to), len(places) * PEOPLE),
            _once("mails a person, at most", max(to.values()), 1),
        ]


PARTS = {"clocks": clocks, "wiped": wiped, "flood": flood}


@contextlib.contextmanager
def _house():
    """A database, a mail server, and a house on them in which nothing but Valkey runs yet."""
    with ground.fresh_database() as url, Sink() as sink, tempfile.TemporaryDirectory(prefix="purifikar-outage-") as folder:
        bench_kill._settle_environment(sink, folder)
        with bench_kill.House(url, Path(folder)) as house:
            ground.set_up(url)
            yield house, sink


def _armed(count, spread, begins=timedelta()):
    """Alarms evenly over the units and the people of each; what was due in the past is due now."""
    from django.utils import timezone
    from django_tenants.utils import tenant_context

    from tenants.models import Membership, User
    from tests.workflow.armed import arm_many

    bench_alarms.UNITS = UNITS
    places = bench_alarms._stage()
    due_at, each = timezone.now() + begins, count // UNITS // PEOPLE
    for unit, stage, alarm, holder in places:
        others = [User.objects.create_user(f"o{number}@{unit.slug}.example", name=f"Pessoa {number}") for number in range(PEOPLE - 1)]
        for user in others:
            Membership.objects.give(user, "comercial")
        with tenant_context(unit):
            for user in (holder, *others):
                arm_many(each, holder=user, due_at=due_at, spread=spread, stage=stage, alarm=alarm)
    return places, each * PEOPLE * UNITS


def _empty_again_and_again(house, seconds):
    """Worker and beat go on while their broker forgets everything; gives how often."""
    import redis

    for name in ("worker", "beat"):
        house.start(name)
    emptied, until = 0, time.monotonic() + seconds
    with redis.Redis.from_url(house.valkey.url) as client:
        while time.monotonic() < until:
            Event().wait(EVERY)
            client.flushall()
            emptied += 1
    return emptied


def _wait_for_fold():
    """Until no notice waits for its mail and no mail for a sender."""
    from tenants.models import Mail, Notice

    until = time.monotonic() + SOON
    while time.monotonic() < until:
        if not Notice.objects.waiting_for(Notice.MailState.FOLD).exists() and not Mail.objects.queued().exists():
            return
        Event().wait(0.5)


def _mails_of_alarms():
    from tenants.models import Mail

    return Mail.objects.values("message_id").distinct().count()


def _once(words, measured, wanted):
    return (words, str(measured), str(wanted), measured == wanted)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
