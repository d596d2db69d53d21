""" "Hoje na rua": a person's appointments of today in order, with the address, the way there and the phone at one tap."""

from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from django.db.models import F, Func, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils import timezone

from leads.models import Address, Phone
from purifikar.db.prepared import prepared
from purifikar.lib.links import network_url
from tenants.models import Commitment
from tenants.roles import Permission
from workflow.models import Appointment

MOST = 20
# Whom an appointment without a lead is about, by the page of his that it names.
CUSTOMER = Cast(Func(F("about_address"), Value(r"^/clientes/(\d+)/$"), function="SUBSTRING"), IntegerField())
MAP = "https://www.google.com/maps/dir/?"
MOST_STOPS = 9  # more a map's address does not take


@dataclass
class Stop:
    """Where somebody is expected, and when."""

    at: object
    title: str
    what: str
    place: str
    url: str
    note: str = ""
    phone: str = ""
    whatsapp: str = ""
    destination: str = ""
    answer_url: str = ""
    is_past: bool = False
    is_next: bool = False

    @property
    def route_url(self):
        return _to([self.destination]) if self.destination else ""


@dataclass
class Road:
    title: str
    empty: str
    more_url: str
    stops: list = field(default_factory=list)

    @property
    def route_url(self):
        """All that is still ahead as one way."""
        ahead = [stop.destination for stop in self.stops if stop.destination and not stop.is_past]
        return _to(ahead[:MOST_STOPS]) if len(ahead) > 1 else ""

    @property
    def words(self):
        count = sum(1 for stop in self.stops if stop.place or stop.destination)
        return "1 saída hoje" if count == 1 else f"{count} saídas hoje"


def own_road(day):
    """In the unit: out of its own appointments, with the customer's phone and address."""
    found = _appointments(day.user.pk, day.earliest, day.morning, day.tonight)
    addresses = _addresses([each.journey.lead.person_id for each in found if _lead(each)])
    stops = [_stop(each, day, addresses) for each in found]
    if ahead := next((stop for stop in stops if not stop.is_past), None):
        ahead.is_next = True
    return Road("Hoje na rua", "Nenhuma saída marcada para hoje.", reverse("agenda"), stops)


@prepared
def _appointments(user, earliest, morning, tonight):
    """As `between` asks, whose reckoning back is done before."""
    phones = Phone.objects.order_by("id").values("number")
    of_lead, of_customer = (
        phones.filter(person=OuterRef("journey__lead__person")),
        phones.filter(person__number=OuterRef("customer_number")),
    )
    todays = Appointment.objects.marked().of(user).filter(starts_at__gt=earliest, starts_at__lt=tonight, ends_at__gt=morning)
    todays = todays.annotate(customer_number=CUSTOMER).annotate(phone=Coalesce(Subquery(of_lead[:1]), Subquery(of_customer[:1])))
    return todays.select_related("journey__stage", "journey__lead__person").order_by("starts_at")[:MOST]


def own_commitments(day):
    """Over all units: out of the network's register."""
    found = _commitments(day.user.pk, day.morning, day.tonight)
    stops = [
        Stop(timezone.localtime(each.starts_at), each.title, str(each.unit), each.place, f"/u/{each.unit.slug}{each.address}", is_past=each.ends_at < day.now)
        for each in found
    ]  # fmt: skip
    return Road("Hoje na agenda", "Nada marcado para hoje.", network_url("agenda"), stops)


@prepared
def _commitments(user, morning, tonight):
    return Commitment.objects.of(user).between(morning, tonight).select_related("unit").order_by("starts_at")[:MOST]


def _lead(appointment):
    return getattr(appointment.journey, "lead", None) if appointment.journey_id else None


def _sees_lead(appointment, day):
    """Whether the lead's own page is his too; who only has the appointment has the appointment's."""
    journey = appointment.journey
    return day.membership.may(Permission.LEAD_SEE_ALL) or day.user.pk in (journey.holder_id, journey.creator_id, journey.lead.seller_id)


def _addresses(people):
    """{person's key: his first address}, in one query."""
    found = {}
    if people:
        for address in Address.objects.filter(person__in=people).order_by("id"):
            found.setdefault(address.person_id, address)
    return found


def _stop(appointment, day, addresses):
    lead = _lead(appointment)
    address = addresses.get(lead.person_id) if lead else None
    title = appointment.customer or appointment.get_kind_display().capitalize()
    what = " · ".join(filter(None, (appointment.get_kind_display().capitalize(), lead.district if lead else "")))
    called = lead.person.called if lead else title.split()[0]
    place = appointment.place or (str(address) if address else "")
    town = f"{day.unit.city}/{day.unit.uf}"
    if address and address.street and (not appointment.place or appointment.place == str(address)):
        destination = ", ".join(filter(None, (address.street, address.number, address.district, address.city or town, address.uf)))
    else:
        destination = f"{place}, {town}" if place else ""
    goes = appointment.kind != Appointment.Kind.CALL
    own = lead and _sees_lead(appointment, day)
    url = reverse("lead", args=[lead.number]) if own else reverse("appointment", args=[appointment.number])
    return Stop(
        timezone.localtime(appointment.starts_at), title, what, place if goes else "", url, note=appointment.note,
        phone=appointment.phone or "", whatsapp=day.whatsapp(appointment.phone, called) if appointment.phone else "",
        destination=destination if goes else "", answer_url=reverse("appointment_answer", args=[appointment.number]) if appointment.starts_at <= day.now else "",
        is_past=appointment.ends_at < day.now,
    )  # fmt: skip


def _to(places):
    *between, last = places
    query = {"api": 1, "destination": last, **({"waypoints": "|".join(between)} if between else {})}
    return MAP + urlencode(query, quote_via=quote)
