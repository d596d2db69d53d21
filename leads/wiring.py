"""What leads hang into the engine: answers that also concern the lead itself, and how its events are told.

The engine calls what is registered by name, so a decision on the page, in the list, on the board or in bulk does the same.
"""

import re

from django.db import connection

from leads import identities, privacy_copies
from leads.models import Involvement, Lead, Person
from leads.names_elsewhere import under_the_new_name
from leads.renaming import on_renaming
from purifikar.lib.formats import phone
from tenants.models import Membership, OpenWork
from tenants.roles import Permission
from workflow import registry
from workflow.timeline import SYSTEM, tells


def connect():
    _also("next_at", lambda lead, answer: {"next_at": answer})
    _also("appointment", lambda lead, answer: {"next_at": answer["starts_at"], **_seller(answer["person"])})
    _also("person", lambda lead, answer: _seller(answer))
    for name in ("appointment", "person"):
        _note_hand_over(name)
    registry.add_panel("Participação", "lead_involvements")
    privacy_copies.connect()
    registry.follow_appointments(_next_contact_moves)
    registry.follow_ends(identities.end)
    registry.follow_ends(_asks_no_more)
    registry.know_place(_place)
    registry.know_subjects(_subject)
    on_renaming(under_the_new_name)


def _also(name, changes):
    """The requirement as it is, and after it the lead's own fields follow its answer."""
    known = registry.requirement(name)

    def apply(journey, outcome, answer, *, by):
        chosen = known.apply(journey, outcome, answer, by=by)
        lead = getattr(journey, "lead", None)
        if lead and (fields := changes(lead, answer)):
            type(lead).objects.filter(pk=lead.pk).update(**fields)
        return chosen

    registry.add_requirement(name, known.label, clean=known.clean, apply=apply)


def _note_hand_over(name):
    """Who gave it to whom stays in the queue while the other one's answer is awaited (FOL-09, FOL-11)."""
    known = registry.requirement(name)

    def apply(journey, outcome, answer, *, by):
        chosen = known.apply(journey, outcome, answer, by=by)
        if by and chosen and chosen != by:
            OpenWork.objects.filter(unit=connection.tenant, subject=journey.pk).update(handed_by=by, handed_to=chosen)
        return chosen

    registry.add_requirement(name, known.label, clean=known.clean, apply=apply)


def _asks_no_more(journey):
    """What colleagues were asked of a lead that came to its end."""
    if lead := getattr(journey, "lead", None):
        Involvement.objects.close_with(lead)


def _next_contact_moves(journey, starts_at):
    """The date of the next contact goes along with the appointment (BEY-02)."""
    if lead := getattr(journey, "lead", None):
        type(lead).objects.filter(pk=lead.pk).update(next_at=starts_at)


def _place(journey):
    """Where the lead is, for the distribution by territory: its own neighbourhood, else that of the person's address."""
    lead = getattr(journey, "lead", None)
    if lead is None:
        return {}
    address = lead.person.address
    known = {"district": address.district, "postcode": address.postcode, "city": address.city} if address else {}
    return {**known, "district": lead.district} if lead.district else known


def _subject(address, member):
    """The name behind `/leads/12/` or `/clientes/7/`, for whoever may see it."""
    found = re.fullmatch(r"/(leads|clientes)/(\d{1,9})/", address)
    if found is None or not member.may(Permission.LEAD_SEE):
        return ""
    if found[1] == "leads":
        lead = Lead.objects.seen_by(member).filter(number=found[2]).select_related("person").first()
        return f"{lead.person} ({lead.code})" if lead else ""
    return str(Person.objects.seen_by(member).filter(number=found[2]).first() or "")


def _seller(user):
    """A Consultor who gets the lead is its second name from then on, and goes on seeing it (PUR-35)."""
    return {"seller": user} if Membership.objects.active().selling().filter(user=user).exists() else {}


@tells("lead.taken_in", icon="plus")
def _taken_in(told):
    channel = {"web": "Web", "fluxo": "Fluxo"}.get(told.get("channel"), "")
    return "Chegou de fora" if told.who == SYSTEM else f"Cadastro por {told.by}", f"{told.get('source')} · {channel}"


@tells("lead.again", icon="copy")
def _again(told):
    return f"{told.who} registrou outro lead desta pessoa", f"L-{told.get('lead')}"


@tells("lead.changed", icon="pencil")
def _changed(told):
    return f"{told.who} alterou dados do lead", ", ".join(told.get("fields") or [])


@tells("lead.called", icon="phone")
def _called(told):
    return f"Ligação de {told.by}", told.get("result") or phone(told.get("phone"))


@tells("lead.message", icon="message-square", tone="opinion")
def _message(told):
    return f"Mensagem de {told.get('name')}", told.get("message")


@tells("lead.told", icon="info")
def _told(told):
    words = [f"deu o nome {told.get('name')}"] if told.get("name") else []
    return "Quem já era conhecido informou mais", ", ".join([*words, *map(phone, told.get("contacts") or [])])


@tells("lead.merged", icon="copy")
def _merged(told):
    return f"{told.who} uniu dois cadastros desta pessoa", f"{told.get('loser')} foi unida a {told.get('winner')}"


@tells("lead.unmerged", icon="undo-2")
def _unmerged(told):
    return f"{told.who} desfez a união de cadastros", f"{told.get('loser')} voltou a ser um cadastro separado de {told.get('winner')}"


@tells("lead.seller_moved", icon="arrow-left-right")
def _seller_moved(told):
    return f"{told.who} passou o lead à carteira de {told.name(told.get('to'))}", told.get("why")


@tells("lead.elsewhere", icon="store")
def _elsewhere(told):
    return f"Também em atendimento na unidade {told.get('unit')}", f"Lá desde {told.moment('since')}; a rede decide quem segue"


@tells("lead.dispute_decided", icon="store")
def _dispute_decided(told):
    outcome = "esta unidade segue" if told.details.get("ours") else f"segue a unidade {told.get('winner')}"
    return f"{told.who} decidiu a disputa: {outcome}", told.get("why")


@tells("lead.asked", icon="bell", tone="opinion")
def _asked(told):
    what = told.get("what") or "participação"
    return f"{told.who} pediu {what} a {told.name(told.get('to'))}", told.get("words")


@tells("lead.answered", icon="message-square", tone="opinion")
def _answered(told):
    return f"{told.who} respondeu ao pedido", told.get("words")


@tells("lead.ask_withdrawn", icon="x")
def _ask_withdrawn(told):
    return f"{told.who} retirou o pedido a {told.name(told.get('to'))}", told.get("words")


@tells("lead.urgent", icon="circle-alert", tone="late")
def _urgent(told):
    return f"{told.who} marcou como urgente", told.get("words")


@tells("lead.calm", icon="check")
def _calm(told):
    return f"{told.who} tirou a urgência", ""
