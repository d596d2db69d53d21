from django.conf import settings
from django.db import models
from django.utils import timezone

from purifikar.db.models import UnitModel


class ContactEvent(UnitModel):
    """Something that was done with a contact, by whom, and on whose authority: its history beside the pareceres."""

    class What(models.TextChoices):
        OPENED = "aberto", "contato criado"
        CHANGED = "alterado", "contato alterado"
        DATED = "data", "próxima data mudada"
        DONE = "feito", "retorno feito"
        HANDED = "passado", "responsável trocado"
        CLOSED = "encerrado", "contato encerrado"
        ASKED = "pedido", "reabertura pedida"
        REFUSED = "negado", "reabertura negada"
        REOPENED = "reaberto", "contato reaberto"
        CYCLE = "ciclo", "ciclo respondido"

    contact = models.ForeignKey("followup.Contact", models.CASCADE, related_name="events", db_index=False)
    what = models.CharField("o que houve", max_length=10, choices=What)
    words = models.CharField("palavras", max_length=400, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+")
    authorised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+")  # fmt: skip
    at = models.DateTimeField("quando", default=timezone.now)

    class Meta:
        verbose_name = "história do contato"
        ordering = ["-id"]
        indexes = [models.Index(fields=["contact", "-id"], name="contact_event_of")]

    def __str__(self):
        return f"{self.get_what_display()}: {self.words}"
