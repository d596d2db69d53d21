"""What the service cycle hangs into a contact's page, and what erasure does to its answers (LGPD art. 18)."""

from django.db.models import Q
from django.utils import timezone

from followup.acts import add_act, while_open
from followup.models import CycleAnswer, CycleDay, CycleReply
from leads.models.privacy import GONE
from leads.privacy import facts_of, on_erasure
from tenants.roles import Permission
from workflow import registry

LABEL = "Ciclo de atendimento"


def connect():
    """The answers before the contacts, by whose person they are found."""
    add_act("ciclo", "Ciclo", url_name="contact_cycle", icon="list-checks", permission=Permission.CONTACT_WORK, when=while_open)
    registry.add_panel(LABEL, "contact_answers", place="contact")
    on_erasure("followup.CycleAnswer", "Respostas dos ciclos de atendimento", rows=_answers, erase=_erase, tell=_told)
    on_erasure("followup.CycleReply", "Quando os ciclos foram respondidos", rows=_replies, erase=lambda rows, subject: None, becomes="ficam as datas e quem gravou")  # fmt: skip


def _answers(subject):
    """The person's own, and those in contacts of others whose words name the person."""
    own = Q(reply__contact__person__in=subject.people)
    return CycleAnswer.objects.filter(own | subject.mentioned_in("text")).select_related("question", "reply__contact", "reply__cycle")


def _erase(rows, subject):
    own = {person.pk for person in subject.people}
    gone = [answer.pk for answer in rows if answer.reply.contact.person_id in own]
    for answer in rows:
        if answer.reply.contact.person_id not in own:
            answer.text = subject.redacted(answer.text) or GONE
            answer.save(update_fields=["text"])
    for cycle in {answer.reply.cycle_id for answer in rows}:  # what reports added up of these days is added up anew, without them
        CycleDay.objects.touch(cycle, [timezone.localdate(answer.reply.first_at) for answer in rows if answer.reply.cycle_id == cycle])
    CycleAnswer.objects.filter(pk__in=gone).delete()


def _replies(subject):
    return CycleReply.objects.filter(contact__person__in=subject.people)


def _told(answer):
    reply = answer.reply
    kept = facts_of(reply, without=("contact", "version", "number"))
    return {"pergunta": answer.question.text, "resposta": answer.words, **kept}
