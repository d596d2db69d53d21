"""What is typed into an opinion, its files, its e-mail, and what the workflow asks after it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from followup.models.mention import colleagues, power_to_read
from followup.models.opinion import MOST_TEXT
from followup.models.opinion_draft import NO_DATE, NOTHING
from followup.standard_texts import fill, values_for
from purifikar.db.keys import uuid7
from purifikar.lib.formats import file_size
from purifikar.lib.forms import DateInput
from workflow.decision_form import DecisionForm, needed
from workflow.request_files import AttachmentForm

DRAFTED = ("cursor", "standard_text", "told")  # what a draft keeps beside the text
AFTERWARDS = ("next_on", "is_internal", "success", "closes")  # the contact's own fields


class OpinionForm(forms.Form):
    """An opinion while it is written. Nothing is required yet, so that a draft is kept at any moment."""

    text = forms.CharField(
        label="O que foi feito e o que é preciso saber", max_length=MOST_TEXT, strip=False, required=False,
        widget=forms.Textarea({"rows": 10, "data-opinion-text": True}),
        error_messages={"max_length": "O parecer passou de 20.000 letras. Grave este e continue num outro."},
    )  # fmt: skip
    cursor = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=MOST_TEXT)
    standard_text = forms.CharField(widget=forms.HiddenInput, required=False, max_length=8000, strip=False)
    turn = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    tab = forms.RegexField(r"^[0-9a-f]{1,32}$", widget=forms.HiddenInput, required=False)
    step = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)
    told = forms.MultipleChoiceField(label="Colegas", required=False, widget=forms.CheckboxSelectMultiple({"group_class": "is-columns"}))
    next_on = forms.DateField(label="Próxima data", required=False, widget=DateInput)
    is_internal = forms.BooleanField(label="Data interna, não prometida ao cliente", required=False)
    success = forms.IntegerField(
        label="Sucesso (%)", required=False, min_value=0, max_value=100, widget=forms.NumberInput({"inputmode": "numeric"}),
        show_hidden_initial=True,
    )  # fmt: skip
    closes = forms.BooleanField(label="Encerrar o contato em seguida", required=False)

    def __init__(self, *args, draft, unit, **kwargs):
        self.draft = draft
        super().__init__(*args, initial=_initial(draft), **kwargs)
        others = [member.user for member in colleagues(unit, who_may=power_to_read(draft)) if member.user_id != draft.author_id]
        self.fields["told"].choices = [(str(user.pk), str(user)) for user in others]
        if draft.request_id or not draft.contact.is_open:
            for name in AFTERWARDS:
                del self.fields[name]

    def clean_text(self):
        return self.cleaned_data["text"].replace("\r\n", "\n")

    def clean_standard_text(self):
        return self.cleaned_data["standard_text"].replace("\r\n", "\n")

    def keep(self):
        """What was typed goes into the draft, as far as it can be read; True when another tab's text was pushed aside."""
        said = self.cleaned_data
        more = {name: said[name] for name in DRAFTED if said.get(name) is not None}
        if "next_on" in self.fields:
            more["after"] = self._after()
        return self.draft.keep(
            said.get("text", self.draft.text), seen=said.get("turn"), tab=said.get("tab") or "", step=said.get("step") or 0, **more
        )

    def _after(self):
        """What could be read of the contact's own fields, beside what was kept before. How likely the sale is counts once somebody
        changed it here, also to nothing: a colleague may say so meanwhile on the contact itself.
        """
        said, kept = self.cleaned_data, self.draft.after
        names = {name for name in AFTERWARDS if name in said and (name != "success" or name in self.changed_data or name in kept)}
        day = {"next_on": said["next_on"] and said["next_on"].isoformat()} if "next_on" in names else {}
        return {**kept, **{name: said[name] for name in names}, **day}


class FinishingForm(OpinionForm):
    """The same as the page shows it, and when OK is pressed."""

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True
        self.fields["text"].error_messages["required"] = NOTHING
        if "next_on" in self.fields:
            self.fields["next_on"].required = True
            self.fields["next_on"].error_messages["required"] = NO_DATE

    def clean_text(self):
        text = super().clean_text()
        if not text.strip():
            raise ValidationError(NOTHING)
        return text

    def clean(self):
        """A contact that is brought to its end needs no date any more."""
        said = super().clean()
        if said.get("closes"):
            self.errors.pop("next_on", None)
        elif said.get("next_on") and said["next_on"] < timezone.localdate():
            self.add_error("next_on", "Escolha um dia que ainda não passou.")
        return said


def _initial(draft):
    initial = {name: getattr(draft, name) for name in ("text", "turn", *DRAFTED)}
    if draft.contact_id:
        contact = draft.contact
        fresh = contact.kind.next_after(timezone.localdate())
        kept = contact.next_on if contact.next_on and contact.next_on > timezone.localdate() else None
        known = {"next_on": kept or fresh, "is_internal": contact.next_is_internal, "success": contact.success}
        initial |= known | {name: value for name, value in draft.after.items() if value is not None or name == "success"}
    return initial


class OpinionFileForm(AttachmentForm):
    """A file for an opinion: no larger than its type allows (BIM-30). Its field stands in the opinion's form, which goes without one."""

    use_required_attribute = False

    def __init__(self, *args, limit, **kwargs):
        self.limit = limit
        super().__init__(*args, **kwargs)
        upload = self.fields["upload"]
        upload.label, upload.required = "Anexar arquivo", True
        upload.help_text = upload.help_text.rpartition(", até")[0] + f", até {limit // 1024**2} MB."

    def clean_upload(self):
        upload = super().clean_upload()
        if upload.size > self.limit:
            raise ValidationError(
                f"O arquivo tem {file_size(upload.size)} e este tipo de atendimento aceita até {self.limit // 1024**2} MB."
            )
        return upload


class OpinionMailForm(forms.Form):
    """An e-mail to the customer; its standard text comes by the type of attendance (BIM-23)."""

    to = forms.ChoiceField(label="Para", error_messages=needed("Escolha o endereço."))
    subject = forms.CharField(label="Assunto", max_length=150, error_messages=needed("Escreva o assunto."))
    text = forms.CharField(label="Texto", max_length=8000, strip=False, widget=forms.Textarea({"rows": 9}), error_messages=needed("Escreva o texto do e-mail."))  # fmt: skip
    receipt = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7, required=False)

    def __init__(self, *args, contact, user, unit, **kwargs):
        values = values_for(contact, user=user, unit=unit)
        subject, text = contact.kind.email_subject or "Purifikar {unidade}", contact.kind.email_text or STANDARD
        super().__init__(*args, initial={"subject": fill(subject, values), "text": fill(text, values)}, **kwargs)
        self.fields["to"].choices = [(each.address, each.address) for each in contact.person.emails.all()]

    def clean_subject(self):
        return " ".join(self.cleaned_data["subject"].split())

    def clean_text(self):
        return self.cleaned_data["text"].replace("\r\n", "\n").strip()


STANDARD = "Olá, {primeiro_nome}!\n\n\n\n{eu}\nPurifikar {unidade}"


class OpinionDecisionForm(DecisionForm):
    """What an outcome asks beside the words, which the opinion gives (BIM-33)."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("note", "opinion"):
            self.fields.pop(name, None)
