"""The worker's part of a mailing: who gets it, and his mail into the outbox, some hundreds at a time.

Each batch is one transaction with the mails, what became of each person, and how far it is. A worker that is killed leaves whole batches;
the next one goes on with those not decided yet. Each mail has the key of its recipient, so that even two workers at once make no second.
"""

from collections import Counter
from itertools import batched
from time import monotonic

from django.db import connection, transaction
from django.utils import timezone

from followup import correspondence
from followup.mailing_judging import Why, facts_of, why_not
from followup.mailing_leaving import links
from followup.mailing_placeholders import Values
from followup.mailing_text import Texts
from followup.models import Contact, Mailing, Opinion, Recipient
from leads.models import Person
from leads.models.hook import new_token
from purifikar.db.copying import commit_unwaited, copy_in
from tenants.models import Mail
from tenants.models.outbox import BULK

BATCH = 500
BUDGET = 200  # seconds of one task, below Celery's own limit; what is left is asked for again
KIND = "envio"


def work_on(key, *, seconds=BUDGET):
    """Goes on with that mailing until it is done or the time is over; True when something is left to do."""
    mailing = Mailing.objects.select_related("model", "network_model", "by").filter(pk=key).first()
    if mailing is None or not mailing.is_working or not mailing.begin_attempt():
        return False
    until = monotonic() + seconds
    with timezone.override(connection.tenant.time_zone):
        keys = mailing.recipients.chosen().in_order(mailing.ordering).values_list("pk", flat=True)
        texts, slots = (Texts.of(mailing), Values(connection.tenant, mailing.by)), Mail.objects.bulk_slots(connection.tenant)
        for batch in batched(list(keys), BATCH, strict=False):
            if monotonic() > until:
                return True
            if not _prepare(mailing, batch, texts, slots):
                return False
    mailing.finish()
    return False


@transaction.atomic
def _prepare(mailing, batch, texts, slots):
    """A batch, all of it or nothing; False when somebody has cancelled it."""
    held = Mailing.objects.select_for_update(of=["self"]).filter(pk=mailing.pk, state=Mailing.State.QUEUING).first()
    if held is None:
        return False
    commit_unwaited()
    going, staying = _judge(mailing, batch)
    mails = _mails(mailing, going, texts, slots)
    copy_in(mails)
    mailing.recipients.filter(pk__in=[row.pk for row in going]).update(state=Recipient.State.QUEUED)
    for why in set(staying.values()):
        keys = [key for key, each in staying.items() if each == why]
        mailing.recipients.filter(pk__in=keys).update(state=Recipient.State.SUPPRESSED, why=why)
    _note(mailing, going, {mail.pk: mail for mail in mails})
    tally = Counter(held.tally) + Counter(why.value for why in staying.values()) + Counter({Recipient.State.QUEUED.value: len(going)})
    mailing.settle(dict(tally))
    return True


def _judge(mailing, batch):
    """(the rows of those who get it, in their order; {key: why not} of the others)"""
    found = {row.pk: row for row in facts_of(mailing.recipients.chosen().filter(pk__in=batch))}
    rows = [found[key] for key in batch if key in found]
    taken = set(mailing.mails.filter(to__in=[row.to for row in rows if row.to]).values_list("to", flat=True))
    going, staying = [], {}
    for row in rows:
        why = why_not(row, needs_consent=mailing.needs_consent, taken=taken)
        if why == Why.NONE:
            taken.add(row.to)
            going.append(row)
        else:
            staying[row.pk] = why
    return going, staying


def _mails(mailing, going, texts, slots):
    unit, people, (text, values) = connection.tenant, _people(going), texts
    same = {"kind": KIND, "unit": unit, "priority": BULK, "batch": mailing.pk, "sender_name": mailing.sender["name"], "files": mailing.files or None}  # fmt: skip
    made = []
    for row, link in zip(going, links([row.pk for row in going]), strict=True):
        letter = text.letter(values.of(people[row.person_id]), link=link)
        mail = Mail.draft(
            id=row.pk, to=row.to, subject=letter.subject, text=letter.text, html=letter.html, unsubscribe_url=link,
            reply_to=mailing.sender["reply_to"], next_attempt_at=next(slots), **same,
        )  # fmt: skip
        if row.contact_id:
            mail.token = new_token()
            mail.reply_to = correspondence.reply_address(mail.token, mailing.by)
        made.append(mail)
    return made


def _people(going):
    people = Person.objects.filter(pk__in=[row.person_id for row in going]).with_contacts()
    return {person.pk: person for person in people}


def _note(mailing, going, mails):
    """In the history of the contacts from which it was sent, as an opinion of its own (BIM-22); an answer comes back to it."""
    keys = [row.contact_id for row in going if row.contact_id]
    if not keys:
        return
    contacts = {contact.pk: contact for contact in Contact.objects.with_desk().select_related("lead__journey").filter(pk__in=keys)}
    for row in going:
        if contact := contacts.get(row.contact_id):
            mail = mails[row.pk]
            words = f"{mailing}: {mailing.template} ({mailing.template.get_kind_display()}), por e-mail a {mail.to}\nAssunto: {mail.subject}\n\n{mail.text.strip()}"
            Opinion.objects.write(words, by=mailing.by, contact=contact, source=Opinion.Source.SYSTEM, mail=mail, reply_token=mail.token)
