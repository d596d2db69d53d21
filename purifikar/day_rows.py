"""The lines of "Meu dia": what each record is about, its state in a word of the legend and a sentence, and its page."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from followup.contact_list import shown
from leads.lead_list import limit_in_words
from leads.models import Lead, Phone
from leads.models.person import called
from purifikar.db.prepared import prepared
from purifikar.lib.formats import day_in_words, when
from purifikar.lib.links import network_url
from tenants.models import OpenWork

COLUMNS = ("kind", "title", "detail", "stage", "address", "since", "due_at", "call_at", "holder__name", "unit__slug", "unit__name")
LEAD_ADDRESS = re.compile(r"/leads/(\d+)/")


@dataclass
class Row:
    """One line of a block. `lead` is the number of the lead in this unit that it is about, by which its phone is found."""

    title: str
    detail: str
    url: str
    state: str = "open"
    words: str = ""
    moment: datetime | None = None
    lead: int | None = None
    phone: str = ""
    called: str = ""
    whatsapp: str = ""


def row_of(work, now, *, by_arrival=False, whose=False, with_unit=False):
    """`whose` says who holds it, for those who follow others' work."""
    state, words = _state(work, now, by_arrival)
    holder = (work.holder__name or "sem responsável") if whose else ""
    detail = " · ".join(filter(None, (work.unit__name if with_unit else "", holder, work.stage, work.detail)))
    lead = LEAD_ADDRESS.match(work.address)
    return Row(work.title, detail, f"/u/{work.unit__slug}{work.address}", state, words, lead=int(lead[1]) if lead else None)


def _state(work, now, by_arrival):
    due = work.due_at and timezone.localtime(work.due_at)
    if work.kind == OpenWork.Kind.RETURN:
        return _return(timezone.localtime(work.call_at), now)
    if work.call_at and not (due and due < now):
        call = timezone.localtime(work.call_at)
        return ("today" if call.date() <= now.date() else "open"), f"ligar {when(call, now)}"
    if due and not (by_arrival and due.date() > now.date()):
        return limit_in_words(due, now)
    return "open", f"chegou {when(timezone.localtime(work.since), now)}"


def _return(at, now):
    """The day that was promised; the hour stands in the stage, by the unit's clock."""
    day = day_in_words(at.date(), now.date())
    return ("late", f"venceu {day}") if at.date() < now.date() else ("today" if at.date() == now.date() else "open", day)


def phones_of(numbers):
    """{number of the lead: (the person's first phone, how one greets him)}"""
    return {number: (phone, called(*whom)) for number, phone, *whom in _phones(*numbers) if phone}


@prepared
def _phones(*numbers):
    first = Phone.objects.filter(person=OuterRef("person")).order_by("id").values("number")[:1]
    return (
        Lead.objects.filter(number__in=numbers)
        .order_by()
        .values_list("number", Subquery(first), "person__name", "person__kind", "person__contact_name")
    )


def with_facts(leads):
    """What a line of a lead shows, out of one query."""
    phone = Phone.objects.filter(person=OuterRef("person")).order_by("id").values("number")[:1]
    facts = {
        "name": F("person__name"),
        "kind": F("person__kind"),
        "contact_name": F("person__contact_name"),
        "stage": F("journey__stage__name"),
        "holder": F("journey__holder__name"),
        "phone": Subquery(phone),
    }
    return leads.annotate(**facts).values_list("number", "district", "product", "next_at", "created_at", *facts, named=True)


def promised_row(lead):
    """A return that was promised: when, and what it is about."""
    now, at = timezone.localtime(), timezone.localtime(lead.next_at)
    state = "late" if at < now else "today"
    words = f"era {when(at, now)}" if at < now else when(at, now)
    return Row(
        lead.name, _what(lead, lead.stage), reverse("lead", args=[lead.number]), state, words, phone=lead.phone or "", called=_called(lead)
    )


def contact_row(contact):
    """A sales contact whose date has come (PUR-18)."""
    shown(contact, timezone.localdate())
    detail = f"{contact.name} · {contact.kind}"
    return Row(
        str(contact.person),
        detail,
        reverse("contact", args=[contact.number]),
        contact.tone,
        contact.words,
        phone=contact.phone,
        called=contact.person.called,
    )


def registered_row(lead):
    """One that somebody registered, and where it is now."""
    whose = f"com {lead.holder}" if lead.holder else "na fila"
    came = when(timezone.localtime(lead.created_at), timezone.localtime())
    words = f"{whose}, {came}"
    return Row(
        lead.name, _what(lead, lead.stage), reverse("lead", args=[lead.number]), "open", words, phone=lead.phone or "", called=_called(lead)
    )


def _called(lead):
    return called(lead.name, lead.kind, lead.contact_name)


def _what(lead, first):
    return " · ".join(filter(None, (first, lead.district, lead.product)))


def appointment_row(appointment):
    """Somebody is expected, or goes out, today."""
    starts = timezone.localtime(appointment.starts_at)
    passed = appointment.ends_at < timezone.now()
    detail = " · ".join(filter(None, (appointment.get_kind_display().capitalize(), f"com {appointment.person}", appointment.place)))
    title = appointment.customer or appointment.get_kind_display().capitalize()
    words = f"{starts:%H:%M}, sem resposta" if passed else f"{starts:%H:%M}"
    return Row(title, detail, reverse("appointment", args=[appointment.number]), "late" if passed else "today", words)


def absence_row(absence):
    until = day_in_words(absence.ends, timezone.localdate())
    return Row(str(absence.user), absence.get_reason_display(), reverse("people"), "internal", f"ausente até {until}")


def invitation_row(invitation):
    state, words = ("late", "venceu") if invitation.is_expired else ("open", "vale até")
    detail = f"{invitation.get_role_display()} · {invitation.email}"
    return Row(invitation.name, detail, reverse("people"), state, words, invitation.expires_at)


def occurrence_row(occurrence):
    who = f"por {occurrence.person}" if occurrence.person_id else ""
    detail = " · ".join(filter(None, (occurrence.limit, occurrence.stage, who)))
    return Row(occurrence.journey.title, detail, f"{reverse('day').rstrip('/')}{occurrence.journey.address}", "late", "não cumprido", occurrence.due_at)  # fmt: skip


def unit_row(unit):
    state = "late" if unit.opening_error or unit.schema_error or (unit.is_active and unit.is_behind) else "today"
    words = "em manutenção" if unit.is_active else unit.get_state_display()
    return Row(unit.name, f"{unit.get_kind_display()} · {unit.city}/{unit.uf}", network_url("unit", unit.slug), state, words)


def mail_row(mail):
    return Row(mail.subject, mail.to, network_url("mail", mail.pk), "late", mail.get_state_display(), mail.created_at)
