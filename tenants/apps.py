from django.apps import AppConfig
from django.db.models import fields


class TenantsConfig(AppConfig):
    name = "tenants"
    verbose_name = "rede"

    def ready(self):
        fields.BLANK_CHOICE_LABEL = "Escolha"  # Django's own has no Portuguese yet; set before any form is made
