from django.conf import settings
from django.db import models


class Turn(models.Model):
    """When a person last had his turn in a centre: the longest ago is the next."""

    centre = models.ForeignKey("tenants.Centre", models.CASCADE, related_name="turns")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        verbose_name = "vez"
        constraints = [models.UniqueConstraint(fields=["centre", "user"], name="turn_once")]

    def __str__(self):
        return f"{self.user} em {self.centre_id}"
