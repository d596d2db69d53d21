from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone

from purifikar.db.models import UnitModel, UnitQuerySet
from purifikar.db.prepared import prepared
from tenants.models import TeamPlace

MOST = 30


class SavedViewQuerySet(UnitQuerySet):
    def of(self, user):
        return self.filter(owner=user)

    def within_reach_of(self, user):
        """His own and those that others share with his teams or with all, with whether his list opens with it; his own first."""
        return sorted(_within_reach_of(user.pk), key=lambda view: view.owner_id != user.pk)

    def keep(self, name, query, *, by, is_shared=False, team=None):
        """Raises ValidationError when he has too many."""
        if self.of(by).count() >= MOST:
            raise ValidationError(f"Você já tem {MOST} vistas. Exclua uma antes.")
        return self.create(name=name, query=query, owner=by, is_shared=is_shared, team=team)


class SavedView(UnitModel):
    """Filters of the lead list under a name: somebody's own, or shared with one of his teams or with the whole unit.

    `query` is the list's address; what no longer means anything in it filters nothing, so an old one never breaks.
    """

    name = models.CharField("nome", max_length=40)
    query = models.CharField(max_length=1000)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, related_name="+")
    is_shared = models.BooleanField("compartilhada com toda a unidade", default=False)
    team = models.ForeignKey(
        "tenants.Team", models.DO_NOTHING, db_constraint=False, null=True, blank=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = "vista"
        constraints = [
            models.UniqueConstraint(
                "owner", Lower("name"), name="view_name_once", violation_error_message="Você já tem uma vista com esse nome."
            )
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(is_shared=True), name="view_shared"),
            models.Index(fields=["team"], condition=Q(team__isnull=False), name="view_of_team"),
        ]

    def __str__(self):
        return self.name

    @property
    def address(self):
        return f"?{self.query}"

    @property
    def seen_by(self):
        """Who else sees it, in words; nothing for nobody, also when its team is gone."""
        return "toda a unidade" if self.is_shared else f"equipe {self.team}" if self.team else ""

    def may_be_changed_by(self, user):
        return self.owner_id == user.pk

    @transaction.atomic
    def open_by_default(self, user):
        """The list begins with it, for that person."""
        DefaultView.objects.update_or_create(user=user, defaults={"view": self})

    def no_default(self, user):
        DefaultView.objects.filter(user=user, view=self).delete()


class DefaultView(UnitModel):
    """With which view a person's list begins."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, related_name="+")
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "vista inicial"

    def __str__(self):
        return f"{self.user_id}: {self.view_id}"


@prepared
def _within_reach_of(user):
    default = DefaultView.objects.filter(user=user, view=OuterRef("pk"))
    teams = TeamPlace.objects.filter(membership__user=user).values("team")
    found = SavedView.objects.filter(Q(owner=user) | Q(is_shared=True) | Q(team__in=teams))
    return found.select_related("owner", "team").annotate(is_default=Exists(default)).order_by(Lower("name"), "id")[: 4 * MOST]
