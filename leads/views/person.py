from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from leads.forms.company import asks_company, has_company_fields
from leads.forms.person import AddressForm, CompanyPersonForm, ConsentForm, EmailForm, PersonForm, PhoneForm
from leads.models import Lead, Merge, Person
from leads.views.posted import posted
from purifikar.lib.partials import render_form_again, render_partials
from tenants.access import requires
from tenants.roles import Permission
from workflow import registry

PAGE = "leads/person.html"
LEADS_SHOWN = 20


@dataclass(frozen=True)
class Part:
    """Something that a person has several of: its form, the relation, and the words."""

    form: type
    relation: str
    title: str
    added: str
    removed: str


PARTS = {
    "telefones": Part(PhoneForm, "phones", "Incluir telefone", "Telefone incluído.", "Telefone excluído."),
    "emails": Part(EmailForm, "emails", "Incluir e-mail", "E-mail incluído.", "E-mail excluído."),
    "enderecos": Part(AddressForm, "addresses", "Incluir endereço", "Endereço incluído.", "Endereço excluído."),
    "consentimentos": Part(ConsentForm, "consents", "Registrar consentimento", "Consentimento registrado.", "Consentimento retirado."),
}


@requires(Permission.LEAD_SEE)
def customer(request, number):
    """Who somebody is, how to reach him, what he allows, and his leads."""
    if winner := Person.objects.seen_by(request.membership).filter(merged__number=number).first():
        return redirect("customer", winner.number)
    person = _found(request, number)
    context = {
        "person": person,
        "leads": Lead.objects.seen_by(request.membership).filter(person=person).with_desk().order_by("-number")[:LEADS_SHOWN],
        "merges": Merge.objects.of(person)[:LEADS_SHOWN],
        "adds": request.membership.may(Permission.LEAD_ADD),
        "panels": registry.panels("person", request.membership),
    }
    return render(request, PAGE, context)


@requires(Permission.LEAD_ADD)
def customer_edit(request, number):
    person = _found(request, number)
    form = (CompanyPersonForm if has_company_fields(request) else PersonForm)(posted(request), instance=person)
    if asks_company(request):
        form.ask(request)
    elif request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Gravado.")
        return redirect("customer", number)
    context = {"person": person, "form": form}
    if form.errors:
        return render_form_again(request, "leads/person_edit.html", "person-edit", context)
    return render_partials(request, "leads/person_edit.html", ["person-edit"], context)


@requires(Permission.LEAD_ADD)
@require_POST
def customer_inactivation(request, number):
    """Put aside, or taken back; a person is never deleted (BIM-75)."""
    person = _found(request, number)
    if person.is_inactive:
        person.reactivate()
        messages.success(request, f"{person} voltou à base.")
    else:
        person.inactivate()
        messages.success(request, f"{person} está inativa. Nada foi apagado.")
    return redirect("customer", number)


@requires(Permission.LEAD_ADD)
def customer_add(request, number, part):
    """One more phone, e-mail, address or consent."""
    person, kind = _found(request, number), _part(part)
    form = kind.form(posted(request))
    if request.method == "POST" and form.is_valid():
        form.add_to(person)
        return _changed(request, person, kind.added)
    context = {"person": person, "form": form, "part": part, "kind": kind}
    if form.errors:
        return render_form_again(request, "leads/person_add.html", "person-add", context)
    return render(request, "leads/person_add.html", context)


@requires(Permission.LEAD_ADD)
@require_POST
def customer_remove(request, number, part, pk):
    """A contact goes; a consent is revoked and stays to be seen."""
    person, kind = _found(request, number), _part(part)
    row = get_object_or_404(getattr(person, kind.relation), pk=pk)
    if part == "consentimentos":
        row.revoke()
    else:
        row.delete()
    return _changed(request, person, kind.removed)


def _changed(request, person, words):
    person.note_search()
    messages.success(request, words)
    return redirect("customer", person.number)


def _found(request, number):
    people = Person.objects.visible_to(request.membership).with_contacts().prefetch_related("consents").select_related("created_by")
    return get_object_or_404(people.filter(merged_into=None), number=number)


def _part(name):
    if name not in PARTS:
        raise Http404
    return PARTS[name]
