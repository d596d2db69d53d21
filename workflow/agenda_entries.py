"""The lines of an agenda: what an appointment, or a commitment anywhere in the network, says of itself there."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from purifikar.lib.links import unit_url
from workflow.models import Appointment, AppointmentKind, kinds

GONE = (Appointment.State.CANCELLED, Appointment.State.MOVED)


@dataclass(frozen=True)
class Entry:
    """One line of the agenda. `kind` is the state that colours it; what was moved or cancelled stays, struck out (BIM-14).

    `what` is the kind of appointment, where it is known; `repeats` its rhythm; `fate` who moved or cancelled it, and why.
    """

    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    who: str
    url: str
    kind: str = "open"
    words: str = ""
    is_gone: bool = False
    what: object = None
    repeats: str = ""
    fate: str = ""
    result: str = ""


def entry_of(appointment, url, who):
    kind, words = state_of(appointment)
    is_gone = appointment.state in GONE
    return Entry(
        appointment.starts_at, appointment.ends_at, appointment.title, appointment.place, who, url, kind, words, is_gone, appointment.what,
        str(appointment.series) if appointment.series_id else "", fate_of(appointment) if is_gone else "",
        appointment.result,
    )  # fmt: skip


def fate_of(appointment):
    """Who moved or cancelled it, when, why, and when it is now (BIM-14)."""
    by = f"por {appointment.left_by}" if appointment.left_by_id else ""
    at = f"em {timezone.localtime(appointment.left_at):%d/%m às %H:%M}" if appointment.left_at else ""
    now = f"agora {timezone.localtime(appointment.moved_to.starts_at):%d/%m às %H:%M}" if appointment.moved_to_id else ""
    return "; ".join(filter(None, [" ".join(filter(None, [appointment.get_state_display(), by, at])), appointment.result, now]))


def commitment_entry(commitment, reader):
    own = commitment.user == reader
    gone = commitment.cancelled_at is not None
    late = commitment.ends_at < timezone.now() and not gone
    title, place = (commitment.title, commitment.place) if own else (f"Ocupado em {commitment.unit}", "")
    who = str(commitment.unit) if own else str(commitment.user)
    url = unit_url(commitment.unit, "day") + commitment.address.lstrip("/") if own and commitment.address else ""
    kind, words = ("closed", "cancelado") if gone else ("late", "sem resposta") if late else ("open", "")
    what = kind_named(commitment.kind, commitment.kind_name) if own and commitment.kind else None
    return Entry(commitment.starts_at, commitment.ends_at, title, place, who, url, kind, words, gone, what)


def state_of(appointment):
    """The state that colours it, and its word."""
    state = Appointment.State
    if appointment.state == state.DONE:
        return "good", "feito"
    if appointment.state in GONE:
        return "closed", appointment.get_state_display()
    if appointment.ends_at < timezone.now():
        return "late", "sem resposta"
    return ("today", "hoje") if timezone.localdate(appointment.starts_at) == timezone.localdate() else ("open", "marcado")


def kind_named(slug, name):
    """As the network shows it, which knows the looks of the ready ones only."""
    return kinds().get(slug) or AppointmentKind(slug=slug, name=name)
