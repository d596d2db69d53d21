"""What the network's register knows of a unit's people, kept in step with them in the transaction of each deed (field note 5).

Only keyed digests leave the unit. `manage.py check_identities` compares, `rebuild_identities` mends.
"""

from django.apps import apps
from django.db import connection

from purifikar.lib.taxpayer import normal_number
from tenants.models import Dispute, IdentityHash
from tenants.models.identity_hash import Known, digest_of


def keep(people, contacts, *, are_new=False, leads=None):
    """After people were made or changed: by what they are known, and who else treats them.

    New ones have no lead, but for those of `leads`: {person's key: (since when, number)}, whose `begin` follows.
    """
    leads = (leads or {}) if are_new else open_leads([person.pk for person in people])
    IdentityHash.objects.keep(connection.tenant, known_of(people, contacts, leads), are_new=are_new)
    if leads and not are_new:
        Dispute.objects.look(connection.tenant, list(leads))


def known_of(people, contacts, leads):
    """{person's key: Known}; nothing of those put aside."""
    return {person.pk: _known(person, contacts[person.pk], *leads.get(person.pk, (person.created_at, None))) for person in people}


def _known(person, contacts, since, lead):
    known = Known(since, lead)
    if not person.is_inactive:
        for kind, values in (("telefone", contacts.phones), ("email", contacts.emails), ("cpf", [person.cpf]), ("cnpj", [person.cnpj])):
            for value in values:
                known.add(kind, value)
    return known


def begin(lead):
    """A lead has come: its person is in treatment here. Gives the disputes that this opens, and says so in its history."""
    if lead.person.first_lead != lead.number and not _begins(lead) and not (_follows_merge(lead) and _begins(lead)):
        return []
    disputes = Dispute.objects.look(connection.tenant, [lead.person_id])
    for dispute in disputes:
        unit, since = dispute.other(connection.tenant)
        lead.journey.record("lead.elsewhere", unit=unit.name, since=since.isoformat())
    return disputes


def _begins(lead):
    return IdentityHash.objects.begin(connection.tenant, lead.person_id, lead=lead.number, since=lead.created_at)


def _follows_merge(lead):
    """Whether the person was united with another while the lead came: then the lead is the other's, who stays."""
    winner = lead.person.merged_now()
    if winner is not None:
        lead.person = winner
        lead.save(update_fields=["person"])
        lead.describe()
    return winner is not None


def end(journey):
    """A lead's journey has ended: its person is in treatment by the next of his open leads, or no more."""
    if lead := getattr(journey, "lead", None):
        Dispute.objects.lapse(connection.tenant, lead.number)
        note_treatment([lead.person])


def note_treatment(people):
    """After leads of these people began or ended in bulk."""
    leads = open_leads([person.pk for person in people])
    treatment = {person.pk: leads.get(person.pk, (person.created_at, None)) for person in people}
    IdentityHash.objects.move(connection.tenant, treatment)
    if leads:
        Dispute.objects.look(connection.tenant, list(leads))


def elsewhere(*, phones=(), emails=(), cpf="", cnpj=""):
    """[(unit, since when)] of the units in which whoever has one of these is in treatment now. Nothing else is told."""
    marks = [("telefone", value) for value in phones] + [("email", value) for value in emails]
    marks += [(kind, number) for kind, written in (("cpf", cpf), ("cnpj", cnpj)) if (number := normal_number(written))]
    if not marks:
        return []
    found = IdentityHash.objects.elsewhere(connection.tenant, [digest_of(*mark) for mark in marks])[:50]
    units = {}
    for row in found:
        units.setdefault(row.unit, row.since)
    return list(units.items())


def open_leads(keys):
    """{person's key: (since when, number)} of the oldest running lead of each."""
    leads = apps.get_model("leads", "Lead").objects.running().filter(person__in=keys)
    rows = leads.order_by("person", "number").distinct("person").values_list("person", "created_at", "number")
    return {person: (since, number) for person, since, number in rows}
