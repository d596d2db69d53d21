"""Writes a batch of plans: people, contacts, leads on their way, and the row of each, in a few statements for all."""

from datetime import timedelta
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db import connection

from leads import identities
from leads.importing import disputes, marks
from leads.importing.fresh import NewLead, NewPerson, Origin, key_of
from leads.importing.known import ALL as ALL_KEYS
from leads.models import Address, BulkImport, DuplicatePair, Email, ImportRow, Lead, Person, Phone, Source
from leads.models.person import Contacts
from purifikar.db.copying import Rows, copy_in
from purifikar.db.keys import uuid7
from purifikar.lib.contact import plain
from purifikar.lib.postcodes import complete
from tenants.models import IdentityHash, Membership
from workflow.bulk_start import BulkStart
from workflow.models import Counter, Stage

Deed = ImportRow.Deed
NEXT_CONTACT = timedelta(days=1)
MOST_SOURCES = 40
PERSON = ("number", "kind", "name", "contact_name", "cpf", "cnpj", "notes", "created_at", "search", "name_key")
KEPT = ("campaign", "product", "value", "probability", "temperature", "next_at")
LEAD = ("journey_id", "number", "person_id", "channel", "created_at", "source_id", *KEPT, "district")
USUAL = {"campaign": "", "product": "", "value": None, "probability": None, "temperature": Lead.Temperature.WARM, "next_at": None}


