from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from purifikar.db.keys import uuid7
from purifikar.lib.links import network_url
from tenants import roles

from .membership import Membership
from .outbox import Mail
from .user import User

SIGNER = TimestampSigner(salt="tenants.invitation")


class InvitationQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(accepted_at=None, withdrawn_at=None)

    def of_place(self, unit):
        return self.filter(unit=unit)

    def by_token(self, token):
        """The invitation that a link carries. Raises DoesNotExist for a forged, expired, replaced or used link."""
        try:
            key = SIGNER.unsign(token, max_age=timedelta(days=settings.INVITATION_DAYS))
        except BadSignature as bad:
            raise self.model.DoesNotExist from bad
        pk, _, turn = key.partition(".")
        return self.waiting().get(pk=pk, turn=turn)

    @transaction.atomic
    def invite(self, *, email, name, role, by, unit=None, **switches):
        """Asks somebody in by e-mail; asking again replaces the earlier link."""
        email = email.strip().lower()
        self.waiting().filter(email=email, unit=unit).update(withdrawn_at=timezone.now())
        invitation = self.create(email=email, name=name, role=role, unit=unit, by=by, **switches)
        invitation.send()
        return invitation


class Invitation(models.Model):
    """A way in for somebody: to a unit or to the Franqueadora, with a role, by a link in an e-mail instead of a first password."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey("tenants.Unit", models.CASCADE, null=True, blank=True, related_name="invitations", verbose_name="unidade")
    email = models.EmailField("e-mail")
    name = models.CharField("nome", max_length=120)
    role = models.CharField("papel", max_length=12, choices=roles.ROLE_CHOICES)
    receives_web_leads = models.BooleanField("recebe leads da web", default=True)
    creates_flow_leads = models.BooleanField("cria leads de fluxo", default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("convidado em", default=timezone.now)
    turn = models.PositiveSmallIntegerField(default=1)  # sent again: the links of earlier turns are dead
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "convite"
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["email", "unit"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="invitation_waiting_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self):
        return f"{self.name} <{self.email}>"

    @property
    def place_name(self):
        return self.unit.name if self.unit_id else "Franqueadora"

    @property
    def token(self):
        return SIGNER.sign(f"{self.pk}.{self.turn}")

    @property
    def expires_at(self):
        return self.at + timedelta(days=settings.INVITATION_DAYS)

    @property
    def expires_on(self):
        return timezone.localdate(self.expires_at)

    @property
    def is_expired(self):
        return self.expires_at < timezone.now()

    def send(self):
        link = settings.PUBLIC_URL + network_url("invitation", self.token)
        text = render_to_string("tenants/email/invitation.txt", {"invitation": self, "link": link, "days": settings.INVITATION_DAYS})
        Mail.objects.write(
            to=self.email, subject=f"Seu acesso ao Purifikar: {self.place_name}", text=text, kind="convite", unit=self.unit, secret=True
        )

    @transaction.atomic
    def send_again(self):
        """A fresh link; the earlier one stops working."""
        self.at, self.turn = timezone.now(), self.turn + 1
        self.save(update_fields=["at", "turn"])
        self.send()

    def withdraw(self):
        self.withdrawn_at = timezone.now()
        self.save(update_fields=["withdrawn_at"])

    def known_user(self):
        return User.objects.filter(email__iexact=self.email).first()

    @transaction.atomic
    def accept(self, *, password=None, name=None):
        """Turns the invitation into a membership, once; a person new to the network gets an account with that password."""
        claimed = Invitation.objects.waiting().filter(pk=self.pk).update(accepted_at=timezone.now())
        if not claimed:
            raise Invitation.DoesNotExist
        user = self.known_user() or User.objects.create_user(self.email, password, name=name or self.name)
        if not Membership.objects.active().of_unit(self.unit).filter(user=user).exists():  # else he came in by another way
            switches = {"receives_web_leads": self.receives_web_leads, "creates_flow_leads": self.creates_flow_leads}
            Membership.objects.give(user, self.role, unit=self.unit, by=self.by, **switches)
        return user
