from django.db import connection, models, transaction

from tenants.models import OpenWork


class Urgent(models.Model):
    """A lead may be urgent, with the reason in its history; whoever says so stands in the day of those it concerns (PUR-16, PUR-45)."""

    class Meta:
        abstract = True

    @property
    def is_urgent(self):
        return self.journey.priority == OpenWork.Priority.URGENT

    @transaction.atomic
    def mark_urgent(self, words, *, by):
        self._prioritise(OpenWork.Priority.URGENT)
        self.journey.record("lead.urgent", by=by, words=words)

    @transaction.atomic
    def calm(self, *, by):
        self._prioritise(OpenWork.Priority.NORMAL)
        self.journey.record("lead.calm", by=by)

    def _prioritise(self, level):
        self.journey.priority = level
        self.journey.save(update_fields=["priority"])
        OpenWork.objects.filter(unit=connection.tenant, subject=self.journey_id).update(priority=level)
