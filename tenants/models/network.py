from django.db import models


class Network(models.Model):
    """What holds for the whole network: one row, the account of the Franqueadora (FOL-24)."""

    only = models.BooleanField(primary_key=True, default=True, editable=False)
    name = models.CharField("nome", max_length=120, default="Purifikar Franqueadora")
    store_flow_allowed = models.BooleanField(
        "fluxo de loja liberado na rede",
        default=False,
        help_text="Depois de liberado aqui, cada unidade do Processo 2 pode ligar o fluxo de loja nas suas configurações.",
    )
    # As whom mailings go out that a unit sends in the name of the Franqueadora (BIM-57).
    sender_name = models.CharField("nome de quem envia", max_length=80, blank=True, default="", db_default="")
    sender_reply_to = models.EmailField("responder para", blank=True, default="", db_default="")
    sender_signature = models.TextField("assinatura", max_length=1000, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "rede"
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="network_is_one")]

    def __str__(self):
        return self.name

    @classmethod
    def get(cls):
        """The network's row, made at the first call."""
        return cls.objects.get_or_create(only=True)[0]
