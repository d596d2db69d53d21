from django.db import migrations

# What was marked until now, as the unit calls its kind; the ready ones of which it has no rows are named by the code.
NAMED = """
    UPDATE tenants_commitment SET kind = appointment.kind, kind_name = coalesce(kind.name, replace(appointment.kind, '-', ' '))
    FROM workflow_appointment appointment LEFT JOIN workflow_appointmentkind kind ON kind.slug = appointment.kind
    WHERE tenants_commitment.subject = appointment.id AND tenants_commitment.kind = ''
"""


class Migration(migrations.Migration):

    dependencies = [
        ('tenants', '0022_kinds_of_commitments'),
        ('workflow', '0006_whose_journeys_since_when'),
    ]

    operations = [migrations.RunSQL(NAMED, migrations.RunSQL.noop)]
