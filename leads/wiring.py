"""What leads hang into the engine: answers that also concern the lead itself, and how its events are told.

The engine calls what is registered by name, so a decision on the page, in the list, on the board or in bulk does the same.
"""

from leads import identities
from purifikar.lib.formats import phone
from tenants.models import Membership
from workflow import registry
from workflow.timeline import SYSTEM, tells


def connect():
    _also("next_at", lambda lead, answer: {"next_at": answer})
    _also("appointment", lambda lead, answer: {"next_at": answer["starts_at"], **_seller(answer["person"])})
    _also("person", lambda lead, answer: _seller(answer))
    registry.follow_appointments(_next_contact_moves)
    registry.follow_ends(identities.end)
    registry.know_place(_place)


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


@tells("lead.elsewhere", icon="store")
def _elsewhere(told):
    return f"Também em atendimento na unidade {told.get('unit')}", f"Lá desde {told.moment('since')}; a rede decide quem segue"


@tells("lead.dispute_decided", icon="store")
def _dispute_decided(told):
    outcome = "esta unidade segue" if told.details.get("ours") else f"segue a unidade {told.get('winner')}"
    return f"{told.who} decidiu a disputa: {outcome}", told.get("why")
