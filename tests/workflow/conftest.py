"""A small process of two hands: the attendant treats, the seller visits, and it comes back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django_tenants.utils import tenant_context

from workflow.models import Journey, Limit, LimitAlarm, Outcome, Process, ProcessVersion, Stage

WAY = [
    # slug, name, centre, who receives, how it ends
    ("atender", "Em atendimento", "atendimento", "rodizio", ""),
    ("visitar", "Visita", "vendas", "escolhido", ""),
    ("finalizar", "Voltou da visita", "atendimento", "retorna", ""),
    ("vendido", "Vendido", "", "mantem", "ganho"),
    ("perdido", "Perdido", "", "mantem", "perdido"),
]
OUTCOMES = [
    # from, slug, to, what it asks for
    ("atender", "agendar", "visitar", ["person", "note"]),
    ("atender", "perder", "perdido", ["reason"]),
    ("visitar", "responder", "finalizar", ["note"]),
    ("finalizar", "vender", "vendido", []),
    ("finalizar", "desistir", "perdido", ["reason"]),
]


@pytest.fixture
def in_santos(santos):
    """Inside Santos for the whole test."""
    with tenant_context(santos):
        yield santos


@pytest.fixture
def process(in_santos):
    """The published process of two hands, with 24 h for the first contact and 3 working days for the visit."""
    process = Process.objects.create(slug="venda", name="Venda")
    version = ProcessVersion.objects.create(process=process, number=1)
    stages = {}
    for order, (slug, name, centre, picks, ends) in enumerate(WAY):
        stages[slug] = Stage.objects.create(version=version, slug=slug, name=name, order=order, centre=centre, picks=picks, ends=ends)
    for order, (source, slug, target, requires) in enumerate(OUTCOMES):
        Outcome.objects.create(stage=stages[source], slug=slug, name=slug.title(), order=order, target=stages[target], requires=requires)
    Limit.objects.create(
        version=version, slug="primeiro-contato", name="Primeiro contato", starts=stages["atender"], amount=24, clock="horas"
    )
    Limit.objects.create(version=version, slug="visita", name="Visita", starts=stages["visitar"], amount=3, clock="dias_uteis")
    Limit.objects.create(version=version, slug="fim", name="Fim", starts=stages["finalizar"], amount=8, clock="horas_uteis")
    return process


@pytest.fixture
def published(process, camila, rafael):
    process.draft.publish(by=camila)
    return process


@pytest.fixture
def journey(published, rafael):
    """On its way since now: Padaria Rainha do Embaré, registered by Rafael."""
    journey = Journey.objects.at_start_of("venda", by=rafael)
    journey.describe("Padaria Rainha do Embaré", "Embaré · PK Inox", "/leads/1/")
    journey.start(by=rafael)
    return journey


class Clock:
    """The moment that everybody reads: `clock.at("2026-11-23 09:00")` in São Paulo, `clock.ahead(hours=3)`."""

    def __init__(self):
        self.now = datetime.now(UTC)

    def at(self, words, zone="America/Sao_Paulo"):
        self.now = datetime.fromisoformat(words).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        return self

    def ahead(self, **span):
        self.now += timedelta(**span)
        return self


@pytest.fixture
def clock(monkeypatch):
    """A Monday at nine, until the test says otherwise."""
    clock = Clock().at("2026-11-23 09:00")
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    return clock


@pytest.fixture
def alarms(process):
    """`alarms("visita", 80, deed="avisar_responsavel")` adds an alarm to a limit before the process is published."""

    def add(slug, percent=100, minutes=0, deed="avisar_responsavel", **more):
        limit = Limit.objects.get(slug=slug)
        return LimitAlarm.objects.create(limit=limit, percent=percent, minutes_after=minutes, deed=deed, **more)

    return add
