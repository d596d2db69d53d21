"""A contact that is changed while a colleague may be changing it too."""

import json
from datetime import date, time
from decimal import Decimal

from django import forms
from django.db.models import Model

from followup.forms.contact import FIELDS, ContactForm
from followup.models import Contact
from purifikar.lib import formats

KEPT = [*FIELDS, "referral", "owner"]
WHEN = {"next_on", "next_at", "next_is_internal"}  # one agreement: never half of it


class EditContactForm(ContactForm):
    """Carries along what it showed: what a colleague changed meanwhile and nobody touched here stays his, and where both changed the
    same the form says so and is sent once more.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)

    def __init__(self, data=None, *, instance, **kwargs):
        if data is not None:  # of two sent at once the second sees what the first did
            held = Contact.objects.select_for_update(of=["self"])
            instance.refresh_from_db(from_queryset=held, fields=[*FIELDS, "referral", "owner", "closed_at"])
        super().__init__(data, instance=instance, **kwargs)
        self.initial["owner"] = instance.owner_id
        if instance.owner_id not in [worker.user_id for worker in self.fields["owner"].queryset]:
            self.fields["owner"].empty_label = str(instance.owner or "ninguém")
            self.fields["owner"].required = False
        self.stands = {name: getattr(instance, name) for name in KEPT if name in self.fields}
        self.now = {name: _plain(value) for name, value in self.stands.items()}
        self.initial["seen"] = json.dumps(self.now)

    def clean(self):
        facts, seen = super().clean(), self._seen()
        facts["owner"] = facts.get("owner") or self.stands["owner"]  # left out: nobody of today's workers, and he stays
        newer = {name for name, value in seen.items() if value != self.now[name]}
        newer |= WHEN if newer & WHEN else set()
        untouched = {name for name in newer if name not in self.errors and _plain(facts.get(name)) in (seen[name], self.now[name])}
        for name in untouched:
            facts[name] = self.stands[name]
        for name in newer - untouched - set(self.errors):
            words = f"Mudou enquanto você escrevia: agora é “{_in_words(self.stands[name])}”. Confira e grave de novo."
            self.add_error(name, words)
        if not self.instance.is_open:
            self.add_error(None, "O contato foi encerrado. Reabra-o para mudar alguma coisa.")
        if newer and self.errors:
            self._show(untouched)
        return facts

    def _seen(self):
        """What the page showed; without it, or with something else in its place, what stands now."""
        try:
            said = json.loads(self.cleaned_data.get("seen") or "{}")
        except ValueError:
            said = {}
        said = said if isinstance(said, dict) else {}
        return {name: str(said.get(name, value)) for name, value in self.now.items()}

    def _show(self, untouched):
        """The form once more, with a colleague's newer facts where nobody touched them; sent again it counts."""
        self.data = self.data.copy()
        self.data["seen"] = self.initial["seen"]
        for name in untouched:
            self.data[name] = self._typed(name)
            if self.data[name] == "":
                del self.data[name]

    def _typed(self, name):
        """As somebody types it into the field."""
        value = self.stands[name]
        if value is None or value is False:
            return ""
        if name == "referral":
            return f"{value.code} {value}"
        if isinstance(value, Model | bool):
            return _plain(value)
        return self.fields[name].widget.format_value(self.fields[name].prepare_value(value))

    def save(self, *, by):
        """Only what changed, and its name into the history; another owner is a hand-over of its own."""
        contact, facts = self.instance, self.cleaned_data
        contact.referral = facts["referral"]
        before = Contact.objects.get(pk=contact.pk)
        names = [name for name in [*FIELDS, "referral"] if getattr(before, name) != getattr(contact, name)]
        if names:
            contact.change(by=by, names=names)
        if facts["owner"] and facts["owner"].pk != before.owner_id:
            contact.hand_to(facts["owner"], by=by)
        return contact


def _plain(value):
    """The same text for the same fact, whether it was typed or read."""
    if value is None or value == "":
        return ""
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _in_words(value):
    if value is None or value == "":
        return "em branco"
    if isinstance(value, bool):
        return "sim" if value else "não"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return formats.brl(value) if isinstance(value, Decimal) else _plain(value) if isinstance(value, time) else str(value)
