"""The demo's today: visits of each Consultor in order, colleagues who ask for one another, something urgent in each unit."""

import random
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from leads.models import Involvement, Lead
from purifikar import lead_story
from tenants.models import Absence, Membership
from workflow.models import Appointment

HOURS = (9, 11, 14, 16)
NOTES = ("Levar a PK Inox de mostra.", "Síndica recebe na portaria.", "", "Prefere falar depois do almoço.")
ASKED = {
    "consultor": "Só fecha se você for lá mostrar a PK Inox. Consegue amanhã cedo?",
    "gerente": "Pede desconto acima de 12 % para dois pontos. Quero a sua leitura.",
}
POINTS = ("A instalação fica na lavanderia ou na cozinha?", "Qual é a voltagem do prédio?")
URGENT = ("Vai fechar com o concorrente hoje se ninguém ligar.", "Sem água gelada desde ontem; pede troca antes de renovar.")


def tell(unit, *, seed):
    """Fills today in the active unit; a clash of hours leaves an hour free."""
    dice = random.Random(seed)
    members = list(Membership.objects.active().of_unit(unit).select_related("user").order_by("user__name"))
    of_role = {role: [member.user for member in members if member.role == role] for role in {member.role for member in members}}
    attendant = next(iter(Membership.objects.active().of_network().filter(role="comercial").select_related("user")), None)
    running = list(Lead.objects.running().exclude(seller=None).select_related("journey", "person").order_by("-number"))
    away = set(Absence.objects.on(timezone.localdate()).values_list("user", flat=True))
    for seller in [user for user in of_role.get("consultor", []) if user.pk not in away]:
        _road(unit, dice, seller, [lead for lead in running if lead.seller_id == seller.pk])
    asks = [(role, ASKED[role], "participar") for role in ASKED] + [("consultor", words, "alinhar") for words in POINTS]
    asker, until, lately = attendant.user if attendant else None, timezone.now() + timedelta(hours=5), lead_story.at_work(timezone.now())
    for lead, (role, words, kind) in zip(running, asks, strict=False):
        person = lead.seller if role == "consultor" else next(iter(of_role.get(role, [])), None)
        by = asker if kind == "participar" else next(iter(of_role.get("operacional", [])), asker)
        if person and by and person != by:
            with lead_story.clock(lately):
                Involvement.objects.ask(lead, person, words=words, by=by, kind=kind, until=until)
    for lead, words in zip(running[len(asks) :], URGENT, strict=False):
        with lead_story.clock(lately):
            lead.mark_urgent(words, by=asker or lead.seller)


def _road(unit, dice, seller, leads):
    for hour, note, lead in zip(HOURS, NOTES, leads, strict=False):
        with timezone.override(unit.time_zone):
            starts_at = timezone.localtime().replace(hour=hour, minute=dice.choice([0, 30]), second=0, microsecond=0)
        kind = dice.choice(["visita", "visita", "apresentacao"])
        try:
            with transaction.atomic(), lead_story.clock(lead_story.at_work(timezone.now() - timedelta(days=1))):
                Appointment.objects.book(lead.journey, person=seller, starts_at=starts_at, kind=kind, by=seller, note=note)
        except ValidationError:
            continue
