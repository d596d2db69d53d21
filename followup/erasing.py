"""What erasure does to sales contacts and their histories, and what of them goes into the file that a person gets (LGPD art. 18)."""

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from followup import returns
from followup.models import Contact, ContactEvent, Reopening, Watch
from leads.models.privacy import GONE
from leads.privacy import facts_of, on_erasure
from tenants.models import Notice, OpenWork


def _contacts(subject):
    """The person's own, and those of others whose words name the person."""
    return Contact.objects.filter(Q(person__in=subject.people) | subject.mentioned_in("name", "closing_words"))


def _erase_contacts(rows, subject):
    """The person's own stay as numbers, closed; of those of others the name goes. What was told of them is told no more."""
    now, told = timezone.now(), [contact.address for contact in rows]
    Notice.objects.filter(unit=connection.tenant, address__in=told).update(title="Contato de venda", text="")
    for contact in rows:
        own = contact.person_id in {person.pk for person in subject.people}
        contact.name = GONE if own else subject.redacted(contact.name)
        contact.closing_words = "" if own else subject.redacted(contact.closing_words)
        if own and contact.is_open:
            contact.closed_at, contact.result = now, Contact.Result.DONE
        contact.save(update_fields=["name", "closing_words", "closed_at", "result"])
    returns.write([contact.pk for contact in rows])


def _events(subject):
    return ContactEvent.objects.filter(Q(contact__person__in=subject.people) | subject.mentioned_in("words"))


def _reopenings(subject):
    return Reopening.objects.filter(Q(contact__person__in=subject.people) | subject.mentioned_in("reason", "answer"))


def _erase_reopenings(rows, subject):
    keys = list(rows.values_list("pk", flat=True))
    OpenWork.objects.filter(unit=connection.tenant, subject__in=keys).delete()
    Reopening.objects.filter(pk__in=keys).update(reason=GONE, answer="")


def _told(row):
    return facts_of(row, without=("person", "contact", "lead", "referral"))


def connect():
    """The histories before the contacts, by whose person they are found."""
    on_erasure("followup.ContactEvent", "História dos contatos de venda", rows=_events, erase=lambda rows, subject: rows.update(words=""), becomes="ficam as datas; saem as palavras", tell=_told)  # fmt: skip
    on_erasure("followup.Reopening", "Pedidos de reabertura", rows=_reopenings, erase=_erase_reopenings, becomes="ficam as datas; saem as palavras", tell=_told)  # fmt: skip
    on_erasure("followup.Contact", "Contatos de venda", rows=_contacts, erase=_erase_contacts, becomes="ficam as datas e o resultado; saem o assunto e as palavras", tell=_told)  # fmt: skip
    on_erasure("followup.Watch", "Quem acompanha a pessoa", rows=lambda subject: Watch.objects.filter(person__in=subject.people))
