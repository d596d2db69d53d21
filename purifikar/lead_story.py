"""The leads of the demo: three hundred people over four units, each walked through its unit's process by the people who would.

The walk really happens, step by step, with the clock set to each step's moment: so history, limits and the queue are those of
the engine. The dice are seeded; only today's date moves the story along.
"""

import random
from contextlib import contextmanager, suppress
from datetime import time, timedelta
from decimal import Decimal
from unittest.mock import patch
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Max
from django.utils import timezone

from leads.models import Lead, Person, SavedView, Source
from purifikar import lead_words as words
from tenants.models import Assignment, Centre, Membership, Turn
from workflow.models import Event

LEADS_A_UNIT = 75
DAYS_BACK = 56  # the more recent the more leads, so that a month has one to be compared with
SHARE_FORGOTTEN = 0.18  # leads that nobody touched since their last step: some of them late
LONGEST_WALK = 14
SUNDAY = 6


def tell(unit, *, seed):
    """Fills the active unit with its leads."""
    dice = random.Random(seed)
    sources = [
        Source.objects.get_or_create(slug=slug, defaults={"name": name, "channel": channel, "form_is_open": slug in words.OPEN_FORMS})[0]
        for slug, name, channel in words.SOURCES
    ]
    sellers = [member.user for member in Membership.objects.active().of_unit(unit).filter(role="consultor").select_related("user")]
    for _ in range(LEADS_A_UNIT):
        _one(unit, dice, sources, sellers)
    _again(unit, sources, sellers)
    _views(unit)


def _again(unit, sources, sellers):
    """People registered a second time, as it happens on the street; and a building that two units treat at once."""
    dice, moment = random.Random(len(unit.slug)), timezone.now() - timedelta(hours=5)
    source = next(source for source in sources if source.slug == "rua")
    known = list(Person.objects.filter(kind=Person.Kind.PF).with_contacts().order_by("number")[:40])
    with clock(moment):
        for person in dice.sample(known, 3):
            names, address = person.name.split(), person.address
            Person.objects.register(
                name=f"{names[0]} {names[-1]}", phones=[person.phone.number] if dice.random() < 0.7 else [], by=dice.choice(sellers),
                address={"district": address.district, "city": address.city, "uf": address.uf}, created_at=moment, data_origin=source.name,
            )  # fmt: skip
    if unit.slug in words.MEETING_UNITS:
        with clock(moment - timedelta(days=3 * words.MEETING_UNITS.index(unit.slug))):
            building = Person.objects.register(
                name=words.MEETING, kind=Person.Kind.PJ, phones=[words.MEETING_PHONE], data_origin=source.name
            )
            Lead.objects.take_in(
                building, source=source, by=dice.choice(sellers), district=words.PLACES[unit.slug][0][0], product=words.PRODUCTS[0]
            )


def _views(unit):
    """The Gerente's view of his best neighbourhood, for everybody."""
    manager = Membership.objects.active().of_unit(unit).filter(role__in=["gerente", "franqueado"]).select_related("user").first()
    if manager:
        district = words.PLACES[unit.slug][0][0]
        SavedView.objects.keep(f"{district} vencidos", urlencode({"prazo": "vencido", "bairro": district}), by=manager.user, is_shared=True)


def _one(unit, dice, sources, sellers):
    now = timezone.now()
    moment = office_moment(dice, now - timedelta(minutes=int(dice.triangular(0, DAYS_BACK * 24 * 60, 0))))
    if moment >= now:
        moment = now - timedelta(minutes=dice.randrange(20, 300))
    open_now = moment == office_moment(random.Random(0), moment)
    sources = [s for s in sources if (s.channel == "web" or unit.has_store_flow) and (open_now or s.slug in words.AT_ANY_HOUR)]
    lead = _arrived(unit, dice, sources, sellers, moment)
    forgotten = dice.random() < SHARE_FORGOTTEN
    for _ in range(1 if forgotten else LONGEST_WALK):
        moment = office_moment(dice, moment + timedelta(minutes=dice.choice([40, 200, 900, 1500, 2900, 4300, 5800])))
        if moment >= now or not lead.journey.is_running:
            return
        with clock(moment):
            _step(lead, dice, sellers, moment)


def begin(unit, dice, sellers, moment, *, channel=""):
    """A lead that comes at that moment, by a source of that channel."""
    sources = [Source.objects.get(slug=slug) for slug, _, of_channel in words.SOURCES if of_channel == (channel or "web")]
    return _arrived(unit, dice, sources, sellers, moment)


def _arrived(unit, dice, sources, sellers, moment):
    source = dice.choice(sources)
    registrar = dice.choice(sellers) if source.slug in ("rua", "loja") else None
    with clock(moment):
        return _taken_in(unit, dice, source, registrar, moment)


