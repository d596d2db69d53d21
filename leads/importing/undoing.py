"""Takes an import back: what nobody touched since goes, what somebody did stays, each with the reason."""

from collections import Counter as Tally
from time import monotonic
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from leads import identities
from leads.importing import marks
from leads.importing.plan import label_of
from leads.models import Address, BulkImport, DuplicatePair, Email, ImportRow, Lead, LeadFigure, Person, Phone, Source
from purifikar.db.copying import commit_unwaited
from tenants.models import Alarm, Assignment, Dispute, IdentityHash, OpenWork
from workflow.models import ArmedLimit, Event, Journey

BATCH = 500
State, Deed, Undone = BulkImport.State, ImportRow.Deed, ImportRow.Undone
# What hangs on them by their own making; anything else that does means that somebody works with them.
OF_PERSON = {"leads.phone", "leads.email", "leads.address", "leads.lead", "leads.importrow", "leads.duplicatepair"}
OF_LEAD = {"leads.importrow", "leads.leadfigure"}
ADDED = {"phone": (Phone, "number"), "email": (Email, "address")}
SOURCE = "origem:"  # in the tally, before the key of a source that it made
OF_JOURNEY = {"workflow.event", "workflow.armedlimit", "leads.lead"}


def undo(bulk_import, until):
    """False when the time is over before the rows are. The last rows go first, as they came last."""
    while monotonic() < until:
        with transaction.atomic():
            held = BulkImport.objects.filter(pk=bulk_import.pk, state=State.UNDOING, error="").select_for_update(skip_locked=True).first()
            if held is None:
                return True
            commit_unwaited()
            rows = list(_left(bulk_import)[:BATCH])
            if not rows:
                bulk_import.cursor = held.cursor
                _delete_sources(held.tally)
                bulk_import.finish(State.UNDONE)
                return True
            tally = Tally(held.tally) + Batch(rows).undo()
            bulk_import.settle(cursor=held.cursor + len(rows), tally=dict(tally))
    return False


def _delete_sources(tally):
    """Those that it made, unless somebody has used one since: leads, forms, integrations, deliveries, other imports."""
    made = {UUID(key.removeprefix(SOURCE)) for key in tally if key.startswith(SOURCE)}
    unused = made - _tied(Source, set(), made) if made else set()
    Source.objects.filter(pk__in=unused, form_is_open=False, old_secret="").delete()


def _left(bulk_import):
    """Rows that did something and are not undone yet."""
    return bulk_import.rows.really().filter(deed__in=ImportRow.DID, undone=Undone.NO).order_by("-number")


