from django.db import models, transaction
from django.utils import timezone

from purifikar.db.models import UnitModel

from .person import Person

_followers = []


def on_revocation(follow):
    """Lets an upper app act on a consent that was taken back, in the same transaction: `follow(consent)`."""
    if follow not in _followers:
        _followers.append(follow)


class Consent(UnitModel):
    """That a person allowed, or took back, one use of his data: which, how we know, since when and until when (LGPD art. 8)."""

    class Use(models.TextChoices):
        CALL = "ligar", "ligações"
        WHATSAPP = "whatsapp", "WhatsApp"
        EMAIL = "email", "e-mails"

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    use = models.CharField("para", max_length=10, choices=Use)
    wording = models.CharField("texto aceito ou origem", max_length=300)
    given_at = models.DateTimeField("desde", default=timezone.now)
    revoked_at = models.DateTimeField("até", null=True, blank=True)

    class Meta:
        verbose_name = "consentimento"
        ordering = ["given_at"]

    def __str__(self):
        return f"{self.get_use_display()} desde {self.given_at:%d/%m/%Y}"

    @transaction.atomic
    def revoke(self):
        """Taken back; that it was given stays to be seen."""
        self.revoked_at = self.revoked_at or timezone.now()
        self.save(update_fields=["revoked_at"])
        for follow in _followers:
            follow(self)
