"""E-mails that leave from an opinion, and the answers to them: both become opinions of their own (BIM-21, BIM-22).

The address of an answer carries a token, `santos+<token>@entrada.example`, that only the mail's reader knows. Whoever answers is
taken at his word for his name, never for more; nothing is answered from here, so no loop can begin with us.
"""

from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from followup import mail_files, watching
from followup.models import Attachment, Opinion
from leads import mail_intake
from leads.models.hook import new_token
from purifikar.db.keys import uuid7
from tenants.models import Mail, Notice

KIND = "parecer"
MOST_OF_ONE, SPAN = 20, timedelta(hours=1)  # answers to one mail that are filed; who writes more is a machine
QUOTED = 4000  # of an answer, which carries our own mail along
LEFT = 2000  # of the words about files that were not kept


def reply_address(token, user):
    """Where the answer comes in by itself; without such a mailbox it goes to whoever writes."""
    domain = settings.INTAKE_MAIL_DOMAIN
    return f"{connection.tenant.slug}+{token}@{domain}" if domain else user.email


@transaction.atomic
def send(contact, *, to, subject, text, by, draft=None, receipt=None):
    """The mail into the outbox, as an opinion of its own, and pasted into the one being written (BIM-22). Confirmed twice, sent once."""
    if receipt and (first := Opinion.objects.filter(pk=receipt, by=by).first()):
        return first
    token = new_token()
    mail = Mail.objects.write(to=to, subject=subject, text=text, kind=KIND, unit=connection.tenant, reply_to=reply_address(token, by))
    words = f"E-mail enviado a {to} em {timezone.localtime():%d/%m/%Y às %H:%M}\nAssunto: {mail.subject}\n\n{text.strip()}"
    opinion = Opinion.objects.write(
        words, by=by, contact=contact, source=Opinion.Source.EMAIL, mail=mail, reply_token=token, id=receipt or uuid7()
    )
    if draft:
        draft.append(words)
    return opinion


def take_reply(token, mail):
    """Files an answer with its contact. What became of it in words, or None where no mail of ours has that token."""
    asked = Opinion.objects.filter(reply_token=token).select_related("contact__person", "contact__lead__journey", "contact__kind").first()
    if asked is None:
        return None
    facts = mail_intake.facts_of(mail)
    if why := mail_intake.why_ignored(mail, facts) or _flood(asked):
        return why
    message = (facts["message_id"] or mail_intake.digest_of(f"{facts['de']}{facts['assunto']}{facts['texto']}"))[:160]
    if Opinion.objects.filter(message_id=message).exists():
        return "Resposta que já tinha chegado"
    _file(asked, facts, message, *mail_files.keep(mail, asked, message))
    return "Resposta guardada com o contato"


@transaction.atomic
def _file(asked, facts, message, kept, refused):
    sender = f"{facts['nome']} <{facts['de']}>" if facts["nome"] else facts["de"]
    left = "\n\nFicou no e-mail:\n" + "\n".join(refused) if refused else ""
    words = f"Assunto: {facts['assunto']}\n\n{facts['texto'][:QUOTED]}{left[:LEFT]}"
    contact = asked.contact
    opinion = Opinion.objects.write(words, by=None, contact=contact, source=Opinion.Source.REPLY, sender=sender, message_id=message)
    Attachment.objects.bulk_create([Attachment(opinion=opinion, file=file) for file in kept])
    Notice.objects.tell(
        watching.still_here([contact.owner, asked.by]), kind=Notice.Kind.RECEIVED, title=f"{contact.person} respondeu por e-mail"[:160],
        text=" ".join(facts["texto"].split())[:400], key=f"resposta-email:{opinion.pk}", unit=connection.tenant,
        address=f"{contact.address}historico/",
    )  # fmt: skip


def _flood(asked):
    since = timezone.now() - SPAN
    came = Opinion.objects.filter(contact=asked.contact, source=Opinion.Source.REPLY, at__gt=since).count()
    return "Muitas respostas a este contato em uma hora." if came >= MOST_OF_ONE else ""
