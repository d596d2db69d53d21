from functools import partial

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q

from purifikar.db.models import UnitModel
from workflow.models import UnitFile


class Attachment(UnitModel):
    """A file sent together with an opinion; it waits with the draft until that is finished (BIM-28)."""

    opinion = models.ForeignKey("followup.Opinion", models.PROTECT, null=True, related_name="attachments")
    draft = models.ForeignKey("followup.OpinionDraft", models.CASCADE, null=True, related_name="attachments")
    file = models.OneToOneField(UnitFile, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "anexo do parecer"
        ordering = ["file__number_in_unit"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opinion=None, draft__isnull=False) | Q(opinion__isnull=False, draft=None), name="opinion_file_of_one"
            )
        ]

    def __str__(self):
        return self.file.file_name

    def drop(self):
        """Taken off a draft: its bytes go too. Of a finished opinion nothing goes."""
        if self.opinion_id:
            raise ValueError("The file belongs to a finished opinion.")
        file = self.file
        self.delete()
        file.delete()
        transaction.on_commit(partial(default_storage.delete, file.key))
