from django.conf import settings
from django.db import models
from django.utils import timezone

from .membership import Membership
from .user import User


class MorningQuerySet(models.QuerySet):
    def due(self, now):
        return self.filter(next_at__lte=now)

    def missing(self):
        """Everybody who may sign in somewhere and has no row yet."""
        members = Membership.objects.active().values("user")
        return User.objects.filter(pk__in=members).exclude(pk__in=self.values("user"))

    def claim(self, now):
        """The morning due longest that no other worker has in hand, locked until the transaction ends; None without any."""
        return self.due(now).order_by("next_at").select_for_update(of=["self"], skip_locked=True).select_related("user").first()


class Morning(models.Model):
    """When a person's next "Seu dia na Purifikar" is due: one row a person, claimed like an alarm and moved on in the mail's transaction."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    objects = MorningQuerySet.as_manager()

    class Meta:
        verbose_name = "resumo da manhã"
        indexes = [models.Index(fields=["next_at"], name="morning_due")]

    def __str__(self):
        return f"{self.user} às {self.next_at:%d/%m %H:%M}"

    def move_on(self, moment, *, sent):
        self.next_at = moment
        self.sent_at = timezone.now() if sent else self.sent_at
        self.save(update_fields=["next_at", "sent_at"])
