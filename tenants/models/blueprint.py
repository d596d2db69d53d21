from django.db import models


class Blueprint(models.Model):
    """The SQL that brings a unit's schema from one release to another, recorded once and replayed for every other unit.

    `key` names both ends and the migrations' text, so that an edited migration never replays old SQL.
    """

    key = models.CharField(max_length=64, primary_key=True)
    statements = models.JSONField()
    applied = models.JSONField()  # [[app, migration], …] to note in the unit's django_migrations
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "molde de esquema"

    def __str__(self):
        return f"{self.key[:12]} ({len(self.statements)})"
