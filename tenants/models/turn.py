from django.conf import settings
from django.db import connection, models
from django.db.models import Q

from purifikar.db.together import wait_with

TAKE = """UPDATE tenants_turn SET credit = credit + due.share, taken_at = coalesce(due.moment, taken_at)
 FROM unnest(%s::bigint[], %s::float8[], %s::timestamptz[]) AS due (id, share, moment) WHERE tenants_turn.id = due.id"""


class TurnQuerySet(models.QuerySet):
    def take(self, winner, shares, now):
        """Writes one turn into the accounts: {turn: its due share of it}; the winner pays the whole. Their rows are locked."""
        due = [(turn.pk, share - (turn == winner), now if turn == winner else None) for turn, share in shares.items()]
        columns = [list(column) for column in zip(*due, strict=True)]
        if not wait_with(TAKE, columns):
            with connection.cursor() as cursor:
                cursor.execute(TAKE, columns)

    def within(self, centre, unit):
        """Of everybody who takes turns there: the unit's own people and those of the Franqueadora."""
        return self.filter(Q(unit=unit) | Q(unit=None), centre=centre)


class Turn(models.Model):
    """A person's account in the rotation of a centre: when he last had his turn, and what is due to him (workflow/fair_share.py).

    People of a unit have one in each unit, people of the Franqueadora one for all units. Whoever gives out a lead locks the
    rows of the place first, so two at once never take the same turn.
    """

    centre = models.ForeignKey("tenants.Centre", models.CASCADE, related_name="turns")
    unit = models.ForeignKey("tenants.Unit", models.CASCADE, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    taken_at = models.DateTimeField(null=True)
    credit = models.FloatField("a receber", default=0)

    objects = TurnQuerySet.as_manager()

    class Meta:
        verbose_name = "vez"
        constraints = [models.UniqueConstraint(fields=["centre", "unit", "user"], name="turn_once", nulls_distinct=False)]

    def __str__(self):
        return f"{self.user} em {self.centre_id}"
