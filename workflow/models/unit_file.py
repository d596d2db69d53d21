from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import IntegrityError, OperationalError, connection, models, transaction
from django.utils import timezone

from purifikar.db.keys import uuid7
from purifikar.db.models import UnitModel, UnitQuerySet, WrongUnit
from purifikar.lib.filetypes import clean_name

from .counter import Counter

A_DAY = timedelta(days=1)
IMPORT = "importacao"  # a spreadsheet of people: kept for its import, never shown among the documents
ATTACHMENT = "anexo"  # of a request: only on its page
PICTURE = "imagem"  # of a product, or the unit's logo: shown where it belongs
HIDDEN = (IMPORT, ATTACHMENT, PICTURE)


class UnitFileQuerySet(UnitQuerySet):
    def kept(self):
        return self.filter(removed_at=None).exclude(kind__in=HIDDEN)

    def removed(self):
        return self.exclude(removed_at=None).exclude(kind__in=HIDDEN)

    def of_kind(self, kind):
        return self.filter(kind=kind)

    def older_than(self, number):
        return self.filter(number_in_unit__lt=number).order_by("-number_in_unit")

    def newer_than(self, number):
        """Oldest first: those that stand next to that number."""
        return self.filter(number_in_unit__gt=number).order_by("number_in_unit")

    def with_people(self):
        return self.select_related("by", "removed_by")

    def keep(self, upload, found, *, title, kind, by, receipt=None):
        """Stores an upload whose FileType was found by its content, and notes it in the unit.

        The bytes are written first, the row commits after: no row ever names bytes that are not there. `durable` makes
        this transaction the outermost one, so whatever undoes the row is seen here and takes the bytes along; a process
        killed in between leaves bytes that no row names, and `sweep` deletes them a day later. The same receipt brings
        the same document, however often the form is sent.
        """
        name = clean_name(upload.name)
        facts = {"title": title or name, "kind": kind, "file_name": name, "content_type": found.content_type, "size": upload.size}
        try:
            with _bytes_of(upload) as key, transaction.atomic(durable=True):
                return self.create(id=receipt or uuid7(), number_in_unit=Counter.next("documento"), key=key, by=by, **facts)
        except IntegrityError:
            if first := self.filter(pk=receipt, by=by).first():
                return first
            raise

    def sweep(self, *, older_than=A_DAY):
        """Deletes the bytes in the unit's folder that no row names; young ones may belong to a row about to commit."""
        folder, limit, swept = _folder(), timezone.now() - older_than, 0
        if not default_storage.exists(folder):
            return swept
        keys = {f"{folder}/{name}" for name in default_storage.listdir(folder)[1]}
        for key in keys.difference(self.values_list("key", flat=True)):
            if default_storage.get_modified_time(key) < limit:
                default_storage.delete(key)
                swept += 1
        return swept


class UnitFile(UnitModel):
    """A document of the unit: its bytes lie under the unit's key, and only a view that finds this row hands them out."""

    class Kind(models.TextChoices):
        CONTRACT = "contrato", "Contrato"
        LICENCE = "alvara", "Alvará ou licença"
        MANUAL = "manual", "Manual ou treinamento"
        PRICES = "tabela", "Tabela de preços"
        OTHER = "outro", "Outro"

    number_in_unit = models.PositiveIntegerField("número", unique=True)
    title = models.CharField("título", max_length=120)
    kind = models.CharField("tipo", max_length=10, choices=Kind, default=Kind.OTHER)
    file_name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField("tamanho")
    key = models.CharField(max_length=120, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, related_name="+")
    at = models.DateTimeField("guardado em", auto_now_add=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    objects = UnitFileQuerySet.as_manager()

    class Meta:
        verbose_name = "documento da unidade"
        ordering = ["-number_in_unit"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(removed_by=None, removed_at=None) | models.Q(removed_by__isnull=False, removed_at__isnull=False),
                name="unit_file_removed_pair",
            )
        ]

    def __str__(self):
        return self.title

    @property
    def is_removed(self):
        return self.removed_at is not None

    def open(self):
        """The bytes, to be read. Raises WrongUnit when the key leads out of the active unit's folder."""
        if not self.key.startswith(f"{_folder()}/"):
            raise WrongUnit(f"{self.key} does not lie in the folder of {connection.schema_name}.")
        return default_storage.open(self.key)

    def remove(self, *, by):
        """Out of sight; who and when is noted, and the bytes stay, so it can be undone."""
        self._note_removal(UnitFile.objects.kept(), by, timezone.now())

    def restore(self):
        self._note_removal(UnitFile.objects.removed(), None, None)

    def _note_removal(self, those, by, at):
        those.filter(pk=self.pk).update(removed_by=by, removed_at=at)
        self.refresh_from_db(fields=["removed_by", "removed_at"])


def _folder():
    """Each unit has a folder of its own, under its key and not its schema's or address's name: those may change."""
    return str(connection.tenant.pk)


@contextmanager
def _bytes_of(upload):
    """Writes the upload under a name of our own, and takes it away again when what follows fails.

    A connection lost at the COMMIT leaves it open whether the row is there: then the bytes stay, and `sweep` decides.
    """
    key = default_storage.save(f"{_folder()}/{uuid7()}", upload)
    try:
        yield key
    except OperationalError:
        raise
    except BaseException:
        default_storage.delete(key)
        raise
