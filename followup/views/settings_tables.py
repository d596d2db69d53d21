"""The small tables of the contacts and their rules, under Configurações (BIM-05, BIM-59, BIM-60, BIM-64, BIM-66)."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from followup.forms.settings import EnvironmentForm, MeansForm, RulesForm
from followup.install import install_tables
from followup.models import AttendanceType, ContactMeans, Environment, FollowUpRules
from leads.views.posted import posted
from purifikar.lib.partials import go_to, render_form_again
from tenants.access import requires
from tenants.roles import Permission

HUB, PAGE, ROW = "followup/settings/contacts.html", "followup/settings/table.html", "followup/settings/table_row.html"


@dataclass(frozen=True)
class Kind:
    """A small table: its model, its form, and the words."""

    slug: str
    model: type
    form: type
    title: str
    what: str
    new: str


TABLES = {
    table.slug: table
    for table in (
        Kind("meios", ContactMeans, MeansForm, "Meios de contato", "Como o cliente chegou ou foi alcançado.", "Novo meio"),
        Kind("ambientes", Environment, EnvironmentForm, "Ambientes", "O que há no lugar hoje, como o purificador que o cliente usa.", "Novo ambiente"),
    )
}  # fmt: skip


@requires(Permission.CONTACT_SETTINGS)
def contact_settings(request):
    """The unit's rules, and where its tables are."""
    install_tables()
    form = RulesForm(posted(request), instance=FollowUpRules.current(), unit=request.unit)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Gravado.")
        return go_to(request, reverse("contact_settings"))
    context = {"form": form, "tables": TABLES.values(), "kinds": AttendanceType.objects.in_use().exclude(parent=None).count()}
    return render_form_again(request, HUB, "rules-form", context) if form.errors else render(request, HUB, context)


@requires(Permission.CONTACT_SETTINGS)
def contact_table(request, table):
    """All rows in their order, and a form for one more."""
    kind = _kind(table)
    form = kind.form(posted(request))
    if request.method == "POST" and form.is_valid():
        made = form.save()
        messages.success(request, f"“{made}” criado.")
        return go_to(request, reverse("contact_table", args=[table]))
    context = {"table": kind, "rows": kind.model.objects.with_uses(), "form": form}
    return render_form_again(request, PAGE, "row-form", context) if form.errors else render(request, PAGE, context)


@requires(Permission.CONTACT_SETTINGS)
def contact_table_row(request, table, pk):
    kind = _kind(table)
    row = get_object_or_404(kind.model, pk=pk)
    form = kind.form(posted(request), instance=row)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Gravado.")
        return go_to(request, reverse("contact_table", args=[table]))
    context = {"table": kind, "row": row, "form": form}
    return render_form_again(request, ROW, "row-form", context) if form.errors else render(request, ROW, context)


@requires(Permission.CONTACT_SETTINGS)
@require_POST
def contact_table_order(request, table, pk):
    """One place up or down."""
    get_object_or_404(_kind(table).model, pk=pk).move(-1 if request.POST.get("para") == "cima" else 1)
    return redirect("contact_table", table)


@requires(Permission.CONTACT_SETTINGS)
@require_POST
def contact_table_removal(request, table, pk):
    """What no contact uses goes; what one does is put out of use, never deleted."""
    row = get_object_or_404(_kind(table).model.objects.with_uses(), pk=pk)
    if row.is_used:
        row.is_active = False
        row.save(update_fields=["is_active"])
        messages.warning(request, f"“{row}” já está em contatos: saiu de uso, e eles ficam como estão.")
    else:
        row.delete()
        messages.success(request, f"“{row}” excluído.")
    return redirect("contact_table", table)


def _kind(table):
    if table not in TABLES:
        raise Http404
    return TABLES[table]
