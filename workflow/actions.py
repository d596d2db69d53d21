"""What may happen when a journey enters a stage, out of the box.

Some deeds belong to apps above this one (a work order, a bonus). Until such an app registers its own under that name, the
deed is a task for whoever receives the journey.
"""

from django.db import connection

from tenants.models import OpenWork
from workflow import registry
from workflow.models import kinds

# name → how the editor of processes calls it
FOR_OTHERS = {
    "fieldservice.check_feasibility": "abrir a verificação de viabilidade",
    "fieldservice.prepare_material": "abrir a separação de material",
    "fieldservice.open_work_order": "abrir a ordem de serviço",
    "followup.await_first_payment": "esperar o primeiro pagamento",
}


def note_task(journey, *, by):
    """A task in words: what the stage says is to be done, kept in the history (DIR-14)."""
    journey.record("journey.task", by=by, task=journey.stage.hint or journey.stage.name, to=str(journey.holder or ""))


@registry.entry_action("workflow.raise_priority", "passar na frente na fila")
def raise_priority(journey, *, by):
    set_priority(journey, OpenWork.Priority.HIGH)


@registry.entry_action("workflow.normal_priority", "voltar à ordem normal da fila")
def normal_priority(journey, *, by):
    set_priority(journey, OpenWork.Priority.NORMAL)


@registry.entry_action("workflow.answer_appointment", "dar por feito o compromisso que ficou para trás")
def answer_appointment(journey, *, by):
    """What was written on leaving the stage is the appointment's answer (FOL-10)."""
    for appointment, said in _left_behind(journey):
        appointment.answer(said, by=by)


@registry.entry_action("workflow.cancel_appointment", "cancelar o compromisso que ficou para trás")
def cancel_appointment(journey, *, by):
    """It did not take place; the person's time is free again."""
    for appointment, said in _left_behind(journey):
        appointment.cancel(by=by, why=said)


def _left_behind(journey):
    """(marked appointment, what was written) of the stage that was just left; nothing when it goes round in the same stage."""
    left = journey.events.filter(kind="journey.decided").last()
    if left is None or left.details["stage"] == journey.stage.name:
        return []
    said = journey.events.filter(kind__in=("journey.noted", "journey.reason"), id__gt=left.id).last()
    words = (said.details.get("note") or said.details.get("reason")) if said else left.details["outcome"]
    return [(appointment, words) for appointment in journey.appointments.marked().filter(kind__in=kinds().slugs(hands_over=True))]


def set_priority(journey, priority):
    """In the journey's own row and in the shared queue's."""
    journey.priority = priority
    journey.save(update_fields=["priority"])
    OpenWork.objects.filter(unit=connection.tenant, subject=journey.pk).update(priority=priority)


registry.entry_action("workflow.note_task", "criar uma tarefa para quem recebe")(note_task)
for _name, _label in FOR_OTHERS.items():
    if not registry.has_entry_action(_name):
        registry.entry_action(_name, _label)(note_task)
