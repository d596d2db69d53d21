from datetime import timedelta

from celery import current_app
from django.db import connection, models
from django.utils import timezone

from purifikar.db.keys import uuid7
from tenants.soon import soon

from .unit import Unit

SILENCE = timedelta(seconds=60)  # longer than that without a sign of life: its worker is gone


class ErrandQuerySet(models.QuerySet):
    def ask(self, task, subject, *, unit=None):
        """Long work of the active unit, asked of a worker in the transaction of the deed that wants it."""
        unit = unit or connection.tenant
        self.update_or_create(task=task, subject=subject, defaults={"unit": unit, "alive_at": timezone.now()})
        # By name: a web process has not read the tasks, only a worker has.
        soon(current_app.signature(task), str(unit.pk), str(subject))

    def alive(self, task, subject):
        """In the transaction of a piece that is done."""
        self.filter(task=task, subject=subject).update(alive_at=timezone.now())

    def done(self, task, subject):
        self.filter(task=task, subject=subject).delete()

    def silent(self):
        """Not heard of for long, in units that answer."""
        return self.filter(alive_at__lt=timezone.now() - SILENCE, unit__in=Unit.objects.answering())

    def ask_again(self):
        """What a dead worker or a lost message left behind; gives how many."""
        found = list(self.silent()[:200])
        self.filter(pk__in=[errand.pk for errand in found]).update(alive_at=timezone.now())
        for errand in found:
            current_app.tasks[errand.task].delay(str(errand.unit_id), str(errand.subject))
        return len(found)


class Errand(models.Model):
    """Long work of a unit that a worker has in hand, such as an import: a row, so that the clock finds it when the worker dies.

    `task` takes the unit and the subject; `alive_at` is when a piece of it was last done. The row goes when the work is done.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey("tenants.Unit", models.CASCADE, related_name="errands")
    task = models.CharField(max_length=80)
    subject = models.UUIDField()
    alive_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = ErrandQuerySet.as_manager()

    class Meta:
        verbose_name = "tarefa longa"
        constraints = [models.UniqueConstraint(fields=["task", "subject"], name="errand_once")]

    def __str__(self):
        return self.task
