"""The small tables as a unit begins with them; its people change them under Configurações (BIM-05)."""

from django.db import transaction

from followup.cycle_ready import make_cycles
from followup.models import AttendanceType, ContactMeans, Cycle, Environment
from tenants.models import OpenWork

HIGH = OpenWork.Priority.HIGH
VISIT = "Visita feita a {cliente}.\nÁgua hoje:\nQuem decide:\nCombinado:"
SHOWN = "Apresentação feita.\nInteresse:\nDúvidas:\nCombinado:"
CALLED = "Falei com {cliente}.\nDisse que\nCombinado:"
AFTER = "Pós-venda: equipamento em uso, água e vazão conferidas com {cliente}.\nObservações:"

# classification, name, then what differs from the usual
TYPES = [
    ("1", "Venda", {"colour": "azul", "process": "contato-de-venda"}),
    ("1.1", "Visita", {"days_to_next": 3, "opinion_text": VISIT}),
    ("1.2", "Apresentação", {"days_to_next": 2, "priority": HIGH, "opinion_text": SHOWN, "allows_attachments": True}),
    ("1.3", "Retorno", {"days_to_next": 7, "opinion_text": CALLED}),
    ("1.4", "Proposta", {"days_to_next": 3, "priority": HIGH, "allows_attachments": True, "attachment_limit": 10, "email_subject": "Sua proposta Purifikar", "email_text": "Olá, {cliente}!\n\nSegue a proposta que combinamos. Fico à disposição para qualquer dúvida."}),
    ("1.5", "Indicação", {"days_to_next": 2}),
    ("2", "Pós-venda", {"colour": "verde"}),
    ("2.1", "Pós-venda", {"days_to_next": 30, "opinion_text": AFTER, "email_subject": "Como está a sua água?", "email_text": "Olá, {cliente}!\n\nSeu purificador Purifikar está funcionando bem? Responda este e-mail e nós cuidamos."}),
    ("2.2", "Troca de refil", {"days_to_next": 180, "email_subject": "Está na hora de trocar o refil", "email_text": "Olá, {cliente}!\n\nO refil do seu purificador está perto do fim. Qual o melhor dia para a nossa visita?"}),
    ("2.3", "Renovação de plano", {"days_to_next": 15}),
    ("3", "Assistência", {"colour": "ambar"}),
    ("3.1", "Assistência técnica", {"days_to_next": 1, "priority": HIGH, "allows_attachments": True}),
    ("3.2", "Reclamação", {"days_to_next": 1, "priority": HIGH, "colour": "vermelho", "allows_attachments": True}),
]  # fmt: skip
MEANS = [("Telefone", False), ("WhatsApp", False), ("E-mail", False), ("Indicação", True), ("Loja", False), ("Visita porta a porta", False)]
ENVIRONMENTS = ["Sem purificador", "Água mineral em galão", "Filtro de barro", "Brastemp", "Electrolux", "IBBL", "Consul", "Everest", "Soft by Everest", "Lorenzetti", "Outro"]  # fmt: skip


def install_tables(unit=None):
    """Those of the tables that are still empty in the active unit; gives whether there was one."""
    filled = [make() for table, make in _TABLES if not table.objects.exists()]
    return bool(filled)


@transaction.atomic
def _make_types():
    groups = {}
    for classification, name, facts in TYPES:
        parent = groups.get(classification.partition(".")[0])
        made = AttendanceType(classification=classification, name=name, parent=parent, **{"colour": parent.colour if parent else "azul", **facts})  # fmt: skip
        made.save()
        if parent is None:
            groups[classification] = made


def _make_means():
    rows = (ContactMeans(name=name, asks_referral=asks, position=place) for place, (name, asks) in enumerate(MEANS, start=1))
    ContactMeans.objects.bulk_create(rows, ignore_conflicts=True)


def _make_environments():
    rows = (Environment(name=name, position=place) for place, name in enumerate(ENVIRONMENTS, start=1))
    Environment.objects.bulk_create(rows, ignore_conflicts=True)


_TABLES = ((AttendanceType, _make_types), (ContactMeans, _make_means), (Environment, _make_environments), (Cycle, make_cycles))
