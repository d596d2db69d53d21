from django.conf import settings
from django.db import models
from django.utils import timezone

from purifikar.db.models import UnitModel, UnitQuerySet
from tenants.roles import ROLES, Permission
from workflow.models import UnitFile

MOST_FILES, MOST_BYTES = 5, 5 * 1024 * 1024  # of one mail: more is refused by many a mailbox
LONGEST = 8000


def sending_roles():
    """The roles that may send at all: of these a model names those that may use it (BIM-76)."""
    return [role for role in ROLES.values() if role.may(Permission.MAILINGS)]


class MailingModelQuerySet(UnitQuerySet):
    def in_use(self):
        return self.filter(is_active=True)

    def released_to(self, member):
        """Those that this person's role may send (BIM-76)."""
        return self.in_use().filter(roles__contains=[member.role])


class MailingModel(UnitModel):
    """Modelo de envio: what is sent to customers, a folder or a letter, with its text, its files, and who may use it (BIM-27, BIM-76)."""

    class Kind(models.TextChoices):
        FOLDER = "folder", "folder"
        AFTER_SALE = "pos_venda", "carta pós-venda"
        NEWS = "informativo", "informativo"
        PRICE = "reajuste", "aviso de reajuste de cobrança"

    kind = models.CharField("tipo", max_length=12, choices=Kind, default=Kind.NEWS)
    name = models.CharField("nome", max_length=80)
    subject = models.CharField("assunto do e-mail", max_length=150)
    body = models.TextField("texto", max_length=LONGEST)
    roles = models.JSONField("papéis que podem usar", default=list)
    is_active = models.BooleanField("em uso", default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    at = models.DateTimeField("feito em", default=timezone.now)

    objects = MailingModelQuerySet.as_manager()

    class Meta:
        verbose_name = "modelo de envio"
        verbose_name_plural = "modelos de envio"
        ordering = ["kind", "name"]
        constraints = [models.UniqueConstraint(fields=["name"], name="mailing_model_once")]

    def __str__(self):
        return self.name

    @property
    def needs_consent(self):
        """A notice about what a customer has hired goes to him by the contract (LGPD art. 7, V); everything else only to whoever agreed."""
        return self.kind != self.Kind.PRICE

    @property
    def role_names(self):
        return ", ".join(ROLES[slug].name for slug in self.roles if slug in ROLES)

    @property
    def bytes_used(self):
        return sum(each.file.size for each in self.files.all())


class MailingFile(UnitModel):
    """A file that goes along with every mail of a model."""

    model = models.ForeignKey(MailingModel, models.CASCADE, related_name="files")
    file = models.OneToOneField(UnitFile, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "anexo do modelo"
        ordering = ["file__number_in_unit"]

    def __str__(self):
        return self.file.file_name
