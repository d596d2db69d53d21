"""What the customer does with a proposal, on the page that its link opens; and what follows from his yes."""

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from followup import approving, waiting, watching
from followup.models import NotNow, ProposalVersion

REQUIREMENT = "accepted_proposal"  # what an outcome asks for that is the one to take on a yes
MOST_VIEWS = 20  # places from which one proposal is noted as seen
State = ProposalVersion.State


@transaction.atomic
def note_view(version, origin):
    """Seen from that place: noted once a place; its owner is told the first time."""
    proposal = version.proposal
    seen = proposal.events.filter(what="vista", version_number=version.number)
    if version.state != State.SENT or seen.filter(origin=origin).exists() or seen.count() >= MOST_VIEWS:
        return
    first = ProposalVersion.objects.filter(pk=version.pk, viewed_at=None).update(viewed_at=timezone.now())
    proposal.record("vista", version=version, origin=origin)
    if first:
        version.refresh_from_db(fields=["viewed_at"])
        proposal.tell([proposal.owner], f"{proposal.person} abriu a proposta", f"Proposta {version.code}", key=f"vista:{version.pk}")


@transaction.atomic
def accept(version, *, name, origin=None, by=None):
    """Yes, by the customer under his typed name, or told to one of us (`by`). Only while it is offered, and only once."""
    _answered(version, State.ACCEPTED)
    proposal = version.proposal
    if not version.is_current:  # a newer draft was being written meanwhile: the customer has taken this one
        proposal.versions.current().update(is_current=False, state=State.WITHDRAWN)
        waiting.clear(proposal)
        version.is_current = True
        version.save(update_fields=["is_current"])
    proposal.record("aceita", by=by, version=version, name=name, origin=origin)
    _tell(proposal, version, f"{proposal.person} aceitou a proposta", f"{name} aceitou a proposta {version.code}.", by=by)
    if not _take_outcome(version, name):
        _give_task(version)


@transaction.atomic
def refuse(version, *, name, words="", origin=None, by=None):
    """No; why, as far as he says so."""
    _answered(version, State.REFUSED)
    proposal = version.proposal
    proposal.record("recusada", by=by, version=version, name=name, words=words, origin=origin)
    _tell(proposal, version, f"{proposal.person} recusou a proposta", words or f"Proposta {version.code}", by=by)


def _answered(version, state):
    version.proposal.hold()
    today = timezone.localdate()
    moved = ProposalVersion.objects.filter(pk=version.pk, state=State.SENT, valid_until__gte=today)
    if not moved.update(state=state, answered_at=timezone.now()):
        version.refresh_from_db()
        raise NotNow("Esta proposta já foi respondida." if version.answered_at else "Esta proposta não vale mais.")
    version.refresh_from_db(fields=["state", "answered_at", "is_current"])


def _tell(proposal, version, title, words, *, by):
    owners = [person for person in (proposal.owner, proposal.made_by) if person and person != by]
    proposal.tell(dict.fromkeys(owners), title, words, key=f"{version.state}:{version.pk}")
    watching.tell(proposal, title, words, by=by, key=f"proposta:{version.pk}:{version.state}")


def _take_outcome(version, name):
    """The decision that the lead's stage names for a yes, where there is exactly one; says whether it was taken."""
    lead = version.proposal.lead
    if lead is None or not lead.is_running:
        return False
    named = list(lead.journey.stage.outcomes.filter(requires__contains=[REQUIREMENT])[:2])
    if len(named) != 1:
        return False
    try:
        with transaction.atomic():
            lead.decide(named[0].slug, by=None, note=f"Proposta {version.code} aceita por {name}.")
    except ValidationError:  # the outcome asks for more than a yes: a person answers that
        return False
    return True


def _give_task(version):
    """In the day of its owner until the sale is registered; where he left the unit, of whoever manages it."""
    proposal = version.proposal
    owner = next(iter(watching.still_here([proposal.owner]) or approving.approvers(connection.tenant)), None)
    if owner:
        waiting.put(proposal, version.pk, owner, f"Fechar a venda: {proposal.person}", f"Aceitou a proposta {version.code}")


# --- the requirement by which a stage names its outcome ---------------------------------------------------------------------


def _accepted(journey):
    return ProposalVersion.objects.accepted().filter(proposal__lead__journey=journey)


def stands(journey):
    """People are shown the outcome once the customer has accepted, as where his yes came at another stage."""
    return _accepted(journey).exists()


def clean_requirement(journey, outcome, given):
    found = _accepted(journey).select_related("proposal").first()
    if not found:
        raise ValidationError({"proposal": "O cliente ainda não aceitou uma proposta deste lead."})
    return found


def apply_requirement(journey, outcome, version, *, by):
    """Nothing more follows: the acceptance itself stands in the history."""
