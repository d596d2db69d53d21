"""Today's rounds of the demo: appointments of sales contacts, so that "Fichas do dia" has a sheet on each layout."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from followup.models import Contact, ContactAppointment

ROUND = [
    # kind, hour, minutes, note
    ("apresentacao", 9, 60, "Levar a jarra e o medidor de cloro."),
    ("instalacao", 11, 90, "O ponto de água fica atrás da geladeira."),
    ("retorno", 14, 30, ""),
    ("visita", 16, 60, "Portaria pede documento."),
    ("retorno", 18, 15, "Ligar só depois das 18 h."),
]
REFERENCES = [
    "portão verde ao lado da padaria",
    "em frente ao posto de saúde",
    "prédio de pastilhas azuis, interfone 42",
    "esquina da farmácia, sobrado amarelo",
]


def tell(unit):
    """In the active unit: a round of today for everybody who follows contacts up; an hour that is taken stays so."""
    busy = {}
    for contact in Contact.objects.open().exclude(owner=None).with_desk().order_by("number"):
        place = busy.setdefault(contact.owner_id, 0)
        if place < len(ROUND):
            busy[contact.owner_id] += _mark(unit, contact, *ROUND[place])
    for number, person in enumerate(
        dict.fromkeys(each.contact.person for each in ContactAppointment.objects.select_related("contact__person"))
    ):
        person.addresses.filter(reference="").update(reference=REFERENCES[number % len(REFERENCES)])


def _mark(unit, contact, kind, hour, minutes, note):
    with timezone.override(unit.time_zone):
        starts_at = timezone.localtime().replace(hour=hour, minute=0, second=0, microsecond=0)
    place = str(contact.person.addresses.first() or "")[:200]
    facts = {"person": contact.owner, "kind": kind, "minutes": minutes, "note": note, "place": place}
    for later in (0, 30, 60):
        try:
            with transaction.atomic():
                ContactAppointment.objects.book(contact, by=contact.owner, starts_at=starts_at + timedelta(minutes=later), **facts)
        except ValidationError:
            continue
        return 1
    return 0
