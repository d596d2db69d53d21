"""The network's model processes and their publication to units: one unit a transaction, wholly or not at all, each with its report.

What is on its way in a unit stays on the version on which it began. A unit where the process doesn't fit is left as it was.
"""

import logging
from dataclasses import replace
from time import monotonic

from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.utils import timezone
from django_tenants.utils import tenant_context

from tenants.models import Errand, ModelProcess, Publication, PublicationItem, Unit
from workflow.models import Process, RequestType
from workflow.plan import plan_of, write
from workflow.plan_data import from_data, to_data
from workflow.ready import ready_processes
from workflow.ready_requests import ready_requests

BUDGET = 200  # seconds of one task, below Celery's own limit
TASK = "workflow.tasks.work_on_publication"
State = PublicationItem.State

log = logging.getLogger(__name__)


def models():
    """{slug: ModelProcess} by name: those that the network keeps, and the ready ones that it doesn't keep yet, unsaved."""
    ready = {slug: _of_ready(each, Process.Kind.LEAD) for slug, each in ready_processes().items()}
    ready |= {slug: _of_ready(each, Process.Kind.REQUEST) for slug, each in ready_requests().items()}
    found = ready | {model.slug: model for model in ModelProcess.objects.select_related("source", "kept_by")}
    return dict(sorted(found.items(), key=lambda pair: pair[1].name))


def _of_ready(ready, kind):
    form = None
    if kind == Process.Kind.REQUEST:
        form = {"questions": [question.as_json() for question in ready.questions], "asks_day": ready.asks_day}
    facts = {"name": ready.name, "summary": ready.summary, "stages": to_data(ready.stages), "form": form}
    return ModelProcess(slug=ready.slug, kind=kind, kept_at=None, **facts)


@transaction.atomic
def keep(process, unit, *, by):
    """What is published in that unit, the active one, becomes the network's model."""
    if process.published is None:
        raise ValidationError("O processo ainda não foi publicado nesta unidade.")
    kind = RequestType.objects.filter(process=process).first()
    facts = {
        "name": process.name, "kind": process.kind, "summary": process.summary, "stages": to_data(plan_of(process.published)),
        "form": kind and {"questions": kind.questions, "asks_day": kind.asks_day}, "source": unit, "kept_by": by, "kept_at": timezone.now(),
    }  # fmt: skip
    return ModelProcess.objects.update_or_create(slug=process.slug, defaults=facts)[0]


@transaction.atomic
def begin(model, units, *, by):
    """Asked for; a worker does it unit by unit."""
    content = {"kind": model.kind, "summary": model.summary, "stages": model.stages, "form": model.form}
    publication = Publication.objects.create(slug=model.slug, name=model.name, content=content, by=by)
    PublicationItem.objects.bulk_create(PublicationItem(publication=publication, unit=unit) for unit in units)
    Errand.objects.ask(TASK, publication.pk, unit=units[0])
    return publication


@transaction.atomic
def try_again(publication):
    """The units in which it did not fit, after somebody put them right. Gives how many."""
    refused = publication.items.filter(state=State.REFUSED)
    units = [item.unit for item in refused.select_related("unit")]
    if units:
        refused.update(state=State.WAITING, why="", dealt_at=None)
        Publication.objects.filter(pk=publication.pk).update(finished_at=None)
        Errand.objects.ask(TASK, publication.pk, unit=units[0])
    return len(units)


def work_on(key, *, seconds=BUDGET):
    """Goes on until every unit was dealt with or the time is over; True when something is left. Two at once share the units."""
    until, publication = monotonic() + seconds, Publication.objects.select_related("by").get(pk=key)
    while monotonic() < until:
        with transaction.atomic():
            waiting = publication.items.filter(state=State.WAITING).select_for_update(of=["self"], skip_locked=True)
            item = waiting.select_related("unit").first()
            if item is None:
                break
            _deal(item, publication)
            Errand.objects.alive(TASK, publication.pk)
    else:
        return True
    if not publication.items.filter(state=State.WAITING).exists():
        with transaction.atomic():
            Publication.objects.filter(pk=publication.pk, finished_at=None).update(finished_at=timezone.now())
            Errand.objects.done(TASK, publication.pk)
    return False


def _deal(item, publication):
    try:
        if not item.unit.answers:
            raise ValidationError(f"A unidade não está no ar: {item.unit.get_state_display()}.")
        with transaction.atomic(), tenant_context(item.unit):
            version, is_new = put(publication)
    except ValidationError as refused:
        item.deal(State.REFUSED, why="\n".join(refused.messages))
    except OperationalError:  # the connection, not the process: then nothing is known, and it is tried again
        raise
    except Exception:
        log.exception("publishing %s in %s", publication.slug, item.unit.slug)
        item.deal(State.REFUSED, why="Não deu para publicar nesta unidade. O erro está no registro do servidor.")
    else:
        item.deal(State.DONE if is_new else State.SAME, version=version.number)


def put(publication):
    """(the version in force, whether it is new) in the active unit. Raises ValidationError with every reason why it doesn't fit."""
    content, stages = publication.content, from_data(publication.content["stages"])
    facts = {"name": publication.name, "kind": content["kind"], "summary": content["summary"]}
    process, _ = Process.objects.get_or_create(slug=publication.slug, defaults=facts)
    process = Process.objects.select_for_update().get(pk=process.pk)
    if process.kind != content["kind"]:
        raise ValidationError(f"A unidade já tem um processo {publication.slug} para {process.get_kind_display()}.")
    if process.draft:
        raise ValidationError("A unidade tem um rascunho deste processo. Publique ou descarte o rascunho e tente de novo.")
    _put_form(process, content["form"])
    published, newest = process.published, process.versions.first()
    if published and _comparable(plan_of(published)) == _comparable(stages):
        return published, False
    version = process.versions.create(number=newest.number + 1 if newest else 1, begun_by=publication.by)
    write(version, stages)
    version.publish(by=publication.by)
    return version, True


def _put_form(process, form):
    if form:
        RequestType.objects.update_or_create(process=process, defaults=form)


def _comparable(stages):
    """Limits and alarms have no order of their own."""
    return [
        replace(
            stage, limits=sorted((replace(limit, alarms=frozenset(limit.alarms)) for limit in stage.limits), key=lambda limit: limit.slug)
        )
        for stage in stages
    ]


def choosable():
    """Units that could take a process."""
    return Unit.objects.answering().in_name_order()
