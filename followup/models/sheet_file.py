from datetime import timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils import timezone

from purifikar.db.models import UnitModel, UnitQuerySet
from tenants.models import Errand

TASK = "followup.tasks.make_sheets"
KEPT_DAYS, MAILED_DAYS = 3, 15  # what was mailed may have to be sent again


class SheetFileQuerySet(UnitQuerySet):
    @transaction.atomic
    def ask(self, lines, *, title, by, reader=None):
        """All those sheets in one file, which a worker makes; `reader` gets it by e-mail when it is ready."""
        asked = self.create(title=title[:160], lines=lines, total=len(lines), by=by, reader=reader)
        Errand.objects.ask(TASK, asked.pk)
        return asked

    @transaction.atomic
    def keep_made(self, content, *, title, people, by):
        """One that was made at once, to go along with an e-mail."""
        kept = self.create(title=title[:160], people=[str(person.pk) for person in people], total=1, done=1, by=by)
        kept.keep(content, days=MAILED_DAYS)
        return kept

    def of_people(self, people):
        """Those that tell of any of these, and what is being made, of which nobody knows yet."""
        return self.filter(reduce(or_, (Q(people__contains=[str(person.pk)]) for person in people), Q(made_at=None)))

    def readable_by(self, user):
        return self.filter(Q(by=user) | Q(reader=user))

    def forget_expired(self):
        """The bytes go; that there was a file stays until its row is as old as a mail may wait."""
        self.filter(expires_at__lte=timezone.now()).exclude(key="").drop_files()
        return self.filter(at__lt=timezone.now() - timedelta(days=2 * MAILED_DAYS)).delete()[0]

    def drop_files(self):
        """The bytes go once the rows no longer name them."""
        keys = [key for key in self.values_list("key", flat=True) if key]
        self.update(key="", size=0, lines=[], people=[])
        transaction.on_commit(lambda: [default_storage.delete(key) for key in keys])
        return len(keys)


class SheetFile(UnitModel):
    """Visit sheets in one PDF, kept for some days: a batch that a worker makes, or what went along with an e-mail (BIM-52, BIM-53).

    `lines` are what is to be drawn (sheet_facts.sheets_of); `people` the keys of those who stand in it, by which erasure finds it.
    """

    title = models.CharField("fichas", max_length=160)
    lines = models.JSONField(default=list)
    people = models.JSONField(default=list)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=120, blank=True)
    size = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, related_name="+", verbose_name="pedidas por")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+", verbose_name="para")  # fmt: skip
    at = models.DateTimeField("pedidas em", default=timezone.now)
    made_at = models.DateTimeField("feitas em", null=True)
    expires_at = models.DateTimeField("guardadas até", null=True)

    objects = SheetFileQuerySet.as_manager()

    class Meta:
        verbose_name = "fichas de visita"
        ordering = ["-id"]

    def __str__(self):
        return self.title

    @property
    def is_ready(self):
        return bool(self.key) and self.expires_at > timezone.now()

    @property
    def is_waiting(self):
        return self.made_at is None and not self.error

    @property
    def mail_file(self):
        """As the outbox attaches it."""
        return {"key": self.key, "name": self.file_name, "type": "application/pdf"}

    @property
    def file_name(self):
        return f"fichas-{self.at:%Y-%m-%d}.pdf" if self.total > 1 else "ficha-de-visita.pdf"

    def note_progress(self, done):
        """How far it is; the piece shows that its worker lives."""
        SheetFile.objects.filter(pk=self.pk).update(done=done)
        Errand.objects.alive(TASK, self.pk)

    @transaction.atomic
    def keep(self, content, *, days=KEPT_DAYS):
        """The finished file. The bytes are written first, so that no row names bytes that are not there; in the place of those that a
        killed worker may have left behind without a row.
        """
        place = f"{connection.tenant.pk}/fichas/{self.pk}.pdf"
        default_storage.delete(place)
        self.key = default_storage.save(place, content)
        self.size, self.made_at, self.done = content.size, timezone.now(), self.total
        self.expires_at = self.made_at + timedelta(days=days)
        self.save(update_fields=["key", "size", "made_at", "expires_at", "done", "pages", "people"])
        Errand.objects.done(TASK, self.pk)

    @transaction.atomic
    def fail(self, words):
        """It could not be made, and another try would not help; whoever asked reads why."""
        self.error = words[:300]
        self.save(update_fields=["error"])
        Errand.objects.done(TASK, self.pk)

    def open(self):
        return default_storage.open(self.key)
