import secrets

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone

from purifikar.db.keys import uuid7


class UserManager(BaseUserManager):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, email, password=None, **fields):
        """A person with that address; without a password he can only come in by invitation or a new password by e-mail."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in, once for the whole network. Never deleted: deactivated, and anonymised when the law asks."""

    class Theme(models.TextChoices):
        AUTO = "auto", "Automática"
        LIGHT = "light", "Clara"
        DARK = "dark", "Escura"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField("e-mail", max_length=254, unique=True)
    name = models.CharField("nome", max_length=120)
    phone = models.CharField("telefone", max_length=20, blank=True)
    theme = models.CharField("aparência", max_length=5, choices=Theme, default=Theme.AUTO)
    channel_view = models.CharField("leads mostrados", max_length=5, blank=True)  # "web", "fluxo" or both (FOL-26)
    agenda_token = models.CharField(max_length=43, unique=True, null=True, editable=False)  # opens his agenda to calendar programs
    is_active = models.BooleanField("ativo", default=True)
    created_at = models.DateTimeField("criado em", default=timezone.now, editable=False)
    deactivated_at = models.DateTimeField("desativado em", null=True, blank=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "pessoa"
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            models.CheckConstraint(
                condition=models.Q(is_active=True, deactivated_at=None) | models.Q(is_active=False, deactivated_at__isnull=False),
                name="user_deactivated_has_moment",
            ),
        ]

    def __str__(self):
        return self.name or self.email

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.first_name

    @property
    def first_name(self):
        return self.name.split()[0] if self.name.strip() else self.email

    def renew_agenda_token(self):
        """A new secret address of his agenda; the one before opens nothing any more."""
        self.agenda_token = secrets.token_urlsafe(32)
        self.save(update_fields=["agenda_token"])

    @transaction.atomic
    def deactivate(self):
        """Closes every door at once: the next click of any open session asks for a sign-in that no longer works."""
        self.is_active, self.deactivated_at = False, timezone.now()
        self.save(update_fields=["is_active", "deactivated_at"])

    def reactivate(self):
        self.is_active, self.deactivated_at = True, None
        self.save(update_fields=["is_active", "deactivated_at"])

    @property
    def has_second_factor(self):
        return self.authenticator_set.exists()

    @transaction.atomic
    def forget_second_factor(self):
        """For whoever lost the phone and the codes: every factor goes and every session ends; the next sign-in starts anew."""
        self.authenticator_set.all().delete()
        for session in self.usersession_set.all():
            session.end()
