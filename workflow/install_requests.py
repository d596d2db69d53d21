"""The ready kinds of solicitação copied into a unit, with their routines, where its people may change them."""

from django.db import transaction
from django.utils import timezone

from workflow.models import Process, ProcessVersion, RequestType, Routine
from workflow.plan import write
from workflow.ready_requests import ready_requests


@transaction.atomic
def install_requests(unit=None):
    """Those that the active unit doesn't have yet, published as version 1; gives how many. What it has already is left as it is.

    The files are known to be in order (tests/workflow/test_ready_requests.py), so nothing is checked again here.
    """
    there = set(Process.objects.values_list("slug", flat=True))
    ready = [each for each in ready_requests().values() if each.slug not in there]
    kind = Process.Kind.REQUEST
    processes = Process.objects.bulk_create(Process(slug=each.slug, name=each.name, summary=each.summary, kind=kind) for each in ready)
    facts = {"number": 1, "state": ProcessVersion.State.PUBLISHED, "published_at": timezone.now()}
    versions = ProcessVersion.objects.bulk_create(ProcessVersion(process=process, **facts) for process in processes)
    for each, version in zip(ready, versions, strict=True):
        write(version, each.stages)
    pairs = list(zip(ready, processes, strict=True))
    types = RequestType.objects.bulk_create(_type(each, process) for each, process in pairs)
    Routine.objects.bulk_create(
        Routine(type=type, title=title, weekdays=list(days))
        for each, type in zip(ready, types, strict=True)
        for title, days in each.routines
    )
    return len(ready)


def _type(ready, process):
    return RequestType(process=process, questions=[question.as_json() for question in ready.questions], asks_day=ready.asks_day)
