from datetime import date

import django.db.models.functions.comparison
from django.db import migrations, models

COUNTED = ("next_on", "next_is_internal", "lead")
OPEN = models.Q(("closed_at", None))


def due(name, *first):
    key = django.db.models.functions.comparison.Coalesce("next_on", models.Value(date(9999, 12, 31)))
    return migrations.AddIndex(
        model_name="contact", index=models.Index(*first, key, models.F("id"), include=COUNTED, condition=OPEN, name=name)
    )


class Migration(migrations.Migration):
    dependencies = [("followup", "0011_sums_of_cycle_days")]

    operations = [
        *(migrations.RemoveIndex(model_name="contact", name=name) for name in ("contact_due", "contact_owner_due", "contact_kind_due")),
        due("contact_due"),
        due("contact_owner_due", models.F("owner")),
        due("contact_kind_due", models.F("kind")),
    ]
