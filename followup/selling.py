"""What proposals and orders hang into the apps below: their rows' erasure, the outcome that a yes takes, what stands against reopening
a contact that was sold, and how their events are told. Called from followup/wiring.py.
"""

from django.db import connection

from followup import acts, answering, closing, erasing_sales
from followup.models import Contract, Order, OrderItem, Product, ProposalVersion
from leads import offering, transferring
from purifikar.lib.links import unit_url
from tenants.roles import Permission
from workflow import decision_form, registry
from workflow.timeline import tells

SURPLUS_SOLD = "Houve venda de excedente neste contato: ele não se reabre. Para negociar de novo, abra outro contato com a pessoa."


def connect():
    erasing_sales.connect()
    registry.add_requirement(answering.REQUIREMENT, "uma proposta aceita", clean=answering.clean_requirement, apply=answering.apply_requirement, stands=answering.stands)  # fmt: skip
    decision_form.ASKS.setdefault(answering.REQUIREMENT, lambda form: None)  # asks for no field: the customer has answered
    for place, page in (("lead", "lead_proposals"), ("person", "customer_proposals"), ("contact", "contact_proposals")):
        registry.add_panel("Propostas e pedidos", page, place=place)
    acts.add_act(
        "proposta", "Proposta", url_name="contact_proposal", icon="file-text", permission=Permission.PROPOSALS, when=acts.while_open
    )
    closing.refuses_reopening(surplus_sold)
    closing.refuses_reopening(order_standing)
    closing.on_closing(order_of_accepted)
    transferring.follow_hand_overs(_go_along)
    offering.offers_products(_catalogue)


def _catalogue():
    """The names by which a lead's "produto de interesse" finds its product (ProductQuerySet.wanted_by)."""
    return Product.objects.in_use().values_list("name", flat=True)[: offering.MOST]


def _go_along(lead, giver, taker, *, by, why):
    """Who takes a lead over goes on with what was offered to it (FOL-36)."""
    lead.proposals.hand_over(giver, taker, by=by, why=why)


def surplus_sold(contact):
    """BIM-38: for good, also where the order was deleted afterwards."""
    if Contract.objects.filter(order__contact=contact, is_surplus=True).exists():
        return closing.Refusal(SURPLUS_SOLD)
    return None


def order_standing(contact):
    """BIM-39: deleted first; the message says so and leads there."""
    order = Order.objects.standing().filter(contact=contact).first()
    if order is None:
        return None
    words = f"O contato já tem o pedido {order.number}. Exclua o pedido antes de reabrir o contato."
    return closing.Refusal(words, label=f"Ver o pedido {order.number}", url=unit_url(connection.tenant, "order", order.number))


def order_of_accepted(contact, *, by):
    """Closed as sold: the order and the contract are made of the proposal that the customer accepted, if there is one (BIM-17)."""
    if contact.result != contact.Result.SOLD or Order.objects.standing().filter(contact=contact).exists():
        return
    version = ProposalVersion.objects.accepted().filter(proposal__contact=contact, orders=None).select_related("proposal").last()
    if version:
        Order.objects.sell(contact.person, OrderItem.of_version(version), by=by, version=version, contact=contact, lead=contact.lead)


def _proposal(told):
    return f"{told.get('proposal')}/{told.get('version') or 1}"


def _tell(kind, icon, words, tone=""):
    def tell(told):
        return words(told), " · ".join(filter(None, (told.get("name"), told.get("words"))))

    tells(f"proposal.{kind}", icon=icon, tone=tone)(tell)


_tell("criada", "file-text", lambda told: f"{told.who} fez a proposta {told.get('proposal')}")
_tell("versao", "copy", lambda told: f"{told.who} fez a versão {told.get('version')} da proposta {told.get('proposal')}")
_tell("dados", "rotate-ccw", lambda told: f"{told.who} atualizou os dados da proposta {_proposal(told)}")
_tell("pedido", "hand-helping", lambda told: f"{told.who} pediu a aprovação do desconto da proposta {_proposal(told)}")
_tell("aprovada", "circle-check", lambda told: f"{told.who} aprovou o desconto da proposta {_proposal(told)}", "good")
_tell("negada", "x", lambda told: f"{told.who} não aprovou o desconto da proposta {_proposal(told)}")
_tell("enviada", "send", lambda told: f"{told.who} enviou a proposta {_proposal(told)}")
_tell("vista", "eye", lambda told: f"O cliente abriu a proposta {_proposal(told)}")
_tell("aceita", "circle-check", lambda told: f"O cliente aceitou a proposta {_proposal(told)}", "good")
_tell("recusada", "x", lambda told: f"O cliente recusou a proposta {_proposal(told)}", "late")
_tell("retirada", "archive", lambda told: f"{told.who} retirou a proposta {_proposal(told)}")
_tell("pedido_feito", "clipboard-list", lambda told: f"{told.who} registrou o pedido da proposta {_proposal(told)}")


@tells("order.made", icon="clipboard-list", tone="good")
def _made(told):
    return f"{told.who} registrou o pedido {told.get('order')}", ""


@tells("order.surplus", icon="clipboard-list")
def _surplus(told):
    return f"{told.who} vendeu um excedente no pedido {told.get('order')}", f"Contrato {told.get('contract')}"


@tells("order.removed", icon="trash-2", tone="late")
def _removed(told):
    return f"{told.who} excluiu o pedido {told.get('order')}", told.get("reason")
