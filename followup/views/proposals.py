"""The list of proposals, the panels on the pages of person, lead and contact, and a new one (BIM-25, BIM-49)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from followup.forms.proposal import NewProposalForm
from followup.models import Contact, Order, PriceTable, Proposal, ProposalVersion
from followup.models.contact import visible_people
from followup.once import made_once
from leads.models import Lead, Person
from leads.views.posted import posted
from purifikar.lib.keyset import page_of
from purifikar.lib.partials import go_to, render_form_again, render_partials
from tenants.access import requires
from tenants.roles import Permission

PANEL = "followup/proposal/panel.html"
NEW = "followup/proposal/new.html"
SHOWN = 12
ABOUT_SHOWN = 20


@requires(Permission.LEAD_SEE)
@require_GET
def proposals(request):
    """The newest first, by state, by whose they are, by the customer's name."""
    looks = dict(ProposalVersion.LOOKS)
    look = request.GET.get("situacao", "") if request.GET.get("situacao") in looks else ""
    words = request.GET.get("q", "").strip()[:80].replace("\0", "")
    mine = request.GET.get("de") == "eu"
    versions = ProposalVersion.objects.current().filter(proposal__in=Proposal.objects.visible_to(request.membership))
    versions = versions.in_look(look) if look else versions
    versions = versions.filter(proposal__owner=request.user) if mine else versions
    versions = versions.filter(proposal__person__in=Person.objects.matching(words)) if words else versions
    page = page_of(versions.with_row(), request.GET, order=("-id",))
    context = {"page": page, "looks": ProposalVersion.LOOKS, "look": look, "q": words, "mine": mine, "makes": request.membership.may(Permission.PROPOSALS)}  # fmt: skip
    return render(request, "followup/proposal/list.html", context)


@requires(Permission.LEAD_SEE)
@require_GET
def customer_proposals(request, number):
    person = get_object_or_404(visible_people(request.membership), number=number)
    return _panel(request, {"person": person}, f"pessoa={number}", crumb=(person.name, reverse("customer", args=[number])))


@requires(Permission.LEAD_SEE)
@require_GET
def lead_proposals(request, number):
    lead = get_object_or_404(Lead.objects.seen_by(request.membership).select_related("person"), number=number)
    return _panel(
        request, {"person": lead.person, "lead": lead}, f"lead={number}", crumb=(lead.person.name, reverse("lead", args=[number]))
    )


@requires(Permission.CONTACT_SEE)
@require_GET
def contact_proposals(request, number):
    contact = get_object_or_404(Contact.objects.visible_to(request.membership).select_related("person", "lead"), number=number)
    return _panel(request, {"person": contact.person, "contact": contact}, f"contato={number}", crumb=(contact.name, reverse("contact", args=[number])))  # fmt: skip


def _panel(request, whose, query, *, crumb):
    """Proposals and orders of whatever page asks: a lead's or contact's own, and the person's others below (BIM-25)."""
    person = whose["person"]
    versions = list(_versions_of(request, person)[:SHOWN])
    orders = Order.objects.seen_by(request.membership).filter(person=person).select_related("contact")[:SHOWN]
    contact = whose.get("contact")
    own_order = next((order for order in orders if contact and order.contact_id == contact.pk and not order.is_removed), None)
    context = {
        **whose, "versions": versions, "orders": orders, "query": query, "crumb": crumb, "own_order": own_order,
        "makes": request.membership.may(Permission.PROPOSALS),
    }  # fmt: skip
    return render_partials(request, PANEL, ["proposal-panel"], context) if request.htmx else render(request, PANEL, context)


def _versions_of(request, person):
    """What was offered to that person, the newest first (BIM-25)."""
    found = Proposal.objects.seen_by(request.membership).filter(person=person)
    return ProposalVersion.objects.current().filter(proposal__in=found).with_row().order_by("-id")


@requires(Permission.PROPOSALS)
@require_GET
def contact_proposal(request, number):
    """The act on a contact: its proposal, where it has one being worked on; else a new one."""
    contact = get_object_or_404(Contact.objects.visible_to(request.membership), number=number)
    proposal = Proposal.objects.filter(contact=contact).first()
    if proposal:
        return redirect("proposal", proposal.number)
    return redirect(f"{reverse('proposal_new')}?contato={number}")


@requires(Permission.PROPOSALS)
@require_http_methods(["GET", "POST"])
def proposal_new(request):
    """For a person, or for one of the person's leads or contacts, which the address names."""
    person, about = _whom(request)
    if person is None:
        return render(request, "followup/proposal/whom.html", _search(request))
    form = NewProposalForm(posted(request), choices=_abouts(request, person), about=about)
    if request.method == "POST" and form.is_valid():
        made = _made(request, person, **form.cleaned_data)
        messages.success(request, f"Proposta {made.number} criada. Inclua os produtos.")
        return go_to(request, reverse("proposal", args=[made.number]))
    earlier = _versions_of(request, person)[:SHOWN] if request.method == "GET" else ()
    context = {"form": form, "person": person, "has_prices": PriceTable.objects.in_force() is not None, "earlier": earlier}
    return render_form_again(request, NEW, "proposal-form", context) if form.errors else render(request, NEW, context)


def _made(request, person, *, about, receipt, template=None):
    """Sent twice it is one proposal."""
    whose = _about(request, person, about)
    return made_once(
        lambda: Proposal.objects.sent_with(receipt, by=request.user),
        lambda: Proposal.objects.begin(person, by=request.user, template=template, key=receipt, **whose),
    )


def _whom(request):
    """(the person, "lead:12" or "contato:7"); nobody while nobody is named."""
    asked, member = request.GET, request.membership
    if number := _number(asked.get("lead")):
        lead = get_object_or_404(Lead.objects.seen_by(member).select_related("person"), number=number)
        return _page_person(lead.person_id), f"lead:{number}"
    if number := _number(asked.get("contato")):
        contact = get_object_or_404(Contact.objects.visible_to(member), number=number)
        return _page_person(contact.person_id), f"contato:{number}"
    if number := _number(asked.get("pessoa")):
        return get_object_or_404(visible_people(member).with_contacts(), number=number), ""
    return None, ""


def _page_person(key):
    return Person.objects.with_contacts().get(pk=key)


def _number(text):
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Http404
    return int(text)


def _abouts(request, person):
    leads = Lead.objects.seen_by(request.membership).running().filter(person=person).select_related("journey__stage")[:ABOUT_SHOWN]
    contacts = Contact.objects.visible_to(request.membership).open().filter(person=person)[:ABOUT_SHOWN]
    told = [(f"contato:{contact.number}", f"Contato {contact.number}, {contact.name}") for contact in contacts]
    return [*told, *[(f"lead:{lead.number}", f"{lead.code}, {lead.journey.stage}") for lead in leads]]


def _about(request, person, about):
    kind, _, number = about.partition(":")
    if kind == "lead":
        return {"lead": get_object_or_404(Lead.objects.seen_by(request.membership), number=number, person=person)}
    if kind == "contato":
        return {"contact": get_object_or_404(Contact.objects.visible_to(request.membership), number=number, person=person)}
    return {}


def _search(request):
    words = request.GET.get("q", "").strip()[:80].replace("\0", "")
    people = visible_people(request.membership).known().matching(words).with_contacts()[:SHOWN] if words else []
    return {"q": words, "people": people}
