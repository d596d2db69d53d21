from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone

from purifikar.db.keys import uuid7
from purifikar.lib.filetypes import clean_name
from tenants.roles import ROLES, Permission

LONGEST = 8000
FOLDER = "rede"  # beside those of the units, which are named by their keys


def sending_roles():
    """The roles that may send at all: of these a model names those that may use it (BIM-76)."""
    return [role for role in ROLES.values() if role.may(Permission.MAILINGS)]


class MailingText(models.Model):
    """What is sent to customers, a folder or a letter, with its text and who may use it: a unit's or the network's (BIM-27, BIM-76)."""

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

    is_networks = False

    class Meta:
        abstract = True

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
        return sum(file.size for file in self.kept_files)


class MailingTextQuerySet(models.QuerySet):
    def in_use(self):
        return self.filter(is_active=True)

    def released_to(self, member):
        """Those that this person's role may send (BIM-76)."""
        return self.in_use().filter(roles__contains=[member.role])


class NetworkMailingModel(MailingText):
    """A model that the Franqueadora keeps for the whole network: each unit sends it as it is, or makes a copy of its own."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    is_networks = True
    objects = MailingTextQuerySet.as_manager()

    class Meta:
        verbose_name = "modelo de envio da rede"
        ordering = ["kind", "name"]
        constraints = [models.UniqueConstraint(fields=["name"], name="network_mailing_model_once")]

    @property
    def kept_files(self):
        """What goes along."""
        return list(self.files.all())


class NetworkMailingFileQuerySet(models.QuerySet):
    def keep(self, model, upload, found, *, by, receipt=None):
        """The bytes first, then the row; what undoes the row takes the bytes along. The same receipt brings the same file."""
        if known := self.filter(pk=receipt, model=model).first():
            return known
        key = default_storage.save(f"{FOLDER}/{uuid7()}", upload)
        try:
            with transaction.atomic(durable=True):
                facts = {"file_name": clean_name(upload.name), "content_type": found.content_type, "size": upload.size}
                return self.create(id=receipt or uuid7(), model=model, key=key, by=by, **facts)
        except BaseException:
            default_storage.delete(key)
            raise


class NetworkMailingFile(models.Model):
    """A file that goes along with every mail of a network's model. Its bytes stay when it is taken away: mails on their way name them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    model = models.ForeignKey(NetworkMailingModel, models.CASCADE, related_name="files")
    file_name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField("tamanho")
    key = models.CharField(max_length=120, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("guardado em", default=timezone.now)

    objects = NetworkMailingFileQuerySet.as_manager()

    class Meta:
        verbose_name = "anexo do modelo da rede"
        ordering = ["id"]

    def __str__(self):
        return self.file_name

    def open(self):
        return default_storage.open(self.key)
