"""Worker and beat: `celery -A purifikar.celery worker`, `celery -A purifikar.celery beat`.

The broker only shortens latency: what must happen by the clock is a row in the database, claimed by the tasks below.
Nothing waits in the broker (reliability.md §3.1), and beat may run twice or not at all without harm.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "purifikar.settings")

from celery import Celery
from celery.schedules import crontab

app = Celery("purifikar")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    task_time_limit=300,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"visibility_timeout": 3600},
    beat_schedule={
        "unidades à espera de abrir": {"task": "tenants.tasks.open_waiting_units", "schedule": 15.0},
        "e-mails a enviar": {"task": "tenants.tasks.drain_outbox", "schedule": 5.0, "options": {"expires": 5}},
        "e-mails interrompidos": {"task": "tenants.tasks.settle_abandoned_mail", "schedule": 60.0},
        # One that found no free worker for as long as until the next is not needed any more.
        "relógio dos prazos": {"task": "workflow.tasks.tick", "schedule": 5.0, "options": {"expires": 5}},
        "distribuição": {"task": "workflow.tasks.give_out", "schedule": 20.0, "options": {"expires": 20}},
        "seu dia": {"task": "workflow.tasks.write_mornings", "schedule": 30.0, "options": {"expires": 30}},
        "calendários mudados": {"task": "workflow.tasks.find_changed_calendars", "schedule": 15.0, "options": {"expires": 15}},
        "rotinas das unidades": {"task": "workflow.tasks.open_routines", "schedule": 300.0, "options": {"expires": 300}},
        "números das unidades": {"task": "leads.tasks.count_units", "schedule": 300.0, "options": {"expires": 300}},
        "conferência da fila": {"task": "workflow.tasks.check_queue", "schedule": crontab(hour=3, minute=20)},
        "tarefas longas interrompidas": {"task": "tenants.tasks.ask_errands_again", "schedule": 30.0, "options": {"expires": 30}},
        "limpeza de arquivos": {"task": "workflow.tasks.sweep_units", "schedule": crontab(hour=4, minute=40)},
        "cópias de dados vencidas": {"task": "leads.tasks.forget_exports", "schedule": crontab(hour=4, minute=50)},
        "planilhas e entradas antigas": {"task": "leads.tasks.forget_sheets", "schedule": crontab(hour=4, minute=30)},
        "fichas de visita antigas": {"task": "followup.tasks.forget_sheets", "schedule": crontab(hour=4, minute=25)},
        "somas dos ciclos": {"task": "followup.tasks.add_up_cycles", "schedule": crontab(hour=3, minute=35)},
        "disputas que ninguém viu": {"task": "tenants.tasks.look_for_disputes", "schedule": crontab(hour=3, minute=50)},
        "limpeza de avisos": {"task": "workflow.tasks.forget_old", "schedule": crontab(hour=4, minute=10)},
    },
    timezone="America/Sao_Paulo",
)
app.autodiscover_tasks()
