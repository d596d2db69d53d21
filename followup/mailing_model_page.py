"""The page on which a model of mailings is written: of a unit, or of the network, whose addresses begin with a word of their own."""

from functools import cached_property

from django.urls import reverse

from followup import mailing_placeholders
from followup.forms.mailing_models import MailingFileForm
from followup.mailing_text import Texts

OF_NETWORK = "network_"


class ModelPage:
    """`values` are those of the placeholders for somebody, whom `whom` names; `sender` is as whom it goes."""

    def __init__(self, form, *, values, whom, sender, file_form=None, prefix=""):
        self.form, self.model, self.values, self.whom, self.prefix = form, form.instance, values, whom, prefix
        self.sender, self._file_form = sender, file_form

    def place(self, name, *args):
        return reverse(f"{self.prefix}{name}", args=args)

    @property
    def is_new(self):
        return self.model._state.adding

    @property
    def is_networks(self):
        return self.model.is_networks

    @property
    def settings_place(self):
        return reverse("network_settings" if self.is_networks else "unit_settings")

    @property
    def list_place(self):
        return self.place("mailing_models")

    @property
    def preview_place(self):
        return self.place("mailing_model_preview")

    @property
    def files_place(self):
        return self.place("mailing_file_new", self.model.pk)

    @cached_property
    def files(self):
        """[(file, where it is fetched, where it is taken away)]"""
        if self.is_new:
            return []
        rows = self.model.files.all() if self.is_networks else self.model.files.select_related("file")
        return [(getattr(row, "file", row), self.place("mailing_file", self.model.pk, row.pk), self.place("mailing_file_removal", self.model.pk, row.pk)) for row in rows]  # fmt: skip

    @cached_property
    def file_form(self):
        return None if self.is_new else self._file_form or MailingFileForm(model=self.model)

    @property
    def groups(self):
        return mailing_placeholders.groups()

    @cached_property
    def letter(self):
        return letter_of(self.form["subject"].value(), self.form["body"].value(), values=self.values, sender=self.sender)


def letter_of(subject, body, *, values, sender):
    return Texts(subject=subject or "", body=body or "", header_text="", sender=sender.as_dict()).preview(values)


def typed(request):
    """The texts as they are being typed."""
    return (request.POST.get(name, "").replace("\0", "")[:8000] for name in ("subject", "body"))