class Batch:
    """Some rows of one import, with what they made, held until the transaction ends. Journeys are locked first, as everywhere."""

    def __init__(self, rows):
        self.rows = rows
        leads = [row.lead_id for row in rows if row.lead_id]
        journeys = Journey.objects.filter(lead__in=leads).order_by("pk").select_for_update(no_key=True)
        list(journeys.values_list("pk", flat=True))
        self.leads = {lead.pk: lead for lead in Lead.objects.filter(pk__in=leads).select_related("journey")}
        people = Person.objects.filter(pk__in=[row.person_id for row in rows if row.person_id]).order_by("pk")
        self.people = {person.pk: person for person in people.select_for_update(of=["self"]).with_contacts()}

    def undo(self):
        kept = self._kept_leads()
        ended = {row.lead_id: row.person_id for row in self.rows if row.lead_id in self.leads and row.pk not in kept}
        self._delete_leads(list(ended))
        gone = [row for row in self.rows if row.deed == Deed.NEW and row.pk not in kept]
        kept |= self._kept_people(gone)
        removed = {row.person_id for row in gone if row.person_id in self.people and row.pk not in kept}
        self._delete_people(removed)
        identities.note_treatment([self.people[key] for key in set(ended.values()) - removed if key in self.people])
        kept |= self._take_back([row for row in self.rows if row.deed == Deed.UPDATED])
        for row in self.rows:
            row.undone, row.words = (Undone.KEPT, kept[row.pk][:300]) if row.pk in kept else (Undone.YES, row.words)
        ImportRow.objects.bulk_update(self.rows, ["undone", "words"])
        return Tally(row.undone for row in self.rows)

    # --- leads ----------------------------------------------------------------------------------------------------------

    def _kept_leads(self):
        """{row: why its lead stays}"""
        journeys = {lead.journey_id: lead.pk for lead in self.leads.values()}
        worked = set(Event.objects.filter(journey__in=journeys, by__isnull=False).exclude(kind="lead.again").values_list("journey", "at"))
        tied = _tied(Lead, OF_LEAD, self.leads) | {journeys[key] for key in _tied(Journey, OF_JOURNEY, journeys)}
        latest = {}
        for journey, at in worked:
            latest[journey] = max(at, latest.get(journey, at))
        kept = {}
        for row in self.rows:
            lead = self.leads.get(row.lead_id)
            if lead is None:
                continue
            mark = row.mark.partition(":")[2]
            if not lead.is_running or lead.journey.turn or lead.journey.attempts or latest.get(lead.journey_id, row.at) > row.at:
                kept[row.pk] = f"O lead {lead.code} já foi tratado."
            elif mark != marks.of_lead(lead):
                kept[row.pk] = f"O lead {lead.code} foi alterado."
            elif lead.pk in tied:
                kept[row.pk] = f"Há outros registros no lead {lead.code}."
        return kept

    def _delete_leads(self, keys):
        leads = Lead.objects.filter(pk__in=keys)
        self._end_disputes([self.leads[key].number for key in keys])
        journeys = list(leads.values_list("journey", flat=True))
        armed = ArmedLimit.objects.filter(journey__in=journeys)
        Alarm.objects.filter(unit=connection.tenant, subject__in=list(armed.values_list("pk", flat=True)))._raw_delete("default")
        OpenWork.objects.filter(unit=connection.tenant, subject__in=journeys)._raw_delete("default")
        Assignment.objects.filter(journey__in=journeys, look_at__isnull=False).update(look_at=None)
        ImportRow.objects.filter(lead__in=keys).update(lead=None)
        figures = LeadFigure.objects.filter(lead__in=keys)
        for rows in (armed, Event.objects.filter(journey__in=journeys), figures, leads, Journey.objects.filter(pk__in=journeys)):
            rows._raw_delete("default")

    @staticmethod
    def _end_disputes(numbers):
        """Nothing is left to decide between this unit and another (as a lead's end)."""
        unit = connection.tenant
        ours = Q(first_unit=unit, first_lead__in=numbers) | Q(second_unit=unit, second_lead__in=numbers)
        for dispute in Dispute.objects.open().filter(ours):
            Dispute.objects.lapse(unit, dispute.first_lead if dispute.first_unit_id == unit.pk else dispute.second_lead)

    # --- people ---------------------------------------------------------------------------------------------------------

    def _kept_people(self, rows):
        """{row: why its person stays}"""
        keys = {row.person_id for row in rows if row.person_id in self.people}
        tied = _tied(Person, OF_PERSON, keys)
        with_leads = set(Lead.objects.filter(person__in=keys).values_list("person", flat=True))
        kept = {}
        for row in rows:
            person = self.people.get(row.person_id)
            if person is None:
                continue
            if row.mark.partition(":")[0] != _mark(person):
                kept[row.pk] = f"Os dados do cliente {person.code} foram alterados."
            elif person.pk in with_leads:
                kept[row.pk] = f"O cliente {person.code} tem outro lead."
            elif person.pk in tied:
                kept[row.pk] = f"Há outros registros do cliente {person.code}."
        return kept

    @staticmethod
    def _delete_people(keys):
        ImportRow.objects.filter(person__in=keys).update(person=None)
        IdentityHash.objects.forget(connection.tenant, keys)
        DuplicatePair.objects.filter(first__in=keys)._raw_delete("default")
        DuplicatePair.objects.filter(second__in=keys)._raw_delete("default")
        for model in (Phone, Email, Address):
            model.objects.filter(person__in=keys)._raw_delete("default")
        Person.objects.filter(pk__in=keys)._raw_delete("default")

    def _take_back(self, rows):
        """What the rows changed becomes again what it was, unless somebody changed it since: {row: which stayed, in words}."""
        kept, added, people, places = {}, {Phone: set(), Email: set()}, {}, {}
        for row in rows:
            person = self.people.get(row.person_id)
            if person is None:
                kept[row.pk] = "O cliente não existe mais."
                continue
            stayed, address = [], person.address
            people[person.pk] = person
            for name, old, new in row.details.get("changes", []):
                if name in ADDED:
                    added[ADDED[name][0]].add((person.pk, new))
                    continue
                bearer, attribute = (address, name.removeprefix("address.")) if name.startswith("address.") else (person, name)
                if bearer is None or getattr(bearer, attribute) != new:
                    stayed.append(label_of(name))
                else:
                    setattr(bearer, attribute, old)
                    places |= {address.pk: address} if bearer is address else {}
            if stayed:
                kept[row.pk] = f"Alterado depois: {', '.join(stayed)}."
        self._write_back(added, people, places)
        return kept

    @staticmethod
    def _write_back(added, people, places):
        for model, column in ADDED.values():
            rows = model.objects.filter(person__in=people, **{f"{column}__in": [value for _, value in added[model]]})
            mine = [key for key, person, value in rows.values_list("pk", "person", column) if (person, value) in added[model]]
            model.objects.filter(pk__in=mine).delete()
        Person.objects.bulk_update(people.values(), ["name", "contact_name", "cpf", "cnpj", "notes"])
        empty = [key for key, address in places.items() if not any(getattr(address, name) for name in marks.PLACE)]
        Address.objects.bulk_update([address for key, address in places.items() if key not in empty], marks.PLACE)
        Address.objects.filter(pk__in=empty).delete()
        Person.objects.note(list(people.values()))


def _mark(person):
    address = person.address
    place = {name: getattr(address, name) for name in marks.PLACE} if address else None
    phones, emails = ([phone.number for phone in person.phones.all()], [email.address for email in person.emails.all()])
    return marks.of_person(person, phones, emails, place) if person.addresses.all().count() < 2 else ""


def _tied(model, own, keys):
    """Which of these have rows of other tables hanging on them, whatever tables there will be."""
    found = set()
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
            continue
        if relation.field.model._meta.label_lower in own:
            continue
        name = relation.field.attname
        found |= set(relation.field.model._base_manager.filter(**{f"{name}__in": list(keys)}).values_list(name, flat=True))
    return found
