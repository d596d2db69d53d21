"""An e-mail leaves once, or somebody is told that it did not (reliability.md, decision 9)."""

import os
import signal
import smtplib
import threading
from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.utils import timezone

from tenants import tasks
from tenants.models import Mail
from tenants.models.outbox import LEASE, MOST_ATTEMPTS

from .forks import ended, fork


def write(to="ana@x.example", **facts):
    return Mail.objects.write(to=to, subject="Água limpa", text="Bom dia", kind="aviso", **facts)


@pytest.fixture
def server(monkeypatch):
    """`server["ana@x.example"] = SMTPException(…)`: what the mail server says to that address."""
    says = {}

    def send(message, *args, **kwargs):
        answer = says.get(message.to[0])
        if answer:
            raise answer
        django_mail.outbox.append(message)

    monkeypatch.setattr(EmailMultiAlternatives, "send", send)
    return says


def test_a_mail_leaves_once(db):
    mail = write()
    tasks.drain_outbox()
    tasks.drain_outbox()

    mail.refresh_from_db()
    assert (mail.state, mail.error) == ("enviado", "")
    assert [message.to for message in django_mail.outbox] == [["ana@x.example"]]


def test_a_mail_of_a_deed_that_was_undone_never_leaves(db):
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    tasks.drain_outbox()

    assert django_mail.outbox == []


def test_it_carries_its_own_message_id_and_says_that_a_machine_wrote_it(db):
    mail = write()
    tasks.drain_outbox()

    headers = django_mail.outbox[0].extra_headers
    assert headers == {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}


@pytest.mark.parametrize(
    "refusal",
    [
        ConnectionRefusedError("no server"),
        TimeoutError("slow"),
        smtplib.SMTPServerDisconnected("gone"),
        smtplib.SMTPRecipientsRefused({"ana@x.example": (550, b"no such box")}),
        smtplib.SMTPAuthenticationError(535, b"bad password"),
    ],
    ids=lambda refusal: type(refusal).__name__,
)
def test_a_refusal_is_noted_and_tried_later(db, server, refusal):
    mail = write()
    server[mail.to] = refusal
    tasks.drain_outbox()

    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("fila", 1)
    assert mail.error.startswith(type(refusal).__name__)
    assert mail.next_attempt_at > timezone.now() + timedelta(minutes=1)


def test_each_wait_is_twice_the_one_before_until_it_gives_up(db, server):
    mail = write()
    server[mail.to] = TimeoutError("slow")
    waits = []
    for _ in range(MOST_ATTEMPTS):
        Mail.objects.update(next_attempt_at=timezone.now())
        tasks.drain_outbox()
        mail.refresh_from_db()
        waits.append(round((mail.next_attempt_at - timezone.now()).total_seconds() / 60))

    assert waits == [2, 4, 8, 16, 32, 64, 128, 128]
    assert mail.state == "falhou"


def test_one_failing_mail_holds_up_no_other(db, server):
    first, second, third = write("ana@x.example"), write("eva@x.example"), write("lia@x.example")
    server[first.to], server[second.to] = TimeoutError("slow"), smtplib.SMTPException("no")
    tasks.drain_outbox()

    third.refresh_from_db()
    assert third.state == "enviado"


def test_a_mistake_of_ours_is_noted_told_of_and_holds_up_no_other(db, server):
    broken, sound = write("ana@x.example"), write("eva@x.example")
    server[broken.to] = TypeError("our own mistake")
    with pytest.raises(ExceptionGroup) as told:
        tasks.drain_outbox()

    broken.refresh_from_db()
    sound.refresh_from_db()
    assert told.group_contains(TypeError, match="our own mistake")
    assert (broken.state, broken.error, sound.state) == ("falhou", "TypeError: our own mistake", "enviado")


@pytest.mark.parametrize(("demo", "kept"), [(False, ""), (True, "Bom dia")])
def test_a_mail_that_opens_an_account_loses_its_text_once_sent(db, settings, demo, kept):
    settings.DEMO = demo
    mail = write(secret=True)
    tasks.drain_outbox()

    mail.refresh_from_db()
    assert (mail.state, mail.text) == ("enviado", kept)


def test_asking_twice_to_send_again_sends_once(db):
    mail = write()
    Mail.objects.update(state="falhou")
    twins = [Mail.objects.get(pk=mail.pk) for _ in range(2)]
    for twin in twins:
        twin.retry()
    tasks.drain_outbox()
    twins[1].retry()
    tasks.drain_outbox()

    assert len(django_mail.outbox) == 1


def test_two_senders_at_once_never_take_the_same_mail(transactional_db):
    """Real threads, real transactions: 60 mails, 4 senders, each mail sent once."""
    for number in range(60):
        write(f"p{number}@x.example")
    taken, together = [], threading.Barrier(4, timeout=60)

    def sender():
        together.wait()
        try:
            taken.extend(mail.pk for mail in Mail.objects.claim_each(seconds=300))
        finally:
            connection.close()

    threads = [threading.Thread(target=sender, daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (len(taken), len(set(taken))) == (60, 60)


def test_a_mail_in_another_senders_hands_is_passed_by(transactional_db):
    held, free = write("ana@x.example"), write("eva@x.example")
    with transaction.atomic():
        Mail.objects.select_for_update().get(pk=held.pk)
        thread = threading.Thread(target=_drain_in_thread, daemon=True)
        thread.start()
        thread.join(60)

    free.refresh_from_db()
    held.refresh_from_db()
    assert (free.state, held.state) == ("enviado", "fila")


def test_a_sender_killed_with_a_mail_in_hand_leaves_one_in_doubt_and_none_sent_twice(transactional_db, tmp_path):
    """Killed after the mail server took the mail and before we wrote it down."""
    sent = tmp_path / "sent"
    first, second = write("ana@x.example"), write("eva@x.example")
    _drain_and_die_after_sending(sent)
    tasks.drain_outbox()

    first.refresh_from_db()
    second.refresh_from_db()
    assert sent.read_text() == "ana@x.example\n"
    assert [message.to for message in django_mail.outbox] == [["eva@x.example"]]
    assert (first.state, second.state) == ("enviando", "enviado")

    Mail.objects.filter(pk=first.pk).update(claimed_at=timezone.now() - LEASE - timedelta(seconds=1))
    tasks.settle_abandoned_mail()
    tasks.drain_outbox()
    first.refresh_from_db()
    assert first.state == "incerto"
    assert len(django_mail.outbox) == 1


def test_a_sender_still_at_work_keeps_its_mail(db):
    mail = write()
    Mail.objects.claim()
    tasks.settle_abandoned_mail()

    mail.refresh_from_db()
    assert mail.state == "enviando"


def _drain_in_thread():
    try:
        tasks.drain_outbox()
    finally:
        connection.close()


def _drain_and_die_after_sending(sent):
    def drain():
        EmailMultiAlternatives.send = lambda message: _take_and_die(sent, message)
        tasks.drain_outbox()

    status = ended(fork(drain))
    assert os.WTERMSIG(status) == signal.SIGKILL


def _take_and_die(sent, message):
    with sent.open("a") as file:
        file.write(message.to[0] + "\n")
    os.kill(os.getpid(), signal.SIGKILL)
