import secrets

from django.db import models

from purifikar.db.models import UnitModel, UnitQuerySet


def new_secret():
    return secrets.token_urlsafe(32)


def new_token():
    return secrets.token_urlsafe(9)


class SourceQuerySet(UnitQuerySet):
    def in_use(self):
        return self.filter(is_active=True)

    def of_channel(self, channel):
        return self.filter(channel=channel)

    def usual(self, channel):
        """Where a lead comes from that somebody registers by hand, unless he says otherwise."""
        slug, name = Source.BY_HAND[channel]
        return self.get_or_create(slug=slug, defaults={"name": name, "channel": channel})[0]


class Source(UnitModel):
    """Where leads come from: the site, an advertisement, an indication, the shop's door (DIR-55, DIR-56)."""

    class Channel(models.TextChoices):
        WEB = "web", "Web"
        FLOW = "fluxo", "Fluxo"

    BY_HAND = {Channel.WEB: ("rua", "Prospecção na rua"), Channel.FLOW: ("loja", "Atendido na loja")}

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField("nome", max_length=60)
    channel = models.CharField("canal", max_length=5, choices=Channel, default=Channel.WEB)
    is_active = models.BooleanField("em uso", default=True)
    token = models.CharField(max_length=24, unique=True, default=new_token, editable=False)  # in the address of its form and webhook
    secret = models.CharField(max_length=64, default=new_secret, editable=False)  # signs its webhook
    form_is_open = models.BooleanField("formulário público aberto", default=False)
    consent_text = models.CharField(
        "texto de consentimento", max_length=300, default="Concordo em ser contatado sobre purificadores de água."
    )

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = "origem"
        ordering = ["name"]

    def __str__(self):
        return self.name
