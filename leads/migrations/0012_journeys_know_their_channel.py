from django.db import migrations


class Migration(migrations.Migration):
    """The journeys of leads that were there before journeys said their channel themselves."""

    dependencies = [("leads", "0011_privacy_desk"), ("workflow", "0004_journey_channel")]

    operations = [
        migrations.RunSQL(
            "UPDATE workflow_journey SET channel = lead.channel FROM leads_lead AS lead WHERE lead.journey_id = workflow_journey.id",
            migrations.RunSQL.noop,
        )
    ]
