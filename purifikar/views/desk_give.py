from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_tenants.utils import tenant_context

from purifikar.desk import Call, Desk, entering, found
from purifikar.desk_forms import GiveForm
from purifikar.lib.links import network_url
from tenants.access import requires
from tenants.roles import Permission


@requires(Permission.LEAD_GIVE)
@require_POST
def desk_give(request, pk):
    """A lead of the queue into the hands of an attendant of one's teams, with the reason in its history (FOL-05, FOL-16)."""
    desk, work = Desk(request.membership, request.GET), found(pk)
    if not work.unit.answers:
        raise PermissionDenied(f"A unidade {work.unit} não atende agora. Tente de novo mais tarde.")
    member = entering(work, request.memberships)
    with tenant_context(work.unit), timezone.override(work.unit.time_zone):
        lead = Call(work, member).lead
        form = GiveForm(request.POST, member=request.membership, holder=lead.journey.holder_id)
        if not form.is_valid():
            messages.warning(request, " ".join(words for errors in form.errors.values() for words in errors))
            return redirect(network_url("desk_call", pk) + desk.query)
        try:
            lead.hand_to(form.cleaned_data["person"], by=request.user, why=form.cleaned_data["why"])
            messages.success(request, f"{work.title}: agora com {form.cleaned_data['person']}.")
        except ValidationError as refused:
            messages.warning(request, " ".join(refused.messages))
    return redirect(network_url("desk") + desk.query)
