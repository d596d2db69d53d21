"""The agenda of the demo: kinds of the unit's own, visits that repeat, people who go together, what was moved and cancelled."""

import random
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from fieldservice.models import Technician
from followup.models import Contact, ContactAppointment
from purifikar import lead_story
from tenants.models import Commitment, Membership
from workflow import calendar
from workflow.models import Appointment, AppointmentKind, AppointmentSeries

OWN_KINDS = [
    ("demonstracao-na-loja", "demonstração na loja", {"icon": "store", "colour": "verde", "excludes": True, "minutes": 45, "remind": 30, "hands_over": True}),
    ("pesquisa-de-satisfacao", "pesquisa de satisfação", {"icon": "star", "colour": "roxo", "minutes": 15, "remind": 15}),
    ("reuniao", "reunião de equipe", {"icon": "users", "colour": "cinza", "excludes": True, "minutes": 60, "remind": 15}),
]  # fmt: skip
TECHNICIANS = [("Anselmo Prates", "dia", "Centro e praias"), ("Bia Nunes", "manha", "Zona noroeste e morros")]
WHYS = ["Cliente pediu para depois do feriado", "Choveu o dia todo", "Síndica só recebe à tarde"]


def tell(unit, *, seed):
    """Fills the coming weeks of the active unit; an hour that is taken already is left as it is."""
    dice = random.Random(f"agenda {seed}")  # noqa: S311 (a story, no secret)
    AppointmentKind.objects.install()
    AppointmentKind.objects.bulk_create(
        AppointmentKind(slug=slug, name=name, position=place, **facts) for place, (slug, name, facts) in enumerate(OWN_KINDS, start=6)
    )
    members = Membership.objects.active().of_unit(unit).select_related("user").order_by("user__name")
    by_role = {role: [member.user for member in members if member.role == role] for role in ("consultor", "gerente", "operacional")}
    sellers, boss = by_role["consultor"], next(iter(by_role["gerente"]), None)
    if not sellers or not boss:
        return
    with timezone.override(unit.time_zone):
        _meetings(unit, boss, [*sellers, *by_role["operacional"]])
        for seller in sellers:
            _rounds(unit, seller, dice)
        _with_customers(unit, boss, dice)
        _installations(dice)


def _meetings(unit, boss, others):
    """Every Monday at half past eight, all together."""
    series = AppointmentSeries(weekdays=[0], times=12, by=boss)
    _book(unit, series, _next(unit, 0, 8, 30), person=boss, others=others, kind="reuniao", by=boss, note="Metas da semana e leads parados.")


def _rounds(unit, seller, dice):
    """Twice a week in the shop, and one of the visits of this month moved, one cancelled."""
    series = AppointmentSeries(weekdays=[1, 3], times=10, by=seller)
    made = _book(
        unit, series, _next(unit, 1, dice.choice([13, 14, 15]), 0), person=seller, kind="demonstracao-na-loja", by=seller, place="Loja"
    )
    if len(made) > 4:
        _try(lambda: made[2].move(made[2].starts_at + timedelta(hours=2), by=seller, why=dice.choice(WHYS)))
        made[4].cancel(by=seller, why="Inventário da loja nesse dia.")


def _with_customers(unit, boss, dice):
    """A visit to whom the Gerente comes along, and a question after the installation."""
    contacts = [contact for contact in Contact.objects.with_desk().filter(closed_at=None).order_by("number")[:8] if contact.owner]
    for place, contact in enumerate(contacts):
        _one(contact, place, _next(unit, (place + 2) % 5, dice.choice([9, 10, 11, 16, 17]), dice.choice([0, 30])), boss, dice)


def _installations(dice):
    """Each Técnico has some of the coming week; the last one still waits for a name."""
    hands = []
    for name, shift, area in TECHNICIANS:
        technician = Technician(area=area)
        technician.keep(name, is_active=True, shift=shift)
        hands.append(technician.resource)
    contacts = [contact for contact in Contact.objects.with_desk().filter(closed_at=None).order_by("-number")[:7] if contact.owner]
    for place, contact in enumerate(contacts):
        resource = hands[place % len(hands)] if place < 6 else None
        hours = [8, 10] if resource and resource.shift == "manha" else [8, 10, 14, 16]
        _install(contact, _next(None, place % 5, dice.choice(hours), 0), resource)


def _install(contact, moment, resource):
    facts = {"person": contact.owner, "by": contact.owner, "place": str(contact.person.address or ""), "resource": resource}
    _try(lambda: ContactAppointment.objects.book(contact, starts_at=moment, kind="instalacao", **facts))


def _one(contact, place, moment, boss, dice):
    owner, kind = contact.owner, dice.choice(["visita", "apresentacao", "retorno", "pesquisa-de-satisfacao"])
    facts = {"person": owner, "kind": kind, "by": owner, "place": str(contact.person.address or "")}
    facts["others"] = [boss] if kind == "apresentacao" and owner != boss else []
    booked = _try(lambda: ContactAppointment.objects.book(contact, starts_at=moment, **facts))
    if booked and place == 1:
        _try(lambda: booked.move(moment + timedelta(days=1), by=owner, why=dice.choice(WHYS)))
    if booked and place == 3:
        _try(lambda: booked.cancel(by=owner, why="Cliente viajou e liga quando voltar."))


def _book(unit, series, first, **facts):
    people = [facts["person"], *facts.get("others", ())]
    length = timedelta(minutes=facts.get("minutes") or 60)
    moments = series.moments(first, calendar.of(unit).calendar)
    taken = {span[0] for span, _ in Commitment.objects.clashes(people, [(moment, moment + length) for moment in moments])}
    free = [moment for moment in moments if moment not in taken]
    return Appointment.objects.book_all(moments=free, series=series, **facts) if free else []


def _next(unit, weekday, hour, minute):
    """The next such weekday after today, at that hour."""
    today = timezone.localtime()
    day = today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


def _try(deed):
    try:
        with transaction.atomic(), lead_story.clock(lead_story.at_work(timezone.now() - timedelta(days=1))):
            return deed()
    except ValidationError:
        return None
