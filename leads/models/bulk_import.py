"""A spreadsheet of people and leads on its way into the unit, and what became of each of its rows (BEY-15, field note 23)."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from purifikar.db.models import UnitModel, UnitQuerySet
from purifikar.lib.contact import plain
from tenants.models import Errand
from workflow.models import Counter, UnitFile

from .lead import Lead
from .person import Person
from .source import Source

TASK = "leads.tasks.work_on_import"
MOST_ATTEMPTS = 3
UNDO_DAYS = 30  # as of two people who were united; then the spreadsheet goes too
INTERRUPTED = "O servidor parou no meio, três vezes no mesmo lugar."


def fingerprint_of(headings):
    """The same for every file with those headings, however they are written: by it the unit's choice is remembered."""
    return hashlib.sha256("\n".join(plain(heading) for heading in headings).encode()).hexdigest()


class BulkImportQuerySet(UnitQuerySet):
    @transaction.atomic
    def begin(self, file, *, layout, headings, by, total=0):
        """An import of that file, with its columns still to be said; the file that was sent twice is one import."""
        made = {
            "number": Counter.next("importacao"),
            "layout": layout,
            "headings": headings,
            "fingerprint": fingerprint_of(headings),
            "total": total,
            "by": by,
        }
        return self.filter(file=file).first() or self.create(file=file, **made)

    def with_page(self):
        return self.select_related("file", "by", "source", "holder")

    def to_empty(self):
        """Those whose spreadsheet serves nothing any more: given up, never run, or run so long ago that it cannot be undone."""
        state, limit = BulkImport.State, timezone.now() - timedelta(days=UNDO_DAYS)
        over = Q(state__in=[state.DONE, state.UNDONE], finished_at__lt=limit)
        return self.filter(Q(state=state.DROPPED) | over | Q(state__in=BulkImport.WAITING, at__lt=limit), emptied_at=None)

    def forget_sheets(self):
        """Deletes the bytes of those; that they were imported, and what became of each row, stays. Gives how many."""
        due = list(self.to_empty().select_related("file", "by"))
        for each in due:
            each.empty()
        return len(due)

    def like(self, fingerprint):
        """The last one of a file with those headings, whose columns were said."""
        return self.filter(fingerprint=fingerprint).exclude(columns=[]).order_by("-number").first()


