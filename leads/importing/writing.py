"""Writes a batch of plans: people, contacts, leads on their way, and the row of each, in a few statements for all."""

from datetime import timedelta
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db import connection

from leads import identities
from leads.importing import marks
from leads.models import Address, BulkImport, DuplicatePair, Email, ImportRow, Lead, Person, Phone, Source
from leads.models.person import Contacts
from purifikar.db.copying import copy_in
from purifikar.lib.contact import plain
from purifikar.lib.postcodes import complete
from tenants.models import Dispute, IdentityHash, Membership
from workflow.bulk_start import BulkStart
from workflow.models import Counter, Event, Stage

Deed = ImportRow.Deed
NEXT_CONTACT = timedelta(days=1)
MOST_SOURCES = 40


class Writer:
    """Writes the batches of one import."""

    def __init__(self, bulk_import):
        self.wish, self.by, self.unit = bulk_import, bulk_import.by, connection.tenant
        self._sources, self._stages = None, {}

    def write(self, plans, now):
        """In the caller's transaction. What each plan made stands in it afterwards, and in its row."""
        fresh = [plan for plan in plans if plan.deed == Deed.NEW]
        self._people(fresh, now)
        self._changes([plan for plan in plans if plan.deed == Deed.UPDATED])
        if self.wish.makes == BulkImport.Makes.LEADS:
            self._leads([plan for plan in plans if plan.deed in (Deed.NEW, Deed.LEAD)], now)
        else:
            self._identities(fresh)
        copy_in([row_of(self.wish, plan, now) for plan in plans])

    def _identities(self, plans):
        """What the network's register says of the new people, with the lead by which each is in treatment."""
        contacts = {plan.person.pk: plan.contacts for plan in plans}
        leads = {plan.person.pk: (plan.lead.created_at, plan.lead.number) for plan in plans if plan.lead}
        known = identities.known_of([plan.person for plan in plans], contacts, leads)
        copy_in(
            IdentityHash(unit=self.unit, person=key, digest=digest, kind=kind, since=said.since, lead=said.lead)
            for key, said in known.items()
            for digest, kind in said.digests.items()
        )

    def _disputes(self, plans, now):
        """Which of them other units treat too: told in the lead's history (as identities.begin)."""
        leads = {plan.lead.number: plan.lead for plan in plans}
        for dispute in Dispute.objects.look(self.unit, [lead.person_id for lead in leads.values()]):
            other, since = dispute.other(self.unit)
            ours = dispute.first_lead if dispute.first_unit_id == self.unit.pk else dispute.second_lead
            if ours in leads:
                details = {"unit": other.name, "since": since.isoformat()}
                yield Event(journey=leads[ours].journey, kind="lead.elsewhere", at=now, details=details)

    # --- people ---------------------------------------------------------------------------------------------------------

    def _people(self, plans, now):
        if not plans:
            return
        first = Counter.next("pessoa", len(plans)) - len(plans) + 1
        contacts, phones, emails, addresses = {}, [], [], []
        for number, plan in enumerate(plans, start=first):
            facts = plan.facts
            person = plan.person = Person(
                number=number, kind=facts.kind, name=" ".join(facts.name.split()), contact_name=facts.contact_name, cpf=facts.cpf,
                cnpj=facts.cnpj, notes=facts.notes, data_origin=self.wish.origin_words, created_by=self.by, created_at=facts.arrived_at or now,
            )  # fmt: skip
            place = _completed(facts.address)
            phones += [Phone(person=person, number=number) for number in facts.phones]
            emails += [Email(person=person, address=address) for address in facts.emails]
            if place:
                addresses.append(Address(person=person, **place))
            contacts[person.pk] = plan.contacts = Contacts(facts.phones, facts.emails, place.get("district", ""))
            person.describe_search(contacts[person.pk])
            plan.mark = marks.of_person(person, facts.phones, facts.emails, place)
        people = [plan.person for plan in plans]
        for rows in (people, phones, emails, addresses):
            copy_in(rows)
        DuplicatePair.objects.find_for(people, contacts, are_new=True)

    def _changes(self, plans):
        """People who are known: what the row says otherwise, and what it adds."""
        if not plans:
            return
        people, names, phones, emails, fresh, moved = [], set(), [], [], [], []
        for plan in plans:
            person, place = plan.person, {}
            for name, _, new in plan.changes:
                if name == "phone":
                    phones.append(Phone(person=person, number=new))
                elif name == "email":
                    emails.append(Email(person=person, address=new))
                elif name.startswith("address."):
                    place[name.removeprefix("address.")] = new
                else:
                    setattr(person, name, new)
                    names.add(name)
            people.append(person)
            (moved if person.address else fresh).extend([_placed(person, place)] if place else [])
        if names:
            Person.objects.bulk_update(people, sorted(names))
        for rows in (phones, emails, fresh):
            copy_in(rows)
        Address.objects.bulk_update(moved, ["postcode", "street", "number", "complement", "district", "city", "uf", "reference"])
        Person.objects.note(people)

    # --- leads ----------------------------------------------------------------------------------------------------------

    def _leads(self, plans, now):
        """By the beginning that each one's channel has in the unit's process; several where sources differ."""
        by_stage = {}
        for plan in plans:
            source = self._source(plan.facts.source)
            by_stage.setdefault(self._stage(source.channel), []).append((plan, source))
        for stage, pairs in by_stage.items():
            self._start(stage, pairs, now)

    def _start(self, stage, pairs, now):
        holder = self.wish.holder if self.wish.spread == BulkImport.Spread.PERSON else None
        start = BulkStart(stage, by=self.by, now=now, holder=holder, to_queue=self.wish.spread == BulkImport.Spread.QUEUE)
        first, leads, events = Counter.next("lead", len(pairs)) - len(pairs) + 1, [], []
        for number, (plan, source) in enumerate(pairs, start=first):
            lead = plan.lead = self._lead(plan, source, number, now)
            detail = " · ".join(part for part in (source.name, lead.district, lead.product) if part)
            lead.journey = start.journey(str(plan.person), detail, f"/leads/{number}/", channel=lead.channel)
            leads.append(lead)
            events += self._events(plan, source, now)
            plan.mark = marks.joined(plan.mark, marks.of_lead(lead))
        start.lay()
        copy_in(leads)
        known = [plan for plan, _ in pairs if plan.deed == Deed.LEAD]
        self._identities([plan for plan, _ in pairs if plan.deed == Deed.NEW])
        identities.note_treatment([plan.person for plan in known])
        events += self._disputes([plan for plan, _ in pairs], now)
        events += self._told_to_others(known, now)
        start.finish(events)

    def _lead(self, plan, source, number, now):
        facts = plan.facts
        said = {**facts.lead, "district": _completed(facts.address).get("district", "")}
        if not said.get("next_at") or said["next_at"] < now:
            said["next_at"] = now + NEXT_CONTACT  # an open lead always has a next date (BEY-02)
        return Lead(
            number=number,
            person=plan.person,
            source=source,
            channel=source.channel,
            seller=self._seller,
            created_at=facts.arrived_at or now,
            **said,
        )

    def _events(self, plan, source, now):
        facts = {"journey": plan.lead.journey, "by": self.by, "at": now}
        yield Event(kind="lead.taken_in", details={"source": source.name, "channel": plan.lead.channel}, **facts)
        if plan.facts.note:
            yield Event(kind="journey.noted", details={"note": plan.facts.note}, **facts)

    def _told_to_others(self, plans, now):
        """Whoever works another open lead of the person reads that there is one more (as Lead.tell_the_others)."""
        new = {plan.person.pk: plan.lead for plan in plans}
        others = Lead.objects.running().filter(person__in=new).exclude(pk__in=[lead.pk for lead in new.values()])
        for journey, person in others.values_list("journey", "person"):
            yield Event(journey_id=journey, kind="lead.again", by=self.by, at=now, details={"lead": new[person].number})

    @property
    def _seller(self):
        """A Consultor who gets them all is their second name from then on (PUR-35)."""
        if self.wish.spread != BulkImport.Spread.PERSON:
            return None
        if not hasattr(self, "_sells"):
            self._sells = Membership.objects.active().selling().filter(user=self.wish.holder).exists()
        return self.wish.holder if self._sells else None

    def _source(self, name):
        """By its name in any writing; one that the unit does not have yet is made, of the channel of the usual one."""
        if not name:
            return self.wish.source
        if self._sources is None:
            self._sources = {plain(source.name): source for source in Source.objects.all()}
        if plain(name) not in self._sources and len(self._sources) < MOST_SOURCES:
            made = Source.objects.create(slug=Source.objects.free_slug(name), name=name, channel=self.wish.source.channel)
            self._sources[plain(name)] = made
        return self._sources.get(plain(name), self.wish.source)

    def _stage(self, channel):
        if channel not in self._stages:
            stage = Stage.objects.beginning_of(self.unit.process, channel)
            if stage.is_end:
                raise ValidationError("O processo começa numa etapa que encerra.")
            self._stages[channel] = stage
        return self._stages[channel]


def row_of(bulk_import, plan, now, *, is_dry=False):
    """What is kept of a row, not saved."""
    details = {}
    if plan.changes:
        details["changes"] = plan.changes
    if plan.facts.errors:
        details["errors"] = plan.facts.errors
    return ImportRow(
        bulk_import=bulk_import, is_dry=is_dry, number=plan.number, deed=plan.deed, name=plan.facts.name or str(plan.person or "")[:120],
        words=plan.words, details=details, person=plan.person, lead=plan.lead, mark=plan.mark, at=now,
    )  # fmt: skip


def _placed(person, place):
    """The person's first address with that changed, or a new one; not saved."""
    address = person.address or Address(person=person)
    for name, value in place.items():
        setattr(address, name, value)
    return address


def _completed(address):
    """With what its CEP says."""
    if not address:
        return {}
    known = tuple(sorted((name, address[name]) for name in ("postcode", "street", "district", "city", "uf") if name in address))
    return {**address, **dict(_complete(known))}


@lru_cache(maxsize=4096)
def _complete(known):
    return tuple((name, value[: Address._meta.get_field(name).max_length]) for name, value in complete(dict(known)).items())
