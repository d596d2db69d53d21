"""What the addresses of the service cycle name in the permission matrix: a ready cycle, and a draft of its next version."""

from followup.models import Cycle

READERS = "-consultor operacional recepcao gerente franqueado comercial coordenador admin"
WORKERS = "consultor operacional recepcao gerente franqueado comercial coordenador admin"
ANSWERERS = "-consultor operacional gerente franqueado comercial admin"
MANAGERS = "gerente franqueado admin"
CYCLE, QUESTION = ("cycle",), ("cycle", "cycle_question")

CYCLES = {
    "contact_cycle": (("contact",), ANSWERERS),
    "contact_answers": (("contact",), READERS),
    **dict.fromkeys(("cycles", "cycle_new"), ((), MANAGERS)),
    **dict.fromkeys(("cycle", "cycle_draft", "cycle_try", "cycle_removal", "cycle_question_new"), (CYCLE, MANAGERS)),
    **dict.fromkeys(("cycle_question", "cycle_question_place"), (QUESTION, MANAGERS)),
    **dict.fromkeys(("report_cycles", "report_cycle_contacts", "report_cycle_file"), ((), WORKERS)),
}


def furnish_cycles(admin):
    cycle = Cycle.objects.get(name="Qualificação da venda")
    return {"cycle": cycle.pk, "cycle_question": cycle.begin_draft(by=admin).questions.first().pk}
