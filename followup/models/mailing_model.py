from django.db import models

from purifikar.db.models import UnitModel, UnitQuerySet
from tenants.models.mailing_model import MailingText, MailingTextQuerySet
from workflow.models import UnitFile

MOST_FILES, MOST_BYTES = 5, 5 * 1024 * 1024  # of one mail: more is refused by many a mailbox


class MailingModelQuerySet(MailingTextQuerySet, UnitQuerySet):
    def free_name(self, name):
        """That one, or with a number behind it."""
        taken = {each.casefold() for each in self.values_list("name", flat=True)}
        return next(each for each in [name, *(f"{name[:74]} ({at})" for at in range(2, 1000))] if each.casefold() not in taken)


class MailingModel(MailingText, UnitModel):
    """Modelo de envio of a unit, with its files."""

    objects = MailingModelQuerySet.as_manager()

    class Meta:
        verbose_name = "modelo de envio"
        verbose_name_plural = "modelos de envio"
        ordering = ["kind", "name"]
        constraints = [models.UniqueConstraint(fields=["name"], name="mailing_model_once")]

    @property
    def kept_files(self):
        """What goes along."""
        return [each.file for each in self.files.select_related("file")]


class MailingFile(UnitModel):
    """A file that goes along with every mail of a model."""

    model = models.ForeignKey(MailingModel, models.CASCADE, related_name="files")
    file = models.OneToOneField(UnitFile, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "anexo do modelo"
        ordering = ["file__number_in_unit"]

    def __str__(self):
        return self.file.file_name
