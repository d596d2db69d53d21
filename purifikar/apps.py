from django.apps import AppConfig
from django.core.checks import register


class PurifikarConfig(AppConfig):
    name = "purifikar"

    def ready(self):
        from purifikar import celery  # noqa: F401 (tasks find their broker by it)
        from purifikar.access_check import every_view_says_who_may_enter

        register(every_view_says_who_may_enter)