class Writer:
    """Writes the batches of one import."""

    def __init__(self, bulk_import):
        self.wish, self.by, self.unit = bulk_import, bulk_import.by, connection.tenant
        self.origin = bulk_import.origin_words
        self._sources, self._stages = None, {}

    def forget(self):
        """What was made is not, as its transaction was given up."""
        self._sources = None

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
        keys = {plan.person.pk: plan.person.key for plan in plans}
        leads = {plan.person.pk: (plan.lead.created_at, plan.lead.number) for plan in plans if plan.lead}
        rows = Rows(IdentityHash(unit=self.unit), "person", "digest", "kind", "since", "lead")
        for key, known in identities.known_of([plan.person for plan in plans], contacts, leads).items():
            for digest, kind in known.digests.items():
                rows.add(keys[key], digest, kind, known.since, known.lead)
        rows.write()

    # --- people ---------------------------------------------------------------------------------------------------------

    def _people(self, plans, now):
        if not plans:
            return
        before, contacts, people = Counter.next("pessoa", len(plans)) - len(plans), {}, []
        rows = Rows(Person(data_origin=self.origin, created_by=self.by), *PERSON)
        phones, emails = Rows(Phone(), "person_id", "number"), Rows(Email(), "person_id", "address")
        places = Rows(Address(), "person_id", *marks.PLACE)
        for number, plan in enumerate(plans, start=before + 1):
            facts, key = plan.facts, uuid7()
            place = plan.place = _completed(facts.address)
            person = plan.person = NewPerson(
                key, str(key), number, facts.kind, " ".join(facts.name.split()), facts.contact_name, facts.cpf, facts.cnpj, facts.notes,
                facts.arrived_at or now, place,
            )  # fmt: skip
            key = person.key
            for phone in facts.phones:
                phones.add(key, phone)
            for address in facts.emails:
                emails.add(key, address)
            if place:
                places.add(key, *[place.get(name, "") for name in marks.PLACE])
            contacts[person.pk] = plan.contacts = Contacts(facts.phones, facts.emails, place.get("district", ""))
            person.describe_search(plan.contacts)
            plan.mark = marks.of_person(person, facts.phones, facts.emails, place)
            rows.add(*[getattr(person, name) for name in PERSON], key=key)
            people.append(person)
        for each in (rows, phones, emails, places):
            each.write()
        self._find_doubles(people, contacts)

    def _find_doubles(self, people, contacts):
        """A row is a new person because nobody has its phones and e-mails, if the rows are known by them: these ask no second time."""
        if {"phone", "email"} <= set(self.wish.keys or ALL_KEYS):
            contacts = dict.fromkeys(contacts, Contacts())
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
        for rows in (phones, emails, fresh):
            copy_in(rows)
        Address.objects.bulk_update(moved, marks.PLACE)
        self._note(plans, people, names)

    @staticmethod
    def _note(plans, people, names):
        """As Person.objects.note, together with what else changed of them."""
        contacts = Contacts.of(people)
        for person in people:
            person.describe_search(contacts[person.pk])
        Person.objects.bulk_update(people, sorted(names | {"search", "name_key"}))
        DuplicatePair.objects.find_for(people, contacts)
        opened = disputes.keep(people, contacts)
        for plan in plans:
            plan.disputes = len(opened.get(plan.person.pk, ()))

    # --- leads ----------------------------------------------------------------------------------------------------------

    def _leads(self, plans, now):
        """By the beginning that each one's channel has in the unit's process; several where sources differ."""
        by_stage = {}
        for plan in plans:
            source = self._source(plan)
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
        disputes.note_treatment([plan.person for plan in known])
        opened = disputes.look([plan.person.pk for plan, _ in pairs])
        for plan, source in pairs:
            self._tell(start, plan, source, opened.get(plan.person.pk, ()))
        self._tell_the_others(start, known)
        start.finish()

    def _lead(self, start, rows, plan, source, number, now):
        facts, said = plan.facts, {**USUAL, **plan.facts.lead}
        if not said["next_at"] or said["next_at"] < now:
            said["next_at"] = now + NEXT_CONTACT  # an open lead always has a next date (BEY-02)
        place = _completed(facts.address) if plan.place is None else plan.place
        key, person = uuid7(), plan.person
        lead = plan.lead = NewLead(key, str(key), number, person, place.get("district", ""), facts.arrived_at or now)
        detail = " · ".join(part for part in (source.name, lead.district, said["product"]) if part)
        plan.beginning = start.begin(uuid7(), person.name, detail, f"/leads/{number}/", channel=source.channel, lead=lead)
        values = [source.key, *(said[name] for name in KEPT), lead.district]
        rows.add(plan.beginning.key, number, key_of(person), source.channel, lead.created_at, *values, key=lead.key)
        plan.mark = marks.joined(plan.mark, marks.of_values([*values, self._seller and self._seller.pk]))

    def _tell(self, start, plan, source, opened):
        """`opened` are the disputes with other units that this opens (as identities.begin)."""
        key, plan.disputes = plan.beginning.key, len(opened)
        start.tell(key, "lead.taken_in", source.taken_in)
        for dispute in opened:
            ours = dispute.first_lead if dispute.first_unit_id == self.unit.pk else dispute.second_lead
            if ours == plan.lead.number:
                other, since = dispute.other(self.unit)
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

    @property
    def _seller(self):
        """A Consultor who gets them all is their second name from then on (PUR-35)."""
        if self.wish.spread != BulkImport.Spread.PERSON:
            return None
        if not hasattr(self, "_sells"):
            self._sells = Membership.objects.active().selling().filter(user=self.wish.holder).exists()
        return self.wish.holder if self._sells else None

    def _source(self, plan):
        """By its name in any writing; one that the unit does not have yet is made, of the channel of the usual one."""
        if self._sources is None:
            self._sources = {plain(source.name): Origin.of(source) for source in Source.objects.all()}
            self._sources[""] = Origin.of(self.wish.source)
        name = plain(plan.facts.source) if plan.facts.source else ""
        if name not in self._sources and len(self._sources) <= MOST_SOURCES:
            self._sources[name] = self._new_source(plan)
        return self._sources.get(name) or self._sources[""]

    def _new_source(self, plan):
        name = plan.facts.source
        made = Source.objects.create(slug=Source.objects.free_slug(name), name=name, channel=self.wish.source.channel)
        plan.made_source = str(made.pk)
        return Origin.of(made)

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
        rows.add(plan.number, plan.deed, name, plan.words, details, key_of(plan.person), key_of(plan.lead), plan.mark)
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
