"""A mailing to many: how soon their mails stand in the outbox, in how much memory, and that a killed worker makes no second one.

PEOPLE=10000 (so many unless said otherwise) · KILLED_PEOPLE=4000 with 10 kills at random moments
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from threading import Event

from tests.bench.ground import elsewhere, fresh_database, set_up, table

PEOPLE, KILLED_PEOPLE, KILLS = (
    int(os.environ.get("PEOPLE", "10000")),
    int(os.environ.get("KILLED_PEOPLE", "4000")),
    int(os.environ.get("KILLS", "10")),
)
SEED = 20261122
MODULE = "tests.bench.bench_mailing"


def main(step="", *arguments):
    if step:
        return {"whole": _whole, "fill": _fill_and_tell, "work": _work, "look": _look}[step](*arguments)
    with fresh_database() as url:
        facts = elsewhere(MODULE, "whole", url=url)
    rows = [
        (f"{PEOPLE} people chosen by a filter, in the web request", f"{facts['chosen']:.1f} s", "", True),
        ("how many will get it and why others not", f"{facts['foretold']:.1f} s", "", True),
        (f"{PEOPLE} people: mails written into the outbox", f"{facts['queued']:.1f} s", "≤ 30 s", facts["queued"] <= 30),
        ("memory after a tenth, at the end", f"{facts['early']:.0f}, {facts['late']:.0f} MB", "+ ≤ 30 MB", facts["late"] - facts["early"] <= 30),
        ("a sign-in mail behind all of them is claimed first", "yes" if facts["urgent"] else "no", "yes", facts["urgent"]),
        ("to claim it", f"{facts['claim'] * 1000:.0f} ms", "≤ 50 ms", facts["claim"] <= 0.05),
        ("the report's page of them", f"{facts['report']:.2f} s", "", True),
    ]  # fmt: skip
    with fresh_database() as url:
        rows.append(_killed(url))
    return 0 if table(rows) else 1


def _fill(count):
    """A unit with so many people: nine of ten have agreed to e-mails, some share an address."""
    from django_tenants.utils import tenant_context

    from followup.mailing_install import install_models
    from leads.models import Address, Consent, Email, Person
    from purifikar.db.copying import copy_in
    from tenants.models import Membership, Unit, User
    from tests.bench.bench_open_unit import make_unit

    dice, unit = random.Random(SEED), make_unit(0)
    unit.open()
    unit = Unit.objects.get(pk=unit.pk)
    manager = User.objects.create_user("gerente@x.example", name="Marcos Antunes")
    member = Membership.objects.give(manager, "gerente", unit=unit)
    with tenant_context(unit):
        install_models()
        people = [Person(number=number, name=f"Pessoa {number} da Silva", search=f"pessoa {number}") for number in range(1, count + 1)]
        copy_in(people)
        copy_in(Email(person=person, address=f"p{person.number - (person.number % 50 == 0)}@mail.example") for person in people)
        copy_in(Address(person=person, district=f"Bairro {person.number % 40}", city="Santos", uf="SP") for person in people)
        copy_in(Consent(person=person, use="email", wording="Site") for person in people if dice.random() < 0.9)
    return unit, member


def _begun(unit, member):
    from followup.models import Mailing, MailingModel
    from leads.models import Person

    folder = MailingModel.objects.get(kind="folder")
    return Mailing.objects.begin(Person.objects.known(), by=member.user, model=folder, header_text="Só até sexta-feira.", ordering="bairro")


def _whole():
    set_up(os.environ["DATABASE_URL"])
    from django_tenants.utils import tenant_context

    from followup import mailing_work
    from followup.mailing_judging import Forecast
    from followup.mailing_page import Report
    from tenants.models import Mail

    unit, member = _fill(PEOPLE)
    facts = {}
    with tenant_context(unit):
        mailing = _timed(facts, "chosen", lambda: _begun(unit, member))
        forecast = _timed(facts, "foretold", lambda: Forecast(mailing, member))
        mailing.start(member=member)
        notes, prepare = [], mailing_work._prepare
        mailing_work._prepare = lambda *args: (notes.append(_memory()), prepare(*args))[1]
        _timed(facts, "queued", lambda: mailing_work.work_on(mailing.pk))
        facts |= {"early": notes[max(1, len(notes) // 10)], "late": _memory()}
        mailing.refresh_from_db()
        assert mailing.state == "enviado", mailing.error
        assert Mail.objects.count() == mailing.tally["fila"] == forecast.going
        _timed(facts, "report", lambda: Report(mailing, {}).rows)
    Mail.objects.update(next_attempt_at=mailing.started_at)  # all of them due at once, and long before
    urgent = Mail.objects.write(to="codigo@x.example", subject="Seu código", text="1", kind="acesso", at_once=False)
    facts["urgent"] = _timed(facts, "claim", Mail.objects.claim).pk == urgent.pk
    print(json.dumps(facts))


def _timed(facts, name, deed):
    began = time.monotonic()
    done = deed()
    facts[name] = time.monotonic() - began
    return done


def _killed(url):
    """Worker after worker is killed at a random moment; the last one ends it."""
    dice = random.Random(SEED)
    made = elsewhere(MODULE, "fill", url=url)
    worker_of = [sys.executable, "-m", MODULE, "work", made["unit"], made["key"]]
    for _ in range(KILLS):
        worker = subprocess.Popen(worker_of, env={**os.environ, "DATABASE_URL": url}, stdout=subprocess.PIPE)
        worker.stdout.readline()  # it begins now
        Event().wait(dice.uniform(0.02, 0.5))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    subprocess.run(worker_of, env={**os.environ, "DATABASE_URL": url}, check=True, stdout=subprocess.DEVNULL)
    end = elsewhere(MODULE, "look", url=url)
    good = not end["doubles"] and end["mails"] == end["queued"] and end["undecided"] == 0 and end["state"] == "enviado"
    return f"{KILLS} kills of its worker: people mailed twice or forgotten", "0" if good else f"{end}", "0", good


def _fill_and_tell():
    set_up(os.environ["DATABASE_URL"])
    from django_tenants.utils import tenant_context

    unit, member = _fill(KILLED_PEOPLE)
    with tenant_context(unit):
        mailing = _begun(unit, member)
        mailing.start(member=member)
    print(json.dumps({"unit": str(unit.pk), "key": str(mailing.pk)}))


def _work(unit, key):
    _set_up_again()
    from django_tenants.utils import tenant_context

    from followup import tasks
    from followup.models import Mailing
    from tenants.models import Unit

    with tenant_context(Unit.objects.get(pk=unit)):
        Mailing.objects.update(attempts=0, error="")  # more kills than it would be tried for
    print("now", flush=True)
    tasks.work_on_mailing(unit, key)


def _look():
    _set_up_again()
    from django.db.models import Count
    from django_tenants.utils import tenant_context

    from followup.models import Mailing
    from tenants.models import Mail, Unit

    with tenant_context(Unit.objects.get()):
        mailing = Mailing.objects.get()
        queued, undecided = mailing.recipients.queued().count(), mailing.recipients.chosen().count()
    doubles = Mail.objects.values("to").annotate(n=Count("pk")).filter(n__gt=1).count()
    print(json.dumps({"mails": Mail.objects.count(), "queued": queued, "undecided": undecided, "doubles": doubles, "state": mailing.state}))


def _set_up_again():
    """Django on a database that is filled already."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()


def _memory():
    """MB of this process that are its own."""
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) / 1024


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
