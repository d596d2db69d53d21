from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "workflow"
    verbose_name = "processos"

    def ready(self):
        from workflow import requirements  # noqa: F401 (what outcomes may ask for)
