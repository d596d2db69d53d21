"""Reading the unit's processes: the list, one process, its versions (FOL-01, BIM-36)."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from tenants.access import requires
from tenants.roles import Permission
from workflow.models import Process
from workflow.process_desk import desk


@requires(Permission.PROCESS_SEE)
@require_GET
def processes(request):
    """All processes of the unit; which one its leads take stands first."""
    found = sorted(Process.objects.with_versions(), key=lambda process: (process.slug != request.unit.process, process.kind))
    return render(request, "workflow/processes/list.html", {"processes": found, "taken": request.unit.process})


@requires(Permission.PROCESS_SEE)
@require_GET
def process(request, process_slug):
    """The version that new journeys take, or the newest one there is."""
    process = get_object_or_404(Process, slug=process_slug)
    return _page(request, process, process.published or process.versions.first())


@requires(Permission.PROCESS_SEE)
@require_GET
def process_version(request, process_slug, number):
    """A version that was published, as it was: journeys may still be on it."""
    process = get_object_or_404(Process, slug=process_slug)
    return _page(request, process, get_object_or_404(process.versions.exclude(published_at=None), number=number))


def _page(request, process, version):
    return render(request, "workflow/processes/process.html", {
        **desk(version),
        "versions": process.versions.with_running().select_related("published_by"),
        "draft": process.draft,
        "taken": request.unit.process == process.slug,
        "may_publish": request.membership.may(Permission.PROCESS_PUBLISH),
        "may_edit": request.membership.may(Permission.PROCESS_EDIT),
    })  # fmt: skip
