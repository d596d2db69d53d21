"""Who watches a person is told of each record, in the bell and by e-mail as he has chosen (BIM-71)."""

from django.apps import apps
from django.db import connection
from django.db.models import UUIDField, Value

from tenants.models import Membership, Notice


def tell(record, title, words, *, by, key):
    """Tells everybody who watches the record's person, still works in this unit and sees the record, but whoever did it.

    `record` is a contact, proposal or order. Call it in the transaction of the deed.
    """
    watches = apps.get_model("followup", "Watch").objects.filter(person=record.person_id).exclude(user=by)
    watchers = readers(record, list(watches.values_list("user", flat=True)))
    if watchers:
        Notice.objects.tell(watchers, kind=Notice.Kind.WATCHED, title=title, text=words, key=f"acompanha:{key}", unit=connection.tenant, address=record.address)  # fmt: skip


def readers(record, users):
    """Those of them who still work in this unit and may see that record; two queries, however many they are."""
    members = list(_here(users))
    rows = type(record).objects.order_by()
    seen = [
        rows.seen_by(member).filter(pk=record.pk).annotate(reader=Value(member.user_id, UUIDField())).values_list("reader")
        for member in members
    ]
    keys = {key for (key,) in (seen[0].union(*seen[1:]).order_by() if seen else ())}
    return list({member.user_id: member.user for member in members if member.user_id in keys}.values())


def still_here(users):
    """Those of them who still work in this unit, each once."""
    users = [user for user in users if user]
    found = {member.user_id for member in _here(users)} if users else set()
    return list({user.pk: user for user in users if user.pk in found}.values())


def _here(users):
    return Membership.objects.active().working_in(connection.tenant).filter(user__in=users).select_related("user") if users else ()
