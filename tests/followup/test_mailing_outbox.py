"""What the outbox does for mailings: they let everything else pass, go out slowly, and carry what a mail to many must carry."""

from datetime import timedelta
from email.utils import parseaddr
from itertools import islice

import pytest
from django.core import mail as django_mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from tenants import tasks
from tenants.models import Mail
from tenants.models.outbox import BULK, BULK_A_MINUTE

LINK = "https://purifikar.example/u/santos/descadastro/abc/"


def write(to="ana@x.example", **facts):
    mail = Mail.draft(to=to, subject="Água limpa", text="Bom dia", kind="envio", **facts)
    mail.save(force_insert=True)
    return mail


def test_a_mail_that_somebody_waits_for_passes_thousands_that_are_due_longer(db):
    """BIM-58: sign-in and reminders go first"""
    longer = timezone.now() - timedelta(hours=1)
    for number in range(3):
        write(f"a{number}@x.example", priority=BULK, next_attempt_at=longer)
    Mail.objects.write(to="codigo@x.example", subject="Seu código", text="1", kind="acesso")

    assert Mail.objects.claim().to == "codigo@x.example"
    assert Mail.objects.claim().to.startswith("a")


def test_a_units_bulk_mails_leave_one_after_the_other_behind_those_that_wait(santos, campinas):
    waiting = timezone.now() + timedelta(minutes=7)
    write(priority=BULK, unit=santos, next_attempt_at=waiting)
    first, second = islice(Mail.objects.bulk_slots(santos), 2)

    assert first == waiting
    assert (second - first) * BULK_A_MINUTE == timedelta(minutes=1)
    assert next(Mail.objects.bulk_slots(campinas)) < waiting


def test_the_readers_mail_program_gets_a_button_to_leave(db):
    """BIM-54: RFC 2369 and 8058"""
    write(unsubscribe_url=LINK, sender_name="Purifikar Santos", reply_to="santos@x.example")
    tasks.drain_outbox()
    sent = django_mail.outbox[0]

    assert sent.extra_headers["List-Unsubscribe"] == f"<{LINK}>"
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (sent.from_email.startswith("Purifikar Santos <"), sent.reply_to) == (True, ["santos@x.example"])


@pytest.mark.parametrize("name", ["Santos\r\nBcc: eva@x.example", "Santos\u2028Bcc: eva@x.example", 'Santos" <eva@x.example>, "'])
def test_nobody_gets_a_header_in_by_the_senders_name_or_the_subject(db, settings, name):
    """BIM-57"""
    mail = Mail.draft(to="ana@x.example", subject=f"Olá {name}", text="Bom dia", kind="envio", sender_name=name)
    mail.save(force_insert=True)
    tasks.drain_outbox()
    message = django_mail.outbox[0].message()

    assert (message["Bcc"], message["To"]) == (None, "ana@x.example")
    assert parseaddr(message["From"])[1] == parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def test_a_mail_leaves_with_its_files_and_one_whose_file_is_gone_never_tries_again(db, files_dir):
    key = default_storage.save("folder", ContentFile(b"%PDF-1.7"))
    whole = write(files=[{"key": key, "name": "folder.pdf", "type": "application/pdf"}])
    broken = write("eva@x.example", files=[{"key": "sumiu", "name": "folder.pdf", "type": "application/pdf"}])
    tasks.drain_outbox()

    assert [(each.filename, each.content) for each in django_mail.outbox[0].attachments] == [("folder.pdf", b"%PDF-1.7")]
    assert [Mail.objects.get(pk=each.pk).state for each in (whole, broken)] == ["enviado", "falhou"]


def test_those_that_have_not_left_are_withdrawn(db):
    gone, waiting = write(), write("eva@x.example")
    Mail.objects.filter(pk=gone.pk).update(state="enviado")

    assert Mail.objects.all().withdraw() == 1
    assert Mail.objects.get(pk=waiting.pk).state == "cancelado"
