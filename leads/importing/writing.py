"""Writes a batch of plans: people, contacts, leads on their way, and the row of each, in a few statements for all."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection

from leads import identities
from leads.importing import marks
from leads.models import Address, BulkImport, DuplicatePair, Email, ImportRow, Lead, Person, Phone, Source
from leads.models.person import Contacts
from purifikar.db.copying import Rows, copy_in
from purifikar.db.keys import uuid7
from purifikar.lib.contact import plain
from purifikar.lib.postcodes import complete
from tenants.models import Dispute, IdentityHash, Membership
from workflow.bulk_start import BulkStart
from workflow.models import Counter, Stage

Deed = ImportRow.Deed
NEXT_CONTACT = timedelta(days=1)
MOST_SOURCES = 40
KEPT = ("campaign", "product", "value", "probability", "temperature", "next_at")
LEAD = ("journey_id", "number", "person_id", "channel", "created_at", "source_id", *KEPT, "district")
USUAL = {"campaign": "", "product": "", "value": None, "probability": None, "temperature": Lead.Temperature.WARM, "next_at": None}


@dataclass(slots=True)
class NewLead:
    """A lead about to be written; what the distribution by place asks of it is as a lead says it."""

    pk: UUID
    number: int
    person: Person
    journey: UUID
    district: str
    created_at: datetime


class Writer:
    """Writes the batches of one import."""

    def __init__(self, bulk_import):
        self.wish, self.by, self.unit = bulk_import, bulk_import.by, connection.tenant
        self.origin = bulk_import.origin_words
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
        write_rows(self.wish, plans, now)

    def _identities(self, plans):
        """What the network's register says of the new people, with the lead by which each is in treatment."""
        if not plans:
            return
        contacts = {plan.person.pk: plan.contacts for plan in plans}
        leads = {plan.person.pk: (plan.lead.created_at, plan.lead.number) for plan in plans if plan.lead}
        rows = Rows(IdentityHash(unit=self.unit), "person", "digest", "kind", "since", "lead")
        for key, known in identities.known_of([plan.person for plan in plans], contacts, leads).items():
            for digest, kind in known.digests.items():
                rows.add(key, digest, kind, known.since, known.lead)
        rows.write()

    # --- people ---------------------------------------------------------------------------------------------------------

    def _people(self, plans, now):
        if not plans:
            return
        before, contacts, people = Counter.next("pessoa", len(plans)) - len(plans), {}, []
        phones, emails = Rows(Phone(), "person_id", "number"), Rows(Email(), "person_id", "address")
        places = Rows(Address(), "person_id", *marks.PLACE)
        for number, plan in enumerate(plans, start=before + 1):
            facts = plan.facts
            person = plan.person = Person(
                number=number, kind=facts.kind, name=" ".join(facts.name.split()), contact_name=facts.contact_name, cpf=facts.cpf,
                cnpj=facts.cnpj, notes=facts.notes, data_origin=self.origin, created_by=self.by, created_at=facts.arrived_at or now,
            )  # fmt: skip
            place, key = _completed(facts.address), str(person.pk)
            plan.place = place
            for phone in facts.phones:
                phones.add(key, phone)
            for address in facts.emails:
                emails.add(key, address)
            if place:
                places.add(key, *[place.get(name, "") for name in marks.PLACE])
            contacts[person.pk] = plan.contacts = Contacts(facts.phones, facts.emails, place.get("district", ""))
            person.describe_search(plan.contacts)
            plan.mark = marks.of_person(person, facts.phones, facts.emails, place)
            people.append(person)
        copy_in(people)
        for rows in (phones, emails, places):
            rows.write()
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
        before = Counter.next("lead", len(pairs)) - len(pairs)
        rows = Rows(Lead(journey=start.like, channel="", created_at=now, seller=self._seller), *LEAD)
        for number, (plan, source) in enumerate(pairs, start=before + 1):
            self._lead(start, rows, plan, source, number, now)
        start.lay()
        rows.write()
        known = [plan for plan, _ in pairs if plan.deed == Deed.LEAD]
        self._identities([plan for plan, _ in pairs if plan.deed == Deed.NEW])
        identities.note_treatment([plan.person for plan in known])
        disputes = self._disputes([plan for plan, _ in pairs])
        for plan, source in pairs:
            self._tell(start, plan, source, disputes)
        self._tell_the_others(start, known)
        start.finish()

    def _lead(self, start, rows, plan, source, number, now):
        facts, said = plan.facts, {**USUAL, **plan.facts.lead}
        if not said["next_at"] or said["next_at"] < now:
            said["next_at"] = now + NEXT_CONTACT  # an open lead always has a next date (BEY-02)
        place = _completed(facts.address) if plan.place is None else plan.place
        lead = plan.lead = NewLead(uuid7(), number, plan.person, uuid7(), place.get("district", ""), facts.arrived_at or now)
        values = [source.pk, *(said[name] for name in KEPT), lead.district]
        rows.add(lead.journey, number, plan.person.pk, source.channel, lead.created_at, *values, key=lead.pk)
        detail = " · ".join(part for part in (source.name, lead.district, said["product"]) if part)
        plan.beginning = start.begin(lead.journey, plan.person.name, detail, f"/leads/{number}/", channel=source.channel, lead=lead)
        plan.mark = marks.joined(plan.mark, marks.of_values([*values, self._seller and self._seller.pk]))

    @staticmethod
    def _tell(start, plan, source, disputes):
        key = plan.beginning.key
        start.tell(key, "lead.taken_in", {"source": source.name, "channel": source.channel})
        for other, since in disputes.get(plan.lead.number, ()):
            start.tell(key, "lead.elsewhere", {"unit": other.name, "since": since.isoformat()}, by=False)
        if plan.facts.note:
            start.tell(key, "journey.noted", {"note": plan.facts.note})

    @staticmethod
    def _tell_the_others(start, plans):
        """Whoever works another open lead of the person reads that there is one more (as Lead.tell_the_others)."""
        new = {plan.person.pk: plan.lead for plan in plans}
        others = Lead.objects.running().filter(person__in=new).exclude(pk__in=[lead.pk for lead in new.values()]) if new else []
        for journey, person in others and others.values_list("journey", "person"):
            start.tell(journey, "lead.again", {"lead": new[person].number})

    def _disputes(self, plans):
        """{lead's number: (unit, since)} of those whom other units treat too (as identities.begin)."""
        found, leads = {}, {plan.lead.number for plan in plans}
        for dispute in Dispute.objects.look(self.unit, [plan.person.pk for plan in plans]):
            ours = dispute.first_lead if dispute.first_unit_id == self.unit.pk else dispute.second_lead
            if ours in leads:
                found.setdefault(ours, []).append(dispute.other(self.unit))
        return found

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


def write_rows(bulk_import, plans, now, *, is_dry=False):
    """What is kept of each row."""
    like = ImportRow(bulk_import=bulk_import, is_dry=is_dry, number=0, at=now)
    rows = Rows(like, "number", "deed", "name", "words", "details", "person_id", "lead_id", "mark")
    for plan in plans:
        details = {"changes": plan.changes} if plan.changes else {}
        details |= {"errors": plan.facts.errors} if plan.facts.errors else {}
        name = plan.facts.name or str(plan.person or "")[:120]
        person, lead = plan.person and plan.person.pk, plan.lead and plan.lead.pk
        rows.add(plan.number, plan.deed, name, plan.words, details, person, lead, plan.mark)
    rows.write()


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
