"""Settings of the whole network (FOL-24)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from purifikar.lib.partials import render_form_again
from purifikar.unit_forms import NetworkForm
from tenants.access import requires
from tenants.models import Membership, Network, Team, Unit
from tenants.roles import Permission

PAGE = "settings/network_settings.html"


@requires(Permission.NETWORK_SETTINGS)
@require_http_methods(["GET", "POST"])
def network_settings(request):
    """The network's name, whether the store flow is allowed, and the way to what the Franqueadora manages (FOL-25)."""
    form = NetworkForm(request.POST or None, instance=Network.get())
    if request.method == "POST":
        if form.is_valid():
            form.save()
            messages.success(request, "Configurações gravadas.")
            return redirect("network_settings")
        return render_form_again(request, PAGE, "network-form", _desk(form))
    return render(request, PAGE, _desk(form))


def _desk(form):
    with_flow = Unit.objects.filter(process__in=Unit.WITH_STORE_FLOW).exclude(state=Unit.State.CLOSED)
    return {
        "form": form,
        "flow_ready": with_flow.count(),
        "flow_on": with_flow.filter(store_flow=True).count(),
        "units": Unit.objects.count(),
        "people": Membership.objects.active().count(),
        "teams": Team.objects.count(),
    }
