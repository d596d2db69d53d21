from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "followup"
    verbose_name = "follow-up"

    def ready(self):
        from followup import wiring

        wiring.connect()
