from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone

from leads.renaming import tell_renamed
from purifikar.db.models import UnitModel, UnitQuerySet
from workflow.models import Event

from .person import Address, Person

UNDO_DAYS = 30
FIELDS = ("name", "kind", "contact_name", "cpf", "cnpj", "data_origin", "notes")
# Keys that tell of the two themselves and so never go from one to the other; every other one does, also of a table made tomorrow.
STAYING = {"leads.merge.winner", "leads.merge.loser", "leads.duplicatepair.first", "leads.duplicatepair.second"}


def ties():
    """{name: the foreign key} of everything that hangs on a person, found in the models themselves."""
    relations = [
        each.field for each in Person._meta.get_fields(include_hidden=True) if each.auto_created and (each.one_to_many or each.one_to_one)
    ]
    found = {f"{field.model._meta.label_lower}.{field.name}": field for field in relations}
    return {name: field for name, field in found.items() if name not in STAYING}


class MergeQuerySet(UnitQuerySet):
    def standing(self):
        return self.filter(undone_at=None)

    def of(self, person):
        """Those of which this person came out, the newest first."""
        return self.filter(winner=person).select_related("loser", "by", "undone_by").order_by("-id")

    @transaction.atomic
    def unite(self, winner, loser, *, by, taking=(), joins_notes=False):
        """One person out of two: everything of `loser` goes to `winner`, who takes those of its FIELDS named in `taking`.

        All or nothing. Of two at once the second waits, and is told who was quicker.
        """
        winner, loser = _held(winner, loser)
        for person in (winner, loser):
            self._refuse_merged(person)
        kept = {"winner": _facts(winner), "loser": _facts(loser), "inactive_at": loser.inactive_at and loser.inactive_at.isoformat()}
        for name in taking:
            setattr(winner, name, getattr(loser, name))
        if joins_notes:
            winner.notes = "\n\n".join(filter(None, (kept["winner"]["notes"], loser.notes)))
        kept["moved"] = {name: moved for name, field in ties().items() if (moved := _move(field, loser, winner))}
        loser.inactive_at, loser.merged_into = loser.inactive_at or timezone.now(), winner
        loser.save(update_fields=["inactive_at", "merged_into"])
        winner.save(update_fields=FIELDS)
        kept["after"] = _facts(winner)
        merge = self.create(winner=winner, loser=loser, by=by, kept=kept)
        merge.tell("lead.merged", by=by, people=[winner])
        Person.objects.note([winner, loser])
        return merge

    def _refuse_merged(self, person):
        if person.merged_into_id:
            last = self.standing().filter(loser=person).select_related("by", "winner").last()
            raise ValidationError(
                f"{person.code} já foi unida a {last.winner.code} por {last.by}, em {timezone.localtime(last.at):%d/%m às %H:%M}.",
                code="merged",
            )


