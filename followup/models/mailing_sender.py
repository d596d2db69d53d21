from dataclasses import asdict, dataclass

from django.db import connection, models

from purifikar.db.models import UnitModel
from tenants.models import Network


class Company(models.TextChoices):
    """Who is responsible for a mailing (BIM-57)."""

    UNIT = "unidade", "a unidade"
    NETWORK = "franqueadora", "a Franqueadora"


class MailingSender(UnitModel):
    """As whom this unit writes to its customers: one row, made when somebody changes it."""

    only = models.BooleanField(default=True, unique=True, editable=False)
    name = models.CharField("nome de quem envia", max_length=80, blank=True)
    reply_to = models.EmailField("responder para", blank=True)
    signature = models.TextField("assinatura", max_length=1000, blank=True)

    class Meta:
        verbose_name = "remetente dos envios"
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="mailing_sender_only")]

    def __str__(self):
        return self.name or "remetente"

    @classmethod
    def current(cls):
        return cls.objects.first() or cls()


@dataclass(frozen=True)
class Sender:
    """A company as its mails name it."""

    name: str
    reply_to: str
    signature: str
    legal: str  # who it is, at the foot of the mail

    def as_dict(self):
        return asdict(self)


def sender_of(company, *, by=None):
    """The unit's or the Franqueadora's; what nobody filled in is what is known of it anyway."""
    unit, person = connection.tenant, by.email if by else ""
    if company == Company.NETWORK:
        network = Network.get()
        name = network.sender_name or network.name
        return Sender(name, network.sender_reply_to or person, network.sender_signature or name, network.name)
    own = MailingSender.current()
    name, place = own.name or f"Purifikar {unit.name}", f"{unit.city}/{unit.uf}"
    legal = " · ".join(filter(None, (unit.legal_name, place)))
    return Sender(name, own.reply_to or unit.email or person, own.signature or f"Purifikar {unit.name}", legal)
