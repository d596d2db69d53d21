"""What still needs a centre: asked before it may be deleted, of every unit, because a centre is the network's."""

from django_tenants.utils import tenant_context

from tenants.models import Unit
from workflow.models import ProcessVersion, Stage
from workflow.ready import ready_processes
from workflow.ready_requests import ready_requests

LIVING = [ProcessVersion.State.DRAFT, ProcessVersion.State.PUBLISHED]


def uses_of(slug):
    """`processo Compras e serviços (Santos)`, one at a time: the ready processes, then each unit's own."""
    for process in (*ready_processes().values(), *ready_requests().values()):
        if any(stage.centre == slug for stage in process.stages):
            yield f"processo pronto {process.name}"
    for unit in Unit.objects.answering().in_name_order():
        with tenant_context(unit):
            stages = Stage.objects.filter(centre=slug, version__state__in=LIVING)
            names = list(stages.order_by("version__process__name").values_list("version__process__name", flat=True).distinct())
        yield from (f"processo {name} ({unit})" for name in names)
