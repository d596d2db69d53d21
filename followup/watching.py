"""Who watches a person is told of each record, in the bell and by e-mail as he has chosen (BIM-71)."""

from django.apps import apps
from django.db import connection

from tenants.models import Notice, User


def tell(person, title, words, *, by, address, key):
    """Tells everybody who watches the person, but whoever did it. Call it in the transaction of the deed."""
    watches = apps.get_model("followup", "Watch").objects.filter(person=person)
    watchers = User.objects.filter(pk__in=list(watches.exclude(user=by).values_list("user", flat=True)), is_active=True)
    if watchers:
        Notice.objects.tell(watchers, kind=Notice.Kind.WATCHED, title=title, text=words, key=f"acompanha:{key}", unit=connection.tenant, address=address)  # fmt: skip
