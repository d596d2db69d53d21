"""Returns in the network's register: the dated contacts of whoever works inside many units, so that his day shows those of all of them
(PUR-18, PUR-36). Whoever works in one unit has them from the unit's own table: the register stays small, and no list waits for it.
"""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import connection

from tenants.models import Membership, OpenWork

KIND = OpenWork.Kind.RETURN
COLUMNS = ("kind", "holder_id", "title", "stage", "detail", "address", "since", "call_at")
NOON = time(12)  # of a day without an hour: by whatever clock it is read, it stays that day
BATCH = 500


def write(keys):
    """The register says of these contacts what they are now; call it in the transaction of the deed."""
    unit = connection.tenant
    rows = [OpenWork(unit=unit, subject=contact.pk, **_facts(contact)) for contact in _registered().filter(pk__in=keys)]
    gone = set(keys) - {row.subject for row in rows}
    OpenWork.objects.in_unit(unit).of_kind(KIND).filter(subject__in=gone).delete()
    if rows:
        OpenWork.objects.bulk_create(rows, BATCH, update_conflicts=True, unique_fields=["unit", "subject"], update_fields=COLUMNS)


def mend(keys):
    """The same outside any deed: nobody changes them meanwhile."""
    list(_contacts().filter(pk__in=keys).order_by("pk").select_for_update(of=["self"], no_key=True).values_list("pk"))
    write(keys)


def expected():
    """(key, what the register must say of it) of every contact that belongs there, in the order of their keys."""
    for contact in _registered().order_by("pk").iterator(BATCH):
        yield contact.pk, _facts(contact)


def _contacts():
    return apps.get_model("followup", "Contact").objects


def _registered():
    across = Membership.objects.active().reaching_units().order_by().values("user")
    return _contacts().open().exclude(next_on=None).filter(owner__in=across).select_related("person", "kind")


def _facts(contact):
    at = datetime.combine(contact.next_on, contact.next_at or NOON, ZoneInfo(connection.tenant.time_zone))
    hour = f" às {contact.next_at:%H:%M}" if contact.next_at else ""
    about = f"{contact.name} · {contact.kind}"[:200]
    values = (KIND, contact.owner_id, str(contact.person)[:160], f"retorno{hour}", about, contact.address, contact.made_at, at)
    return dict(zip(COLUMNS, values, strict=True))
