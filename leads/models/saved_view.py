from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone

from purifikar.db.models import UnitModel, UnitQuerySet

MOST = 30


class SavedViewQuerySet(UnitQuerySet):
    def of(self, user):
        return self.filter(owner=user)

    def within_reach_of(self, user):
        """His own and those that others share, with whether it is the one that his list opens with; his own first."""
        default = DefaultView.objects.filter(user=user, view=OuterRef("pk"))
        found = self.filter(Q(owner=user) | Q(is_shared=True)).select_related("owner").annotate(is_default=Exists(default))
        return sorted(found.order_by(Lower("name"), "id")[: 4 * MOST], key=lambda view: view.owner_id != user.pk)

    def keep(self, name, query, *, by, is_shared=False):
        """Raises ValidationError when he has too many."""
        if self.of(by).count() >= MOST:
            raise ValidationError(f"Você já tem {MOST} vistas. Exclua uma antes.")
        return self.create(name=name, query=query, owner=by, is_shared=is_shared)


class SavedView(UnitModel):
    """Filters of the lead list under a name: somebody's own, or shared with the unit's team.

    `query` is the list's address; what no longer means anything in it filters nothing, so an old one never breaks.
    """

    name = models.CharField("nome", max_length=40)
    query = models.CharField(max_length=1000)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, related_name="+")
    is_shared = models.BooleanField("compartilhada com a equipe da unidade", default=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = "vista"
        constraints = [
            models.UniqueConstraint(
                "owner", Lower("name"), name="view_name_once", violation_error_message="Você já tem uma vista com esse nome."
            )
        ]
        indexes = [models.Index(fields=["id"], condition=Q(is_shared=True), name="view_shared")]

    def __str__(self):
        return self.name

    @property
    def address(self):
        return f"?{self.query}"

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
