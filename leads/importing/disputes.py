"""What an import does to the network's register of identities for many at once: who is in treatment, and where else.

As `Person.objects.note` and `identities` do for one. The disputes that come of it are listed one by one, and told to the
network in one notice for the whole import.
"""

from collections import defaultdict

from django.db import connection
from django.db.models import Q

from leads import identities
from tenants.models import Dispute, IdentityHash, Membership, Notice


def keep(people, contacts):
    """After people who were known are changed. Gives the new disputes, by the person's key."""
    leads = identities.open_leads([person.pk for person in people])
    IdentityHash.objects.keep(connection.tenant, identities.known_of(people, contacts, leads))
    return look(list(leads))


def note_treatment(people):
    """After people who were known have one lead more."""
    leads = identities.open_leads([person.pk for person in people])
    IdentityHash.objects.move(connection.tenant, {key: leads[key] for key in leads})


def look(people):
    """Opens those with every other unit that treats one of these people too: {person's key: [new disputes]}."""
    unit = connection.tenant
    ours = IdentityHash.objects.of(unit, people).in_treatment()
    theirs = defaultdict(list)
    for row in IdentityHash.objects.elsewhere(unit, ours.values("digest")) if people else ():
        theirs[row.digest].append(row)
    if not theirs:
        return {}
    met = defaultdict(set)
    for mine in ours.filter(digest__in=theirs).select_related("unit"):
        for other in theirs[mine.digest]:
            met[mine.person, _sides(mine, other)].add(mine.kind)
    return _open(unit, met)


def tell_network(bulk_import, count):
    """One notice, whatever their number."""
    admins = Membership.objects.administering().select_related("user")
    words = "1 disputa aberta" if count == 1 else f"{count} disputas abertas"
    Notice.objects.tell(
        [member.user for member in admins], kind=Notice.Kind.DISPUTE, key=f"disputas:{bulk_import.pk}",
        title=f"{words} por uma importação de {connection.tenant}",
        text="A planilha traz pessoas que outras unidades já atendem. Diga em cada uma qual unidade segue.",
        address="/rede/disputas/",
    )  # fmt: skip


def _sides(mine, other):
    """The earlier first."""
    return tuple(sorted([(row.since, row.unit.slug, row.unit, row.lead) for row in (mine, other)], key=lambda side: side[:2]))


def _open(unit, met):
    """Those that are open already, or decided, stay as they are: the decision stands for these two leads."""
    numbers = {side[3] for _, sides in met for side in sides if side[2] == unit}
    ours = Q(first_unit=unit, first_lead__in=numbers) | Q(second_unit=unit, second_lead__in=numbers)
    known = set(Dispute.objects.filter(ours).values_list("first_unit", "first_lead", "second_unit", "second_lead"))
    found = defaultdict(list)
    for (person, (first, second)), kinds in met.items():
        if (first[2].pk, first[3], second[2].pk, second[3]) not in known:
            found[person].append(_dispute(first, second, kinds))
    Dispute.objects.bulk_create([dispute for some in found.values() for dispute in some], ignore_conflicts=True)
    return found


def _dispute(first, second, kinds):
    since, _, unit, lead = first
    later, _, other, its_lead = second
    return Dispute(
        first_unit=unit,
        first_lead=lead,
        first_since=since,
        second_unit=other,
        second_lead=its_lead,
        second_since=later,
        kinds=sorted(kinds),
    )
