"""The models of mailings that a unit begins with; its people change them under Configurações (BIM-27, BIM-76)."""

import re

from followup.models import MailingModel
from tenants.models.mailing_model import sending_roles

Kind = MailingModel.Kind
END = re.compile(r"</(?:p|ul|li)>|<ul>")  # one line a piece, for whoever reads the source
MANAGERS = {"gerente", "franqueado", "admin"}

# kind, name, subject, text, only for managers?
READY = [
    (
        Kind.FOLDER,
        "Folder dos purificadores",
        "{{cliente.primeiro_nome}}, água purificada sem galão",
        "<p>Olá, {{cliente.primeiro_nome}}!</p>"
        "<p>Trocar o galão por um purificador é mais simples do que parece: a gente instala no ponto de água que você já tem e cuida da troca do "
        "refil.</p>"
        "<ul><li>Água natural e gelada o dia todo</li><li>Instalação em até 3 dias úteis</li><li>Compra ou plano mensal com manutenção</li></ul>"
        "<p>Quer ver funcionando? Responda este e-mail com o melhor dia e eu passo aí.</p>"
        "<p>{{consultor.nome}}<br>{{consultor.telefone}}</p>",
        False,
    ),
    (
        Kind.AFTER_SALE,
        "Carta pós-venda",
        "Como está a sua água, {{cliente.primeiro_nome}}?",
        "<p>Olá, {{cliente.primeiro_nome}}!</p>"
        "<p>Obrigado por escolher a {{unidade.nome}}. Queremos ter certeza de que o seu purificador está funcionando bem.</p>"
        "<p>Nos primeiros dias é normal sair um pouco de ar com a água. Se notar gosto, vazamento ou vazão fraca, fale com a gente pelo telefone "
        "{{unidade.telefone}}: a visita faz parte da garantia.</p>"
        "<p>A próxima troca do refil quem lembra é a gente.</p>",
        False,
    ),
    (
        Kind.NEWS,
        "Está na hora do refil",
        "Está na hora de trocar o refil do seu purificador",
        "<p>Olá, {{cliente.primeiro_nome}}!</p>"
        "<p>O refil retém cloro, ferrugem e partículas até certo ponto; depois disso a água perde vazão e qualidade. Se o seu passou de seis "
        "meses, vale agendar a troca.</p>"
        "<p>Responda este e-mail ou ligue para {{unidade.telefone}}. A visita leva uns 20 minutos.</p>",
        False,
    ),
    (
        Kind.PRICE,
        "Aviso de reajuste anual",
        "Reajuste anual do seu plano {{unidade.nome}}",
        "<p>{{cliente.nome}},</p>"
        "<p>Como prevê o contrato, a mensalidade do seu plano é reajustada uma vez por ano. O novo valor e a data em que passa a valer estão no "
        "início deste e-mail.</p>"
        "<p>Nada muda no atendimento: refil, manutenção e visitas continuam incluídos. Se tiver dúvida sobre o cálculo, responda este e-mail ou "
        "ligue para {{unidade.telefone}}.</p>"
        "<p>{{unidade.razao_social}}<br>{{unidade.endereco}}</p>",
        True,
    ),
]


def install_models(unit=None):
    """The ready ones, where the active unit has none yet; gives whether it had none."""
    if MailingModel.objects.exists():
        return False
    everybody = [role.slug for role in sending_roles()]
    MailingModel.objects.bulk_create(
        (
            MailingModel(
                kind=kind,
                name=name,
                subject=subject,
                body=END.sub(r"\g<0>\n", body),
                roles=[slug for slug in everybody if not managers or slug in MANAGERS],
            )
            for kind, name, subject, body, managers in READY
        ),
        ignore_conflicts=True,
    )
    return True
