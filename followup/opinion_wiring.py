"""What opinions hang into the apps below and into a contact's page: their acts, the requirement of an outcome, answers by e-mail."""

from django import forms
from django.core.exceptions import ValidationError

from followup import correspondence, opinion_erasing
from followup.acts import add_act
from followup.models import Opinion
from followup.sight import lends_request
from leads import mail_intake
from tenants.roles import Permission
from workflow import decision_form, registry
from workflow.models.request import also_reads

MISSING = "Escreva o parecer: o que foi feito e o que é preciso saber."


def connect():
    add_act("parecer", "Parecer", url_name="opinion_new", icon="message-square", permission=Permission.CONTACT_WORK)
    add_act("agenda", "Agenda", url_name="contact_agenda", icon="calendar-plus", permission=Permission.AGENDA)
    add_act("historico", "Histórico", url_name="contact_history", icon="history", permission=Permission.CONTACT_SEE)
    registry.add_panel("Pareceres", "contact_opinions", place="contact")
    registry.add_panel("Escrever parecer", "request_opinion", place="request")
    also_reads(lends_request)
    registry.add_requirement("opinion", "um parecer no contato de venda", clean=_written, apply=_keep)
    decision_form.ASKS["opinion"] = _ask
    mail_intake.takes_replies(correspondence.take_reply)
    opinion_erasing.connect()


def _written(journey, outcome, given):
    """The opinion that is being finished, or the words of one (BIM-33)."""
    words = given.get("opinion")
    if isinstance(words, Opinion):
        return words
    if not (words or "").strip():
        raise ValidationError({"opinion": MISSING})
    return words.strip()


def _keep(journey, outcome, answer, *, by):
    """Decided elsewhere than from a contact, the words are an opinion on the lead's open contact; without one they stand in its history."""
    if isinstance(answer, Opinion):
        return
    lead = getattr(journey, "lead", None)
    contact = lead and lead.contacts.filter(closed_at=None).order_by("-number").first()
    if contact:
        Opinion.objects.write(answer, by=by, contact=contact)
    else:
        journey.record("journey.noted", by=by, note=answer)


def _ask(form):
    words = forms.CharField(label="Parecer", max_length=4000, widget=forms.Textarea({"rows": 4}), error_messages={"required": MISSING})
    form.add(opinion=words)