def _taken_in(unit, dice, source, registrar, moment):
    district, postcode, street = dice.choice(words.PLACES[unit.slug])
    name, kind = words.name(dice, district)
    while Person.objects.filter(name=name).exists():  # who is registered twice is told by `_again`
        name, kind = words.name(dice, district)
    person = Person.objects.register(
        name=name, kind=kind, phones=[words.phone(dice, unit.slug)], by=registrar, created_at=moment,
        emails=[words.email(name, dice)] if dice.random() < 0.6 else [], data_origin=source.name,
        address={
            "postcode": postcode, "street": street, "number": str(dice.randrange(12, 1900)), "district": district, "city": unit.city,
            "uf": unit.uf, "reference": dice.choice(words.REFERENCES),
        },
    )  # fmt: skip
    return Lead.objects.take_in(
        person, source=source, by=registrar, district=district, product=dice.choice(words.PRODUCTS), created_at=moment,
        value=Decimal(dice.choice([89, 119, 1290, 1590, 2390, 2890])), probability=dice.choice([10, 20, 40, 50, 60, 80]),
        temperature=dice.choice(["frio", "morno", "morno", "quente"]), campaign=dice.choice(words.CAMPAIGNS[source.slug]),
        next_at=moment + timedelta(days=dice.choice([1, 1, 2, 3])), seller=registrar,
    )  # fmt: skip


def _step(lead, dice, sellers, moment):
    """One decision; a clash of dates leaves the lead where it is."""
    outcomes = list(lead.journey.stage.outcomes.order_by("order"))
    outcome = dice.choices(outcomes, weights=[words.WEIGHTS.get(outcome.slug, 2) for outcome in outcomes])[0]
    with suppress(ValidationError):  # the person chosen is taken at that hour; tomorrow is another day
        decide(lead, outcome, dice, sellers, moment)


def decide(lead, outcome, dice, sellers, moment):
    """By whoever holds the lead, or takes it out of the queue."""
    journey = lead.journey
    given = _answers(outcome, dice, sellers, moment)
    journey.decide(outcome, by=journey.holder or _somebody(journey), **given)
    if given.get("next_at") and journey.is_running:
        Lead.objects.filter(pk=lead.pk).update(next_at=given["next_at"])


def _somebody(journey):
    member = Centre.objects.get(pk=journey.stage.centre).people(connection.tenant).select_related("user").first()
    return member.user if member else None


def _answers(outcome, dice, sellers, moment):
    starts_at = office_moment(dice, moment + timedelta(days=dice.choice([1, 1, 2, 3, 5])))
    people = list(outcome.target.work_of(connection.tenant).select_related("user")) if outcome.target.centre else []
    person = dice.choice(people).user if people else None
    given = {
        "note": dice.choice(words.NOTES.get(outcome.slug, words.NOTES["seguir"])),
        "reason": dice.choice(outcome.reasons or ["Preço"]),
        "person": person,
        "next_at": starts_at,
        "starts_at": starts_at.replace(minute=dice.choice([0, 30])),
        "kind": dice.choice(outcome.kinds or ["visita"]),
        "answers": {question["slug"]: _answer(question, dice, moment) for question in outcome.answers},
    }
    wanted = set(outcome.requires)
    keep = {"note": ["note"], "reason": ["reason"], "person": ["person"], "next_at": ["next_at"], "answers": ["answers"]}
    keep["appointment"] = ["person", "starts_at", "kind"]
    return {field: given[field] for name in wanted for field in keep[name]}


def _answer(question, dice, moment):
    plain = {
        "sim_nao": True,
        "numero": dice.choice(["2", "3,5", "6"]),
        "data": (moment + timedelta(days=3)).date(),
        "texto": dice.choice(words.REMARKS),
    }
    return dice.choice(question["choices"]) if question["kind"] == "escolha" else plain[question["kind"]]


def office_moment(dice, moment):
    """The next moment at which somebody works: on a weekday between eight and six, in the unit's zone."""
    local = timezone.localtime(moment, ZoneInfo(connection.tenant.time_zone))
    if not time(8) <= local.time() < time(18):
        local += timedelta(days=local.time() >= time(18))
        local = local.replace(hour=dice.randrange(8, 12), minute=dice.randrange(60), second=0, microsecond=0)
    while local.weekday() > 4:
        local += timedelta(days=1)
    return local


def in_order():
    """Each lead's history by when things happened, though the stories tell one after the other: it is read by the keys of its events."""
    events = {}
    for event in Event.objects.order_by("journey", "id"):
        events.setdefault(event.journey_id, []).append(event)
    for told in events.values():
        happened = sorted(told, key=lambda event: event.at)
        if happened != told:
            keys = [event.pk for event in told]
            Event.objects.filter(pk__in=keys).delete()
            for key, event in zip(keys, happened, strict=True):
                event.pk = key
            Event.objects.bulk_create(happened)


def last_turns():
    """When each had his turn last, by the dates of what he got and not by which was told last."""
    for turn in Turn.objects.all():
        given = Assignment.objects.filter(user=turn.user_id, centre=turn.centre_id)
        turn.taken_at = (given.filter(unit=turn.unit_id) if turn.unit_id else given).aggregate(last=Max("at"))["last"]
        turn.save(update_fields=["taken_at"])


def at_work(moment):
    """That day at an hour at which somebody works, or on the last day before: nobody calls a customer at three in the night."""
    at = timezone.localtime(moment, ZoneInfo(connection.tenant.time_zone))
    at = at.replace(hour=9 + at.hour % 9)
    while at > timezone.now() or at.weekday() == SUNDAY:
        at -= timedelta(days=1)
    return at


@contextmanager
def clock(moment):
    """While it lasts it is that moment for everything that asks the time."""
    with patch.object(timezone, "now", lambda: moment):
        yield