class BulkImport(UnitModel):
    """One file, from the upload to the undoing. A worker does what takes long; `cursor` is the last row that is settled.

    Each batch of rows, their results and the cursor are written in one transaction: killed anywhere and begun again, no row
    is done twice and none is left out. `error` says why it stands still.
    """

    class State(models.TextChoices):
        COLUMNS = "colunas", "escolher colunas"
        CHECKING = "conferindo", "conferindo"
        READY = "conferida", "pronta para importar"
        RUNNING = "importando", "importando"
        DONE = "importada", "importada"
        UNDOING = "desfazendo", "desfazendo"
        UNDONE = "desfeita", "desfeita"
        DROPPED = "descartada", "descartada"

    class Makes(models.TextChoices):
        LEADS = "leads", "pessoas com um lead para cada uma"
        PEOPLE = "pessoas", "só pessoas, sem lead"

    class Known(models.TextChoices):
        """What to do with a row whose person is known already."""

        FILL = "completar", "completar o que falta na pessoa"
        UPDATE = "atualizar", "atualizar a pessoa: vale o que está na planilha"
        LEAD = "novo_lead", "abrir mais um lead para a pessoa"
        SKIP = "pular", "pular a linha"

    class Spread(models.TextChoices):
        """Who gets the leads."""

        ROTATION = "rodizio", "quem a etapa escolher, como em qualquer lead"
        PERSON = "pessoa", "todos para uma pessoa"
        QUEUE = "fila", "ninguém: esperam na fila"

    WORKING = (State.CHECKING, State.RUNNING, State.UNDOING)
    WAITING = (State.COLUMNS, State.CHECKING, State.READY)  # nothing is written yet

    number = models.PositiveIntegerField("número", unique=True)
    file = models.OneToOneField(UnitFile, models.PROTECT, related_name="+", verbose_name="arquivo")
    state = models.CharField("situação", max_length=10, choices=State, default=State.COLUMNS)
    layout = models.JSONField(default=dict)
    headings = models.JSONField(default=list)
    fingerprint = models.CharField(max_length=64, db_index=True)
    columns = models.JSONField("colunas", default=list, blank=True)
    makes = models.CharField("o que cria", max_length=8, choices=Makes, default=Makes.LEADS)
    source = models.ForeignKey(Source, models.PROTECT, null=True, related_name="+", verbose_name="origem")
    known = models.CharField("pessoas já conhecidas", max_length=10, choices=Known, default=Known.FILL)
    keys = models.JSONField("reconhecer por", default=list, blank=True)
    spread = models.CharField("quem recebe", max_length=8, choices=Spread, default=Spread.ROTATION)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, blank=True, related_name="+", verbose_name="pessoa")  # fmt: skip
    area = models.CharField("DDD de quem não tem", max_length=2, blank=True)
    total = models.PositiveIntegerField(default=0)
    cursor = models.PositiveIntegerField(default=0)
    tally = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, related_name="+")
    at = models.DateTimeField("enviada em", default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    emptied_at = models.DateTimeField("planilha apagada em", null=True, editable=False)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")

    objects = BulkImportQuerySet.as_manager()

    class Meta:
        verbose_name = "importação"
        verbose_name_plural = "importações"
        ordering = ["-number"]

    def __str__(self):
        return f"importação {self.number}"

    @property
    def is_working(self):
        return self.state in self.WORKING and not self.error

    @property
    def is_stuck(self):
        return self.state in self.WORKING and bool(self.error)

    @property
    def may_choose_columns(self):
        return self.state in (self.State.COLUMNS, self.State.READY) or (self.state == self.State.CHECKING and self.is_stuck)

    @property
    def undo_until(self):
        return self.finished_at + timedelta(days=UNDO_DAYS)

    @property
    def is_too_old_to_undo(self):
        return self.finished_at is not None and timezone.now() >= self.undo_until

    @property
    def origin_words(self):
        """Where the data of its people came from, for the person's page and the LGPD."""
        return f"Importação {self.number}: {self.file.file_name}"[:120]

    def sheet_rows(self):
        """The file's rows, one after another, without the heading."""
        from leads.importing import sheets

        with self.file.open() as file:
            written = sheets.rows(file, sheets.Layout(**self.layout))
            next(written, None)
            yield from written

    # --- verbs of the pages ---------------------------------------------------------------------------------------------

    @transaction.atomic
    def check_later(self, choices):
        """The columns are said: a worker tries every row without writing anything of it."""
        if not self._go(self.WAITING, self.State.CHECKING, **choices):
            return False
        self.rows.filter(is_dry=True)._raw_delete(self.rows.db)
        return True

    @transaction.atomic
    def run_later(self):
        return self._go([self.State.READY], self.State.RUNNING, finished_at=None)

    @transaction.atomic
    def undo_later(self, *, by):
        return not self.is_too_old_to_undo and self._go([self.State.DONE], self.State.UNDOING, undone_by=by)

    @transaction.atomic
    def try_again(self):
        """What stood still goes on where it stopped."""
        again = type(self).objects.filter(pk=self.pk, state__in=self.WORKING).exclude(error="").update(error="", attempts=0)
        if again:
            Errand.objects.ask(TASK, self.pk)
        return bool(again)

    @transaction.atomic
    def drop(self, *, by):
        """Not imported after all; nothing of it was written but its own rows of the try."""
        waiting = type(self).objects.filter(pk=self.pk, state__in=self.WAITING)
        if waiting.update(state=self.State.DROPPED, finished_at=timezone.now()):
            self.rows.filter(is_dry=True)._raw_delete(self.rows.db)
            Errand.objects.done(TASK, self.pk)
            UnitFile.objects.filter(pk=self.file_id).update(removed_by=by, removed_at=timezone.now())

    def empty(self):
        """Its spreadsheet is deleted for good. One that nobody ran in all that time is dropped."""
        self.drop(by=self.by)
        try:
            self.file.open().close()  # which refuses a key outside of the unit's folder
            default_storage.delete(self.file.key)
        except FileNotFoundError:
            pass
        type(self).objects.filter(pk=self.pk).update(emptied_at=timezone.now())

    def _go(self, before, after, **facts):
        """One of two who press the button at once; the other changes nothing."""
        mine = type(self).objects.filter(pk=self.pk, state__in=before)
        keep = {} if after == self.State.UNDOING else {"tally": {}}
        went = mine.update(state=after, cursor=0, attempts=0, error="", **keep, **facts)
        if went:
            Errand.objects.ask(TASK, self.pk)
            self.refresh_from_db()
        return bool(went)

    # --- verbs of the worker --------------------------------------------------------------------------------------------

    def begin_attempt(self):
        """Counted before the work begins: a row that kills its worker is given up after a few tries."""
        if self.attempts >= MOST_ATTEMPTS:
            self.stop(INTERRUPTED)
            return False
        type(self).objects.filter(pk=self.pk).update(attempts=models.F("attempts") + 1)
        return True

    @transaction.atomic
    def stop(self, words):
        """It stands still until somebody says what to do."""
        type(self).objects.filter(pk=self.pk).update(error=str(words)[:300])
        Errand.objects.done(TASK, self.pk)

    def settle(self, *, cursor, tally, total=None):
        """How far it is, in the transaction of the rows that were done."""
        self.cursor, self.tally, self.attempts = cursor, tally, 0
        self.total = max(self.total, total or 0)
        self.save(update_fields=["cursor", "tally", "attempts", "total"])
        Errand.objects.alive(TASK, self.pk)

    def finish(self, state, **facts):
        """In the transaction of the last rows."""
        self.state, self.error = state, ""
        for name, value in facts.items():
            setattr(self, name, value)
        self.save(update_fields=["state", "error", *facts])
        Errand.objects.done(TASK, self.pk)


class ImportRowQuerySet(UnitQuerySet):
    def tried(self):
        return self.filter(is_dry=True)

    def really(self):
        return self.filter(is_dry=False)

    def forget(self, person):
        """Nothing that the rows say of that person stays (LGPD); that they were imported does."""
        return self.filter(person=person).update(name="", details={}, words="")


class ImportRow(UnitModel):
    """What a row of the spreadsheet would do (`is_dry`) or did, and what became of it when the import was undone."""

    class Deed(models.TextChoices):
        NEW = "novo", "pessoa nova"
        LEAD = "lead", "novo lead de quem já é conhecido"
        UPDATED = "atualizado", "pessoa atualizada"
        SAME = "igual", "nada a mudar"
        SKIPPED = "pulado", "pulada"
        REPEATED = "repetido", "repetida na planilha"
        REFUSED = "recusado", "recusada"

    class Undone(models.TextChoices):
        NO = "", ""
        YES = "desfeito", "desfeita"
        KEPT = "mantido", "mantida"

    DID = (Deed.NEW, Deed.LEAD, Deed.UPDATED)

    bulk_import = models.ForeignKey(BulkImport, models.CASCADE, related_name="rows", db_index=False)
    is_dry = models.BooleanField(default=False)
    number = models.PositiveIntegerField("linha")
    deed = models.CharField("resultado", max_length=10, choices=Deed)
    name = models.CharField(max_length=120, blank=True)
    words = models.CharField("motivo", max_length=300, blank=True)
    details = models.JSONField(default=dict)  # changes: [[field, old, new]]; errors: [[column, words]]
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="import_rows")
    lead = models.ForeignKey(Lead, models.SET_NULL, null=True, related_name="import_rows")
    mark = models.CharField(max_length=32, blank=True)  # of what was written, to see at the undoing whether somebody changed it
    at = models.DateTimeField(default=timezone.now)
    undone = models.CharField(max_length=8, choices=Undone, default=Undone.NO, blank=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = "linha importada"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["bulk_import", "is_dry", "number"], name="import_row_once")]

    def __str__(self):
        return f"linha {self.number} da {self.bulk_import}"
