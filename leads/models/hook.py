import hmac
import secrets

from django.db import models
from django.utils import timezone

from purifikar.db.models import UnitModel, UnitQuerySet

from .source import Source


def new_token():
    """Small letters and figures only: it may stand in an e-mail address, which servers write as they like."""
    return secrets.token_hex(12)


class HookQuerySet(UnitQuerySet):
    def open(self):
        return self.filter(is_active=True, source__is_active=True).select_related("source")


class Hook(UnitModel):
    """How another system hands leads to a source in a format of its own: an advertisement, a marketing tool, a mailbox (DIR-55).

    Most of these systems cannot sign: what proves them is the address, which nobody can guess, and the key where they have one.
    """

    class Kind(models.TextChoices):
        META = "meta", "Meta Lead Ads (Facebook e Instagram)"
        GOOGLE = "google", "Google Ads, formulário de lead"
        RD = "rd", "RD Station Marketing"
        JSON = "json", "Outro sistema, JSON"
        EMAIL = "email", "E-mail"

    source = models.ForeignKey(Source, models.CASCADE, related_name="hooks", verbose_name="origem")
    kind = models.CharField("formato", max_length=8, choices=Kind)
    is_active = models.BooleanField("em uso", default=True)
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    secret = models.CharField(max_length=120, blank=True)  # Meta: the app's, given by Meta; Google: the key that goes into the form
    verify_token = models.CharField(max_length=32, default=new_token, editable=False)  # what Meta says when it knocks first
    mapping = models.JSONField(default=dict, blank=True)  # JSON: our field → where it stands in theirs
    created_at = models.DateTimeField("criada em", default=timezone.now)

    objects = HookQuerySet.as_manager()

    class Meta:
        verbose_name = "integração"
        verbose_name_plural = "integrações"
        ordering = ["created_at"]

    def __str__(self):
        return f"{self.get_kind_display()} em {self.source}"

    def prepare(self):
        """What a new one of its kind needs before anybody fills anything in."""
        if self.kind == self.Kind.GOOGLE:
            self.secret = new_token()

    @property
    def is_mail(self):
        return self.kind == self.Kind.EMAIL

    def proves_meta(self, header, body):
        """Whether Meta's signature of the bytes is good; without the app's secret there is nothing to compare with."""
        made = "sha256=" + hmac.new(self.secret.encode(), body, "sha256").hexdigest()
        return not self.secret or hmac.compare_digest(made.encode(), header.encode(errors="replace"))

    def proves_google(self, key):
        return isinstance(key, str) and hmac.compare_digest(self.secret.encode(), key.encode(errors="replace"))
