"""Visit sheets that leave by e-mail, with the PDF attached; each mail is an opinion of its own, so that its fate stands in the history
of the contact (BIM-53). And what a worker does for a batch.
"""

import logging
import tempfile
import uuid

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import timezone

from followup.correspondence import reply_address
from followup.models import Opinion, SheetFile
from followup.sheet_facts import sheet_of
from followup.sheet_paper import pdf_of_sheets, write_batch
from leads.models.hook import new_token
from purifikar.lib.pdf import PdfFailed, PdfUnavailable
from tenants.models import Mail

KIND = "ficha"
log = logging.getLogger(__name__)
NOTHING_LEFT = "Os compromissos destas fichas não estão mais aqui. Peça as fichas de novo."


def send(contact, *, layout, to_staff, to_customer, by, appointment=None, words="", opinions="", receipt=None):
    """To colleagues the sheet as it is printed, to the customer one that tells nothing internal. Confirmed twice, sent once.

    Raises PdfUnavailable or PdfFailed before anything is written. Gives the mails' addresses.
    """
    sent = []
    for addresses, for_customer in ((to_staff, False), (to_customer, True)):
        if addresses:
            sheet = sheet_of(contact, layout=layout, appointment=appointment, for_customer=for_customer, opinions=opinions)
            content = pdf_of_sheets([sheet], by=None if for_customer else by)
            sent += _write(sheet, content, addresses, by=by, words=words, receipt=receipt)
    return sent


@transaction.atomic
def _write(sheet, content, addresses, *, by, words, receipt):
    keys = {to: uuid.uuid5(receipt, to) for to in addresses} if receipt else {}
    known = set(Opinion.objects.filter(pk__in=keys.values(), by=by).values_list("pk", flat=True))
    new = [to for to in addresses if keys.get(to) not in known]
    if not new:
        return []
    file = SheetFile.objects.keep_made(ContentFile(content), title=f"Ficha do {sheet.contact.code}", people=[sheet.person], by=by)
    subject, text = _subject(sheet), _text(sheet, by, words)
    for to in new:
        token = new_token()
        mail = Mail.objects.write(to=to, subject=subject, text=text, kind=KIND, unit=connection.tenant, reply_to=reply_address(token, by), files=[file.mail_file])  # fmt: skip
        told = f"Ficha de visita ({sheet.layout.label.lower()}) enviada a {to} em {timezone.localtime():%d/%m/%Y às %H:%M}"
        facts = {"id": keys[to]} if keys else {}
        Opinion.objects.write(f"{told}\nAssunto: {mail.subject}\n\n{text}", by=by, contact=sheet.contact, source=Opinion.Source.EMAIL, mail=mail, reply_token=token, **facts)  # fmt: skip
    return new


def _subject(sheet):
    if sheet.for_customer:
        return f"Sua visita com a Purifikar {connection.tenant}"
    return f"Ficha de visita: {sheet.person}"


def _text(sheet, by, words):
    """Plain text: when, who, where. The customer is not told his own address's way in."""
    when = f"Quando: {sheet.when}" if sheet.when else ""
    who = f"Com: {sheet.seller}" if sheet.seller else ""
    place = sheet.appointment.place if sheet.appointment and sheet.appointment.place else str(sheet.person.address or "")
    reference = sheet.person.address.reference if sheet.person.address and not sheet.for_customer else ""
    facts = [when, who, place and f"Onde: {place}", reference and f"Referência: {reference}"]
    hello = f"Olá, {sheet.person.called}!" if sheet.for_customer else f"{sheet.person}: {sheet.contact.name}"
    parts = [hello, words.strip(), "\n".join(filter(None, facts)), "A ficha está em anexo, em PDF.", f"{by}\nPurifikar {connection.tenant}"]
    return "\n\n".join(filter(None, parts))


def make(key):
    """Makes the batch that was asked for, once; a second worker at it finds it made. Begun again, it begins from the start."""
    asked = SheetFile.objects.select_related("by", "reader").filter(pk=key, made_at=None, error="").first()
    if asked is None:
        return
    try:
        with tempfile.TemporaryFile() as output:
            asked.pages, asked.people = write_batch(asked.lines, output, by=asked.by, title=asked.title, progress=asked.note_progress)
            _keep(asked, File(output, name=asked.file_name))
    except (PdfUnavailable, PdfFailed) as failed:
        asked.fail(str(failed))
        raise


@transaction.atomic
def _keep(asked, content):
    """Once, whoever else was at it; and not where one of its people was erased meanwhile."""
    now = SheetFile.objects.select_for_update(of=["self"]).filter(pk=asked.pk).first()
    if now and now.made_at:
        return
    if not (asked.pages and now and now.lines):
        asked.fail(NOTHING_LEFT)
        return
    asked.keep(content)
    if asked.reader:
        text = f"{asked.title}\n\nAs {asked.total} fichas estão em anexo, em PDF, na ordem das horas.\n\nPedidas por {asked.by}."
        Mail.objects.write(to=asked.reader.email, subject=asked.title, text=text, kind=KIND, unit=connection.tenant, repeatable=True, files=[asked.mail_file])  # fmt: skip
