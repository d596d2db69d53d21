"""What erasure does to proposals and orders, and what of them goes into the file that a person gets (LGPD art. 16 and 18)."""

from django.db import connection
from django.db.models import Q

from followup.models import Contact, Order, OrderItem, Proposal, ProposalEvent, ProposalItem, ProposalVersion, TextBlock
from leads.models.privacy import GONE
from leads.privacy import facts_of, on_erasure, on_sales
from tenants.models import OpenWork


def _told(row):
    return facts_of(
        row, without=("person", "lead", "contact", "proposal", "version", "contract", "template", "logo", "promotion", "link_key")
    )


def _versions(subject):
    return ProposalVersion.objects.filter(proposal__person__in=subject.people)


def _erase_versions(rows, subject):
    """Products and prices stay; the customer's data go out of them, and no link opens any more."""
    rows.update(facts={}, link_until=None)
    asked = Proposal.objects.filter(person__in=subject.people).values_list("number", flat=True)
    OpenWork.objects.filter(unit=connection.tenant, address__in=[f"/propostas/{number}/" for number in asked]).delete()


def _texts(subject):
    return TextBlock.objects.filter(Q(version__proposal__person__in=subject.people) | subject.mentioned_in("title", "body"))


def _erase_texts(rows, subject):
    for text in rows.select_related("version__proposal"):
        own = text.is_edited and text.version.proposal.person_id in {person.pk for person in subject.people}
        text.title, text.body = subject.redacted(text.title), GONE if own else subject.redacted(text.body)
        text.save(update_fields=["title", "body"])


def _events(subject):
    return ProposalEvent.objects.filter(Q(proposal__person__in=subject.people) | subject.mentioned_in("words", "name"))


def _orders(subject):
    return Order.objects.filter(Q(person__in=subject.people) | subject.mentioned_in("removal_reason"))


def _erase_orders(rows, subject):
    for order in rows.exclude(removed_at=None):
        order.removal_reason = subject.redacted(order.removal_reason) or GONE
        order.save(update_fields=["removal_reason"])


def _lines(order):
    return {**_told(order), "itens": [f"{item}, {item.plan_words}" for item in OrderItem.objects.filter(contract__order=order).select_related("product")]}  # fmt: skip


def _sales(subject):
    """Orders that stand, and contacts that ended as sold: their documents are kept as those of a won lead."""
    orders = Order.objects.standing().filter(person__in=subject.people).values_list("made_at", flat=True)
    contacts = Contact.objects.filter(person__in=subject.people, result=Contact.Result.SOLD).values_list("closed_at", flat=True)
    return [*orders, *contacts]


def _proposals(subject):
    return Proposal.objects.filter(person__in=subject.people)


def _offered(version):
    items = ProposalItem.objects.filter(version=version).select_related("product")
    return {**_told(version), "itens": [f"{item}, {item.plan_words}" for item in items]}


def connect():
    """The texts and histories before the versions, by whose person they are found."""
    on_sales(_sales)
    on_erasure(
        "followup.TextBlock", "Textos das propostas", rows=_texts, erase=_erase_texts, becomes="saem as palavras escritas à mão", tell=_told
    )
    on_erasure("followup.ProposalEvent", "História das propostas", rows=_events, erase=lambda rows, subject: rows.update(words="", name="", origin=None), becomes="ficam as datas; saem nome, palavras e origem", tell=_told)  # fmt: skip
    on_erasure("followup.ProposalVersion", "Propostas", rows=_versions, erase=_erase_versions, becomes="ficam produtos e valores; saem os dados", tell=_offered)  # fmt: skip
    on_erasure(
        "followup.Proposal", "Números das propostas", rows=_proposals, erase=lambda rows, subject: None, becomes="ficam número e data"
    )
    on_erasure("followup.Order", "Pedidos e contratos", rows=_orders, erase=_erase_orders, becomes="ficam: são a venda feita", tell=_lines)
