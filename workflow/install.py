"""The ready processes copied into a unit, where its people may change them (FOL-01, requirements 1.5)."""

from django.db import transaction

from workflow.checks import EMPTY_CENTRE
from workflow.models import Process
from workflow.plan import write
from workflow.ready import ready_processes


def install_all(unit=None):
    """Every ready process that the active unit doesn't have yet. The unit says which one its leads take."""
    return [install(ready) for ready in ready_processes().values()]


@transaction.atomic
def install(ready, *, by=None):
    """The unit's own copy of a ready process, published as version 1. A process that is there already is left as it is.

    A unit that opens has few people: centres where nobody is yet are told of in the editor, and keep nothing from opening.
    """
    process, is_new = Process.objects.get_or_create(slug=ready.slug, defaults={"name": ready.name, "summary": ready.summary})
    if is_new:
        version = process.versions.create(number=1)
        write(version, ready.stages)
        version.publish(by=by, tolerating=[EMPTY_CENTRE])
    return process
