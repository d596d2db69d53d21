from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "leads"
    verbose_name = "leads"

    def ready(self):
        from leads import wiring

        wiring.connect()