class Merge(UnitModel):
    """Two records of one person made one, by whom, and what it takes to make them two again within 30 days (field note 6).

    `kept` has the facts of both before, what moved by table, and the winner's facts after; {} once one of them was erased.
    """

    winner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    loser = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, related_name="+")
    at = models.DateTimeField("unidas em", default=timezone.now)
    kept = models.JSONField(default=dict)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = "união de cadastros"
        constraints = [
            models.UniqueConstraint(fields=["loser"], condition=Q(undone_at=None), name="merged_once"),
            models.CheckConstraint(
                condition=Q(undone_by=None, undone_at=None) | Q(undone_by__isnull=False, undone_at__isnull=False),
                name="merge_undone_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.loser.code} em {self.winner.code}"

    @property
    def undo_until(self):
        return self.at + timedelta(days=UNDO_DAYS)

    @property
    def may_be_undone(self):
        return self.undone_at is None and bool(self.kept) and timezone.now() < self.undo_until

    @transaction.atomic
    def undo(self, *, by):
        """The two as they were, and what came along back where it came from. Raises ValidationError with all that stands against it."""
        winner, loser = _held(self.winner, self.loser)
        self.refresh_from_db(fields=["undone_at", "undone_by", "kept"])
        if against := self._against(winner, loser):
            raise ValidationError(against)
        for name, keys in self.kept["moved"].items():
            field = ties()[name]
            field.model._base_manager.filter(pk__in=keys).update(**{field.name: loser})
        for name, value in self.kept["winner"].items():
            setattr(winner, name, value)
        winner.save(update_fields=FIELDS)
        loser.inactive_at, loser.merged_into = self.kept["inactive_at"], None
        loser.save(update_fields=["inactive_at", "merged_into"])
        loser.refresh_from_db(fields=["inactive_at"])
        self.undone_by, self.undone_at = by, timezone.now()
        self.save(update_fields=["undone_by", "undone_at"])
        self.tell("lead.unmerged", by=by, people=[winner, loser])
        Person.objects.note([winner, loser])

    def _against(self, winner, loser):
        """What has changed since, in words; nothing when it can be undone."""
        if self.undone_at:
            return [f"Já foi desfeita por {self.undone_by}, em {timezone.localtime(self.undone_at):%d/%m às %H:%M}."]
        if not self.kept:
            return ["Os dados de antes foram eliminados a pedido do titular; esta união não se desfaz mais."]
        if timezone.now() >= self.undo_until:
            return [f"Passaram os {UNDO_DAYS} dias em que dava para desfazer."]
        if winner.merged_into_id:
            return [f"{winner.code} foi unida depois a {winner.merged_into.code}. Desfaça primeiro aquela união."]
        return [*_changed(winner, self.kept["after"]), *_changed(loser, self.kept["loser"]), *self._gone(winner)]

    def _gone(self, winner):
        """Rows that came along and are not with the winner any more."""
        for name, keys in self.kept["moved"].items():
            field = ties().get(name)
            gone = len(keys) - (field.model._base_manager.filter(pk__in=keys, **{field.name: winner}).count() if field else 0)
            if gone:
                what = field.model._meta.verbose_name if field else name
                yield f"Não está mais em {winner.code} o que veio junto: {what} ({gone})."

    def tell(self, kind, *, by, people):
        """In the history of every lead of theirs, and under the name that each lead's person has now."""
        details = {"winner": self.winner.code, "loser": self.loser.code}
        events = []
        for person in people:
            for lead in person.leads.select_related("journey__version__process", "journey__stage", "journey__holder", "source"):
                events.append(Event(journey_id=lead.journey_id, kind=kind, by=by, details=details))
                lead.person = person
                if lead.journey.title != str(person):
                    lead.describe()
        Event.objects.bulk_create(events)
        tell_renamed(people)


def _held(winner, loser):
    """Both as they stand now, locked in the order of their keys."""
    if winner.pk == loser.pk:
        raise ValidationError("É o mesmo cadastro. Escolha dois.", code="same")
    held = {person.pk: person for person in Person.objects.select_for_update().filter(pk__in=[winner.pk, loser.pk]).order_by("pk")}
    return held[winner.pk], held[loser.pk]


def _facts(person):
    return {name: getattr(person, name) for name in FIELDS}


def _changed(person, then):
    for name, value in then.items():
        if getattr(person, name) != value:
            yield f"Em {person.code}, {Person._meta.get_field(name).verbose_name} mudou depois da união."


def _move(field, loser, winner):
    """Hangs the rows of one table onto the winner: [keys]. What the winner has already stays where it is, inactive with the loser."""
    rows = list(field.model._base_manager.filter(**{field.name: loser}).order_by("pk"))
    if field.model is Address:
        known = {_place(address) for address in winner.addresses.all()}
        rows = [row for row in rows if _place(row) not in known]
    moved = []
    for row in rows:
        try:
            with transaction.atomic():
                field.model._base_manager.filter(pk=row.pk).update(**{field.name: winner})
        except IntegrityError as twice:
            if "unique" not in str(twice):
                raise
        else:
            moved.append(str(row.pk))
    return moved


def _place(address):
    return tuple(getattr(address, field.name) for field in Address._meta.concrete_fields if field.name not in ("id", "person"))
