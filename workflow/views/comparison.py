"""Comparar: two versions of a process, what differs in words and in the drawing."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from tenants.access import requires
from tenants.models import Centre
from tenants.roles import Permission
from workflow.compare import Comparison
from workflow.diagram import Diagram
from workflow.models import Process, ProcessVersion


@requires(Permission.PROCESS_SEE)
@require_GET
def process_comparison(request, process_slug):
    """The newest against the one before, unless the address says otherwise. Drafts only for whoever may change them."""
    process = get_object_or_404(Process, slug=process_slug)
    versions = list(process.versions.order_by("-number"))
    if not request.membership.may(Permission.PROCESS_EDIT):
        versions = [version for version in versions if not version.is_draft]
    context = {"process": process, "versions": versions}
    if len(versions) > 1:
        older, newer = _chosen(request.GET, versions)
        comparison = Comparison(older, newer)
        stages = list(ProcessVersion.objects.with_way().get(pk=newer.pk).stages.all())
        drawn = Diagram(stages, centres=dict(Centre.objects.values_list("slug", "name")), marks=comparison.marks)
        context |= {"older": older, "newer": newer, "comparison": comparison, "diagram": drawn}
    return render(request, "workflow/processes/comparison.html", context)


def _chosen(asked, versions):
    by_number = {str(version.number): version for version in versions}
    try:
        return by_number[asked.get("de", str(versions[1].number))], by_number[asked.get("para", str(versions[0].number))]
    except KeyError:
        raise Http404 from None
