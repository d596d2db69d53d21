from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "workflow"
    verbose_name = "processos"

    def ready(self):
        from workflow import actions, request_words, requirements, wiring  # noqa: F401 (what stages may do, what outcomes may ask for, how it is told)

        wiring.connect()
