"""What erasure does to opinions, their drafts and their files, and what of them goes into the file that a person gets (LGPD art. 18)."""

from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from followup.models import Attachment, Mention, Opinion, OpinionDraft
from leads.models.privacy import GONE
from leads.privacy import facts_of, on_erasure
from tenants.models import OpenWork
from workflow.models import UnitFile

NOTE = b"Este arquivo foi eliminado a pedido de um titular de dados (LGPD)."


def _own(subject, prefix=""):
    return Q(**{f"{prefix}contact__person__in": subject.people})


def _opinions(subject):
    """The person's own, and those about others whose words name the person."""
    return Opinion.objects.filter(_own(subject) | subject.mentioned_in("text", "standard_text", "sender")).select_related("contact")


def _erase_opinions(rows, subject):
    now, own = timezone.now(), {person.pk for person in subject.people}
    for opinion in rows:
        facts = {"text": GONE, "standard_text": "", "sender": ""}
        if not opinion.contact_id or opinion.contact.person_id not in own:
            facts = {name: subject.redacted(getattr(opinion, name)) for name in facts}
        Opinion.objects.filter(pk=opinion.pk).update(**facts, erased_at=now)


def _drafts(subject):
    return OpinionDraft.objects.filter(_own(subject) | subject.mentioned_in("text", "standard_text", "others"))


def _erase_drafts(rows, subject):
    """Written about the person they go; of those about others the name goes."""
    own = {person.pk for person in subject.people}
    for draft in rows.select_related("contact"):
        if draft.contact_id and draft.contact.person_id in own:
            draft.drop()
            continue
        draft.text, draft.standard_text = subject.redacted(draft.text), subject.redacted(draft.standard_text)
        draft.others = [{**each, "text": subject.redacted(each["text"])} for each in draft.others]
        draft.save(update_fields=["text", "standard_text", "others"])


def _files(subject):
    """Those that wait with a draft go with it; those of opinions are found by these."""
    return Attachment.objects.filter(_own(subject, "opinion__")).select_related("file")


def _erase_files(rows, subject):
    for attachment in rows:
        file = attachment.file
        facts = {"file_name": f"{file.number_in_unit}.txt", "title": GONE, "content_type": "text/plain", "size": len(NOTE)}
        UnitFile.objects.filter(pk=file.pk).update(**facts)
        transaction.on_commit(partial(_replace, file.key))


def _replace(key):
    default_storage.delete(key)
    default_storage.save(key, ContentFile(NOTE))


def _mentions(subject):
    return Mention.objects.filter(_own(subject, "opinion__"))


def _erase_mentions(rows, subject):
    keys = list(rows.values_list("pk", flat=True))
    OpenWork.objects.filter(unit=connection.tenant, subject__in=keys).delete()
    Mention.objects.filter(pk__in=keys).open().update(closed_at=timezone.now())


def _told(row):
    return facts_of(row, without=("contact", "request", "reply_token", "message_id", "mail"))


def connect():
    """Before the contacts, by whose person they are found."""
    on_erasure("followup.OpinionDraft", "Pareceres a concluir", rows=_drafts, erase=_erase_drafts)
    on_erasure("followup.Attachment", "Anexos dos pareceres", rows=_files, erase=_erase_files, becomes="o arquivo sai inteiro", tell=lambda row: {"arquivo": row.file.file_name, "guardado em": str(row.file.at)}, files=lambda row, subject: [row.file])  # fmt: skip
    on_erasure("followup.Mention", "Alinhamentos entre colegas", rows=_mentions, erase=_erase_mentions, becomes="fica que houve")
    on_erasure("followup.Opinion", "Pareceres e e-mails", rows=_opinions, erase=_erase_opinions, becomes="ficam o autor e a data; sai o texto", tell=_told)  # fmt: skip
