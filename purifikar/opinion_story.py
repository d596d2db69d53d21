"""The opinions of the demo: what was said in the sales contacts, e-mails and answers, what waits to be finished, what asks a colleague."""

import random
from datetime import timedelta

from django.utils import timezone

from followup import correspondence
from followup.models import Contact, Mention, Opinion, OpinionDraft
from followup.standard_texts import fill, values_for
from purifikar import lead_story
from tenants.models import Mail, Membership

SAID = [
    "Atendeu de manhã; pediu para ligar depois das 18 h, quando o marido chega. Usa galão, três por mês.",
    "Passei no endereço e medi a pressão: 18 mca, sem problema. O ponto de água fica atrás da geladeira; precisa de 2 m de mangueira.",
    "Achou a parcela alta. Mostrei a conta do galão: em onze meses se paga. Ficou de pensar.",
    "Não atendeu duas vezes. Mandei mensagem com a foto do modelo.",
    "Comparou com a concorrência; lá a troca do refil é cobrada à parte. Expliquei o que entra no plano.",
    "Quer instalar antes do fim do mês. Combinamos que a esposa recebe o Técnico, só na parte da tarde.",
    "Perguntou se o filtro tira o gosto de cloro. Levei a jarra e provou a água na hora.",
    "A síndica pediu proposta por escrito para levar à reunião de terça-feira.",
]
DRAFTS = [
    "Quer parcelar em três vezes sem juros e perguntou se a instalação ",
    "Liguei para confirmar a visita de amanhã. Pediu que ",
]
QUESTION = "Cliente antiga, quer dois aparelhos. Podemos dar 5% à vista? Preciso responder até amanhã."
ANSWER = "Bom dia! Recebi, obrigada. Pode ser na quinta-feira à tarde? O porteiro já sabe."


def tell(unit, *, seed):
    """Fills the active unit's contacts with opinions; what is oldest was written when the contact was young."""
    dice = random.Random(f"pareceres {seed}")  # noqa: S311 (a story, no secret)
    staff = {member.role: member.user for member in Membership.objects.active().of_unit(unit).select_related("user").order_by("-since")}
    contacts = list(Contact.objects.with_desk().select_related("lead__journey").order_by("number"))
    for contact in contacts:
        for _ in range(dice.randint(1, 3)):
            _write(contact, dice)
    _standard(unit, contacts[:6], dice)
    _mails(contacts, dice)
    _unfinished([contact for contact in contacts if contact.is_open], staff)


def _write(contact, dice, text=None, **facts):
    began, ended = contact.made_at, contact.closed_at or timezone.now()
    moment = max(began, _at_work(began + (ended - began) * dice.uniform(0.1, 0.95), ended))
    with lead_story.clock(moment):
        return Opinion.objects.write(text or dice.choice(SAID), by=contact.owner or contact.made_by, contact=contact, **facts)


def _at_work(moment, until):
    """The same day in office hours, or the day before."""
    local = timezone.localtime(moment)
    at = local.replace(hour=9 + local.hour % 9)
    return at if at <= until else at - timedelta(days=1)


def _standard(unit, contacts, dice):
    for contact in contacts:
        if contact.kind.opinion_text:
            text = fill(contact.kind.opinion_text, values_for(contact, user=contact.made_by, unit=unit))
            _write(contact, dice, _filled_in(text), standard_text=text)


def _filled_in(text):
    """A standard text with what somebody adds to its lines."""
    said = {
        "Água hoje:": "galão de 20 litros.", "Quem decide:": "o casal.", "Combinado:": "proposta por escrito até sexta-feira.",
        "Interesse:": "água gelada na cozinha.", "Dúvidas:": "de quanto em quanto tempo se troca o refil.", "Disse que": "fala com a esposa hoje.",
        "Observações:": "gostou do gosto da água.",
    }  # fmt: skip
    return "\n".join(f"{line} {said[line]}" if line in said else line for line in text.splitlines())


def _mails(contacts, dice):
    """One that was answered, one that did not get out."""
    reachable = [contact for contact in contacts if contact.is_open and contact.person.emails.exists()][:2]
    for contact, state in zip(reachable, (Mail.State.SENT, Mail.State.FAILED), strict=False):
        to, moment = contact.person.emails.first().address, lead_story.at_work(timezone.now() - timedelta(hours=dice.randint(24, 48)))
        with lead_story.clock(moment):
            sent = correspondence.send(
                contact, to=to, subject="Sua proposta Purifikar", text="Segue a proposta que combinamos.", by=contact.owner
            )
        facts = {"sent_at": moment} if state == Mail.State.SENT else {"error": "SMTPRecipientsRefused: caixa postal cheia"}
        Mail.objects.filter(pk=sent.mail_id).update(state=state, created_at=moment, **facts)
        if state == Mail.State.SENT:
            sender = f"{contact.person} <{to}>"
            with lead_story.clock(moment + timedelta(hours=2)):
                Opinion.objects.write(ANSWER, by=None, contact=contact, source=Opinion.Source.REPLY, sender=sender)


def _unfinished(contacts, staff):
    writer, asked = staff["consultor"], staff.get("gerente") or staff.get("franqueado")
    for contact, text, age in zip(contacts, DRAFTS, (0, 3), strict=False):
        draft = OpinionDraft.objects.begin(writer, contact=contact)
        draft.keep(text, cursor=len(text))
        OpinionDraft.objects.filter(pk=draft.pk).update(updated_at=timezone.now() - timedelta(days=age, minutes=25))
    if len(contacts) > 2 and asked:
        opinion = Opinion.objects.write(QUESTION, by=writer, contact=contacts[2])
        Mention.objects.ring(opinion, [str(asked.pk)], by=writer)
