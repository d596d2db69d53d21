"""One sales contact: its page, its changes, its next date, its end."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from followup.contact_page import ContactPage
from followup.forms.contact import NextForm
from followup.forms.contact_edit import EditContactForm
from followup.forms.end import CloseForm
from followup.models import FollowUpRules
from followup.reading import contact_seen, with_phones
from leads.views.posted import posted
from purifikar.lib.partials import go_to, render_form_again
from tenants.access import requires
from tenants.roles import Permission

FORM = "followup/contact_form.html"


@requires(Permission.CONTACT_SEE)
def contact(request, number):
    """Facts, state, acts, what others add, history."""
    found_one = found(request, number)
    return render(request, "followup/contact.html", {"contact": found_one, "page": ContactPage(found_one, request.membership, request.unit)})  # fmt: skip


@requires(Permission.CONTACT_WORK)
def contact_edit(request, number):
    changed = _open(request, number)
    form = EditContactForm(posted(request), instance=changed, person=changed.person, unit=request.unit, member=request.membership)
    if request.method == "POST" and form.is_valid():
        form.save(by=request.user)
        messages.success(request, "Gravado.")
        return go_to(request, reverse("contact", args=[number]))
    context = {"form": form, "person": changed.person, "contact": changed, "title": "Editar contato", "send": "Gravar"}
    return render_form_again(request, FORM, "contact-form", context) if form.errors else render(request, FORM, context)


@requires(Permission.CONTACT_WORK)
def contact_next(request, number):
    """Another date, with what was done meanwhile."""
    dated = _open(request, number)
    initial = {"next_on": dated.next_on, "next_at": dated.next_at, "next_is_internal": dated.next_is_internal}
    form = NextForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        form.apply_to(dated, by=request.user)
        messages.success(request, "Próxima data gravada.")
        return go_to(request, reverse("contact", args=[number]))
    return _small(request, dated, form, title="Próxima data", send="Gravar a data")


@requires(Permission.CONTACT_WORK)
@sensitive_post_parameters("password", "code")
def contact_close(request, number):
    """At its end, with the result; by a supervisor's authority where the unit wants it so (BIM-64)."""
    closed = _open(request, number)
    may = request.membership.may(Permission.CONTACT_REOPEN) or not FollowUpRules.current().supervisor_closes
    form = CloseForm(posted(request), request=request, contact=closed, may=may)
    if request.method == "POST" and form.is_valid():
        try:
            form.save()
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            messages.success(request, "Contato encerrado.")
            return go_to(request, reverse("contact", args=[number]))
    return _small(request, closed, form, title="Encerrar contato", send="Encerrar")


def found(request, number):
    contact = contact_seen(request.membership, number=number)
    if contact is None:
        raise Http404
    return with_phones(contact)


def _open(request, number):
    contact = found(request, number)
    if not contact.is_open:
        raise PermissionDenied("O contato já foi encerrado. Reabra-o para mudar alguma coisa.")
    return contact


def _small(request, contact, form, *, title, send):
    context = {"contact": contact, "form": form, "title": title, "send": send}
    page = "followup/contact_deed.html"
    return render_form_again(request, page, "deed-form", context) if form.errors else render(request, page, context)
