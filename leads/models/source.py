import hmac
import secrets
from datetime import timedelta
from itertools import count

from django.db import models
from django.utils import timezone
from django.utils.text import slugify

from purifikar.db.models import UnitModel, UnitQuerySet
from purifikar.db.prepared import prepared

OLD_SECRET_SERVES = timedelta(hours=24)  # so that the site can be switched over without losing a lead


def new_secret():
    return secrets.token_urlsafe(32)


def new_token():
    return secrets.token_urlsafe(9)


class SourceQuerySet(UnitQuerySet):
    def in_use(self):
        return self.filter(is_active=True)

    def behind(self, token):
        """The source in use whose door has that address, or None."""
        return next(iter(_behind(token)), None)

    def of_channel(self, channel):
        return self.filter(channel=channel)

    def usual(self, channel):
        """Where a lead comes from that somebody registers by hand, unless he says otherwise."""
        slug, name = Source.BY_HAND[channel]
        found = next(iter(_by_slug(slug)), None)
        return found or self.get_or_create(slug=slug, defaults={"name": name, "channel": channel})[0]

    def free_slug(self, name, *, but=()):
        """That name as an address that no other source has."""
        stem = slugify(name)[:34] or "origem"
        taken = {*but, *self.filter(slug__startswith=stem).values_list("slug", flat=True)}
        tried = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
        return next(slug for slug in tried if slug not in taken)


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
    old_secret = models.CharField(max_length=64, blank=True, default="", editable=False)
    old_secret_until = models.DateTimeField(null=True, editable=False)
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

    @property
    def takes_form(self):
        return self.is_active and self.form_is_open

    @property
    def old_secret_serves(self):
        return bool(self.old_secret) and timezone.now() < self.old_secret_until

    def change_secret(self):
        """A new secret; the one before goes on serving for a day."""
        self.old_secret, self.old_secret_until = self.secret, timezone.now() + OLD_SECRET_SERVES
        self.secret = new_secret()
        self.save(update_fields=["secret", "old_secret", "old_secret_until"])

    def sign(self, message):
        return _signature(self.secret, message)

    def signed(self, signature, message):
        """Whether one of its secrets made that signature of the bytes."""
        valid = [self.secret, self.old_secret] if self.old_secret_serves else [self.secret]
        return any(hmac.compare_digest(_signature(secret, message), signature) for secret in valid)


def _signature(secret, message):
    return hmac.new(secret.encode(), message, "sha256").hexdigest()


@prepared
def _behind(token):
    return Source.objects.in_use().filter(token=token)


@prepared
def _by_slug(slug):
    return Source.objects.filter(slug=slug)
