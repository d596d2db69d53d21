"""A discount above the unit's limit waits for somebody who may approve it: in his day, in his bell, on the proposal itself."""

import uuid

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from followup import waiting
from followup.models import NotNow
from tenants.models import Membership
from tenants.roles import ROLES, Permission

APPROVING = [role.slug for role in ROLES.values() if role.may(Permission.DISCOUNTS) and role.place != "rede"]
SPACE = uuid.UUID("6f1c8c0e-7c39-4f0b-9a39-0d2f3b0a7d11")


def approvers(unit):
    """Whoever may say yes in that unit."""
    members = Membership.objects.active().of_unit(unit).filter(role__in=APPROVING).select_related("user").order_by("user__name")
    return [member.user for member in members]


@transaction.atomic
def ask(version, *, by, words=""):
    """The version waits, and everybody who may approve is asked; the first answer counts."""
    people = [person for person in approvers(connection.tenant) if person != by]
    if not people:
        raise ValidationError("Ninguém na unidade pode aprovar o desconto. Reduza-o até o limite.")
    moved = type(version).objects.drafts().filter(pk=version.pk).update(state=version.State.WAITING)
    version.refresh_from_db(fields=["state"])
    if not moved:
        raise NotNow("Esta versão não é mais um rascunho.")
    proposal, percent = version.proposal, percent_words(version.discount)
    title = f"Aprovar desconto de {percent}: {proposal.person}"
    for person in people:
        waiting.put(proposal, _key(version, person), person, title, f"{by}: {words or 'Proposta ' + version.code}")
    event = proposal.record("pedido", by=by, version=version, words=" · ".join(filter(None, (percent, words))))
    proposal.tell(people, title, words, key=f"aprovar:{event.pk}")


@transaction.atomic
def answer(version, *, by, grants, words="", seen=""):
    """Yes or no, by somebody who may: the version is a draft again, with the discount approved or to be lowered.

    `seen` is the fingerprint of the lines that he has read: a yes is to those.
    """
    state = version.State
    if grants:
        _same_as(seen, version)
    facts = {"state": state.DRAFT, **({"approved_up_to": version.discount} if grants else {})}
    moved = type(version).objects.filter(pk=version.pk, state=state.WAITING).update(**facts)
    version.refresh_from_db(fields=["state", "approved_up_to"])
    if not moved:
        raise NotNow("Outra pessoa respondeu antes, ou o pedido foi retirado.")
    waiting.clear(version.proposal)
    proposal = version.proposal
    event = proposal.record("aprovada" if grants else "negada", by=by, version=version, words=" · ".join(filter(None, (percent_words(version.discount), words))))  # fmt: skip
    said = "aprovou" if grants else "não aprovou"
    others = [person for person in (proposal.owner, proposal.made_by) if person and person != by]
    proposal.tell(dict.fromkeys(others), f"{by} {said} o desconto: {proposal.person}", words, key=f"resposta:{event.pk}")


@transaction.atomic
def grant(version, *, by, seen=""):
    """By somebody who may approve, on his own proposal, without asking anybody."""
    _same_as(seen, version)
    type(version).objects.drafts().filter(pk=version.pk).update(approved_up_to=version.discount)
    version.refresh_from_db(fields=["approved_up_to"])
    version.proposal.record("aprovada", by=by, version=version, words=percent_words(version.discount))


@transaction.atomic
def take_back(version, *, by):
    """Not asked any more: the version may be changed again."""
    type(version).objects.filter(pk=version.pk, state=version.State.WAITING).update(state=version.State.DRAFT)
    version.refresh_from_db(fields=["state"])
    waiting.clear(version.proposal)


def _same_as(seen, version):
    """The lines are held as they are now. Raises NotNow where they are not those that were read."""
    type(version).objects.select_for_update(of=["self"]).get(pk=version.pk)
    version.forget()
    if seen and seen != version.fingerprint:
        raise NotNow(
            f"A proposta mudou enquanto você lia: o desconto agora é de {percent_words(version.discount)}. Veja e responda de novo."
        )


def percent_words(percent):
    return f"{percent.normalize():f} %".replace(".", ",")


def _key(version, person):
    """One row of the queue for each who is asked."""
    return uuid.uuid5(SPACE, f"{version.pk}:{person.pk}")
