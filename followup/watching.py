"""Who watches a person is told of each record, in the bell and by e-mail as he has chosen (BIM-71)."""

from django.apps import apps
from django.db import connection

from tenants.models import Membership, Notice


def tell(person, title, words, *, by, address, key):
    """Tells everybody who watches the person and still works in this unit, but whoever did it. Call it in the transaction of the deed."""
    watches = apps.get_model("followup", "Watch").objects.filter(person=person).exclude(user=by)
    here = Membership.objects.active().working_in(connection.tenant).filter(user__in=list(watches.values_list("user", flat=True)))
    watchers = {member.user_id: member.user for member in here.select_related("user")}
    if watchers:
        Notice.objects.tell(watchers.values(), kind=Notice.Kind.WATCHED, title=title, text=words, key=f"acompanha:{key}", unit=connection.tenant, address=address)  # fmt: skip
