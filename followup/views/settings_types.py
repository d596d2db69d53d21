"""The types of attendance: groups and their items, each with its days, colour, texts and files (BIM-23, BIM-29, BIM-30, BIM-67)."""

from django.contrib import messages
from django.db.models import ProtectedError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from followup.forms.settings import AttendanceTypeForm
from followup.install import install_tables
from followup.models import AttendanceType
from leads.views.posted import posted
from purifikar.lib.partials import go_to, render_form_again
from tenants.access import requires
from tenants.roles import Permission

PAGE, FORM = "followup/settings/types.html", "followup/settings/type.html"


@requires(Permission.CONTACT_SETTINGS)
def attendance_types(request):
    """All of them by classification."""
    install_tables()
    return render(request, PAGE, {"kinds": AttendanceType.objects.all()})


@requires(Permission.CONTACT_SETTINGS)
def attendance_type_new(request):
    """A group, or one more item of a group: then its number is the next free one."""
    form = AttendanceTypeForm(posted(request), initial={"classification": _next(request.GET.get("grupo", ""))})
    return _saved_or_shown(request, form, title="Novo tipo de atendimento")


@requires(Permission.CONTACT_SETTINGS)
def attendance_type(request, pk):
    kind = get_object_or_404(AttendanceType.objects.with_uses(), pk=pk)
    return _saved_or_shown(request, AttendanceTypeForm(posted(request), instance=kind), title=str(kind), kind=kind)


@requires(Permission.CONTACT_SETTINGS)
@require_POST
def attendance_type_removal(request, pk):
    """What no contact and no opinion is of and has no items goes; else it is put out of use."""
    kind = get_object_or_404(AttendanceType, pk=pk)
    try:
        kind.delete()
    except ProtectedError:
        kind.is_active = False
        kind.save(update_fields=["is_active"])
        messages.warning(request, f"“{kind}” já é usado: saiu de uso, e o que é dele fica como está.")
    else:
        messages.success(request, f"“{kind}” excluído.")
    return redirect("attendance_types")


def _saved_or_shown(request, form, **context):
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Gravado.")
        return go_to(request, reverse("attendance_types"))
    context["form"] = form
    return render_form_again(request, FORM, "type-form", context) if form.errors else render(request, FORM, context)


def _next(group):
    """The next number of that group, or of the groups."""
    kinds = AttendanceType.objects.filter(parent__classification=group) if group else AttendanceType.objects.groups()
    numbers = [int(number.rpartition(".")[2]) for number in kinds.values_list("classification", flat=True)]
    return f"{group}.{max(numbers, default=0) + 1}" if group else str(max(numbers, default=0) + 1)
