"""The mailings of the demo: a folder that went well, a notice of new prices with mixed fates, and a draft that waits for its text."""

import random
from datetime import timedelta

from django.utils import timezone

from followup import mailing_leaving, mailing_work
from followup.mailing_install import install_models
from followup.models import Mailing, MailingModel, Recipient
from leads.models import Consent, Person
from purifikar import lead_story
from tenants.models import Mail, Membership, NetworkMailingModel
from tenants.models.mailing_model import sending_roles

FOLDER = "Quem agendar a visita até o fim do mês ganha a instalação. A oferta vale para os bairros em que já atendemos."
PRICES = "A partir de 1º de janeiro a mensalidade passa de R$ 89,90 para R$ 93,90 (IPCA acumulado de 12 meses)."
REFUSALS = ["SMTPRecipientsRefused: 550 5.1.1 caixa postal não existe", "SMTPRecipientsRefused: 552 5.2.2 caixa postal cheia"]


NETWORKS = [
    ("folder", "Folder de verão da rede", "Verão sem carregar galão, {{cliente.primeiro_nome}}",
     "<p>Olá, {{cliente.primeiro_nome}}!</p>\n<p>Até o fim de fevereiro a instalação é por nossa conta em qualquer unidade Purifikar.</p>\n<p>{{consultor.nome}}, {{unidade.nome}}<br>{{unidade.telefone}}</p>"),
    ("informativo", "Recesso de fim de ano", "Como atendemos no fim do ano",
     "<p>{{cliente.primeiro_nome}}, entre 24 de dezembro e 2 de janeiro atendemos só urgências: vazamento e falta de água.</p>\n<p>{{unidade.nome}}: {{unidade.telefone}}</p>"),
]  # fmt: skip


def offer(*, by):
    """What the Franqueadora offers to every unit."""
    roles = [role.slug for role in sending_roles()]
    for kind, name, subject, body in NETWORKS:
        facts = {"kind": kind, "subject": subject, "body": body, "roles": roles, "by": by}
        NetworkMailingModel.objects.get_or_create(name=name, defaults=facts)


def tell(unit, *, seed):
    """Among the people whom the active unit knows; most of them have agreed to e-mails."""
    dice = random.Random(f"envios {seed}")  # noqa: S311 (a story, no secret)
    people = list(Person.objects.known().filter(emails__isnull=False, merged_into=None).distinct().order_by("number")[:60])
    members = {member.role: member for member in Membership.objects.active().of_unit(unit).select_related("user").order_by("-since")}
    manager = members.get("gerente") or members.get("franqueado")
    if not people or manager is None:
        return
    install_models()
    for person in people:
        if dice.random() < 0.8 and not person.consents.filter(use=Consent.Use.EMAIL).exists():
            person.consents.create(
                use=Consent.Use.EMAIL, wording="Formulário do site: concordo em receber e-mails.", given_at=person.created_at
            )
    keys = [person.pk for person in people]
    _went(_of("folder", FOLDER, manager, keys, "Gonzaga · com ou sem pedido"), manager, dice, days=12, left=1)
    _went(_of("reajuste", PRICES, manager, keys[: len(keys) // 2], "com pedido", ordering="bairro"), manager, dice, days=3, left=0)
    _of("informativo", "", members.get("consultor", manager), keys[:8], "último contato há mais de 6 meses")


def _of(kind, words, member, keys, chosen_by, **facts):
    model = MailingModel.objects.filter(kind=kind).first()
    return Mailing.objects.begin(
        Person.objects.filter(pk__in=keys), by=member.user, model=model, header_text=words, chosen_by=chosen_by, **facts
    )


def _went(mailing, member, dice, *, days, left):
    """Some days ago: most arrived, one or two did not, and somebody wanted no more of them."""
    moment = lead_story.at_work(timezone.now() - timedelta(days=days))
    with lead_story.clock(moment):
        mailing.start(member=member)
        mailing_work.work_on(mailing.pk)
        for recipient in Recipient.objects.filter(mailing=mailing, state=Recipient.State.QUEUED).order_by("-id")[:left]:
            mailing_leaving.leave(recipient, origin="189.46.12.201", one_click=True)
    mails = list(mailing.mails.order_by("next_attempt_at"))
    for number, mail in enumerate(mails):
        at = moment + timedelta(seconds=number * 3 + 20)
        fate = Mail.State.FAILED if number % 9 == 4 else Mail.State.UNCERTAIN if number == 7 else Mail.State.SENT
        error = (
            dice.choice(REFUSALS)
            if fate == Mail.State.FAILED
            else "O envio foi interrompido; não se sabe se saiu."
            if fate == Mail.State.UNCERTAIN
            else ""
        )
        Mail.objects.filter(pk=mail.pk).update(
            state=fate, created_at=moment, sent_at=at if fate == Mail.State.SENT else None, error=error, next_attempt_at=at
        )
    mailing.refresh_from_db()
