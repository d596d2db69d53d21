"""Many journeys with a limit each, made in bulk: for the worker's test and the measurements."""

from datetime import timedelta

from django.db import connection

from tenants.models import Alarm, OpenWork
from workflow.models import ArmedLimit, Journey, Limit, LimitAlarm, Process, ProcessVersion, Stage

BATCH = 2000


def process_with(deed="avisar_responsavel"):
    """A process with one stage and one limit of a day; gives its stage and its limit's alarm."""
    process = Process.objects.create(slug="venda", name="Venda")
    version = ProcessVersion.objects.create(process=process, number=1, state="publicada")
    stage = Stage.objects.create(version=version, slug="atender", name="Em atendimento", order=0, centre="atendimento", picks="rodizio")
    limit = Limit.objects.create(version=version, slug="primeiro-contato", name="Primeiro contato", starts=stage, amount=24)
    return stage, LimitAlarm.objects.create(limit=limit, deed=deed)


def arm_many(count, *, holder, due_at, spread=timedelta(), stage=None, alarm=None):
    """`count` journeys in those hands whose limit runs out at `due_at` or, evenly, up to `spread` later."""
    stage, alarm = (stage, alarm) if stage else process_with()
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        moments = [due_at + spread * number / count for number in numbers]
        _write(stage, alarm, holder, list(zip(numbers, moments, strict=True)))


def _write(stage, alarm, holder, rows):
    begun = rows[0][1] - timedelta(days=1)
    journeys = [
        Journey(
            version=stage.version, stage=stage, holder=holder, started_at=begun, entered_at=begun, due_at=due, title=f"Cliente {number}",
            address=f"/leads/{number}/",
        )
        for number, due in rows
    ]  # fmt: skip
    Journey.objects.bulk_create(journeys)
    limits = [
        ArmedLimit(journey=journey, limit=alarm.limit, started_at=begun, counts_from=begun, due_at=journey.due_at) for journey in journeys
    ]
    ArmedLimit.objects.bulk_create(limits)
    Alarm.objects.bulk_create(
        Alarm(
            unit=connection.tenant,
            journey=armed.journey_id,
            subject=armed.pk,
            deed=str(alarm.pk),
            fires_at=armed.due_at,
            retry_at=armed.due_at,
        )
        for armed in limits
    )
    OpenWork.objects.bulk_create(OpenWork(unit=connection.tenant, subject=journey.pk, **journey.queue_row()) for journey in journeys)
