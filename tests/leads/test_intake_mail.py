"""A mail to the unit's address becomes a lead; what a machine wrote does not, and nothing is ever answered (RFC 3834)."""

import io
import random
import types

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from django_tenants.utils import tenant_context

from leads.models import Intake, Lead
from tenants.models import Mail, Unit
from tests.leads.hooks import given_hook, given_seen, given_site  # noqa: F401 (fixtures)

PLAIN = """\
Return-Path: <marina@mail.example>
From: Marina Alves <Marina@Mail.example>
To: {to}
Subject: =?utf-8?q?Or=C3=A7amento?=
Message-ID: <abc@mail.example>
Content-Type: text/plain; charset=utf-8

Quero um purificador para a loja.
Meu WhatsApp é (13) 99741-0022.
"""


@pytest.fixture
def box(hook, santos):
    made = hook("email")
    made.address = f"santos+{made.token}@entrada.example"
    return made


@pytest.fixture
def arrives(box, monkeypatch):
    """`arrives(text)`: through the pipe, as a mail server does it; gives the exit code."""

    def piped(text, to=None):
        raw = text if isinstance(text, bytes) else text.replace("{to}", box.address).encode()
        monkeypatch.setattr("sys.stdin", types.SimpleNamespace(buffer=io.BytesIO(raw)))
        try:
            call_command("receive_mail", to=box.address.upper() if to is None else to, stdout=io.StringIO(), stderr=io.StringIO())
        except SystemExit as end:
            return end.code
        return 0

    return piped


def test_a_person_s_mail_becomes_a_lead_with_his_words_and_the_phone_in_them(arrives, seen, santos, camila):
    assert arrives(PLAIN) == 0
    [lead] = seen(Lead)

    assert (lead.person.name, lead.journey.holder) == ("Marina Alves", camila)
    with tenant_context(santos):
        assert (lead.person.phones.get().number, lead.person.emails.get().address) == ("+5513997410022", "marina@mail.example")
        assert lead.journey.events.get(kind="lead.message").details["message"].startswith("Orçamento\nQuero um purificador")


def test_a_mail_of_a_site_s_form_is_read_line_by_line(arrives, seen, santos):
    words = "Nome: Beto Reis\nTelefone: 13 99741-0033\nE-mail: beto@mail.example\nBairro: Embaré\nMensagem: À tarde.\n"
    arrives(PLAIN.replace("Marina Alves <Marina@Mail.example>", "Site <site@loja.example>").partition("\n\n")[0] + "\n\n" + words)
    [lead] = seen(Lead)

    assert (lead.person.name, lead.district) == ("Beto Reis", "Embaré")
    with tenant_context(santos):
        assert lead.person.emails.get().address == "beto@mail.example"


def test_the_same_mail_twice_is_one_lead(arrives, seen):
    arrives(PLAIN)
    arrives(PLAIN)

    assert (len(seen(Lead)), seen(Intake)[0].repeats) == (1, 1)


def test_a_reply_address_counts_more_than_the_sender_s(arrives, seen, santos):
    arrives("Reply-To: Ana <ana@mail.example>\n" + PLAIN)

    assert seen(Lead)[0].person.name == "Ana"


@pytest.mark.parametrize(
    "line",
    ["Auto-Submitted: auto-replied", "Precedence: bulk", "Precedence: auto_reply", "List-Id: <x.example>", "X-Autoreply: yes", "X-Auto-Response-Suppress: All",
     "Return-Path: <>", "Content-Type: multipart/report; report-type=delivery-status; boundary=b", "From: Mail Delivery System <MAILER-DAEMON@mail.example>",
     "From: no-reply@mail.example", "From: ", "Message-ID: <1.2@purifikar.example>", "From: Purifikar <nao@purifikar.example>",
     "From: x <santos+aaaaaaaaaaaaaaaaaaaaaaaa@entrada.example>"],
)  # fmt: skip
def test_what_a_machine_wrote_is_kept_and_makes_no_lead(arrives, seen, settings, line):
    settings.DEFAULT_FROM_EMAIL = "Purifikar <nao-responda@purifikar.example>"
    name = line.partition(":")[0]
    head, _, body = PLAIN.partition("\n\n")
    others = [each for each in head.splitlines() if not each.startswith(f"{name}:")]

    assert arrives("\n".join([line, *others]) + "\n\n" + body) == 0
    assert (seen(Lead), [intake.state for intake in seen(Intake)]) == ([], ["ignorada"])


def test_nothing_is_ever_answered(arrives):
    arrives(PLAIN)
    arrives("Auto-Submitted: auto-replied\n" + PLAIN)

    assert not Mail.objects.filter(to="marina@mail.example").exists()
    assert outbox.outbox == []


def test_a_sender_without_end_is_a_machine(arrives, seen):
    for number in range(22):
        arrives(PLAIN.replace("<abc@", f"<abc{number}@"))

    assert (len(seen(Lead)), len(seen(Intake, state="ignorada"))) == (20, 2)


@pytest.mark.parametrize(("to", "code"), [("santos+000000000000000000000000@entrada.example", 67), ("nada+000000000000000000000000@x.example", 67), ("qualquer@x.example", 67)])  # fmt: skip
def test_an_unknown_address_is_told_to_the_mail_server(arrives, seen, to, code):
    assert arrives(PLAIN, to=to) == code
    assert seen(Intake) == []


@pytest.mark.parametrize(("state", "code"), [("suspensa", 75), ("encerrada", 67)])
def test_while_the_unit_does_not_answer_the_server_keeps_the_mail(arrives, state, code):
    Unit.objects.update(state=state)

    assert arrives(PLAIN) == code


def test_without_a_recipient_the_headers_say_where_it_goes(arrives, seen):
    assert arrives(PLAIN, to="") == 0
    assert len(seen(Lead)) == 1


def test_a_mail_without_any_contact_is_kept_for_somebody_to_look_at(arrives, seen):
    arrives(PLAIN.replace("Marina@Mail.example", "marina@mail").replace("(13) 99741-0022", "aquele de sempre"))

    assert (seen(Lead), [intake.state for intake in seen(Intake)]) == ([], ["recusada"])


def test_html_is_read_as_text(arrives, seen, santos):
    arrives(PLAIN.replace("text/plain", "text/html").replace("Quero", "<script>x()</script><b>Quero</b>"))
    with tenant_context(santos):
        words = seen(Lead)[0].journey.events.get(kind="lead.message").details["message"]

    assert "<b>" not in words
    assert "x()" not in words


def test_two_hundred_broken_mails_make_no_error(arrives, box):
    """Attack set: cut, twisted, odd charsets, endless headers"""
    dice = random.Random(7)
    odd = [b"Content-Type: text/plain; charset=nada\n", b"Content-Transfer-Encoding: base64\n", b"Content-Type: multipart/mixed; boundary=x\n", b"From: \xff\xfe\n",
           b"Subject: =?utf-8?b?////?=\n", b"From: " + b"<" * 500 + b"\n", b"Message-ID: " + b"x" * 9000 + b"\n", b"\0\0", b"Reply-To: a@b@c, ;:<>\n", b""]  # fmt: skip
    for _ in range(200):
        raw = bytearray(b"".join(dice.sample(odd, 3)) + PLAIN.replace("{to}", box.address).encode())
        for _ in range(dice.choice([0, 2, 20])):
            raw[dice.randrange(len(raw))] = dice.randrange(256)
        assert arrives(bytes(raw[: dice.choice([len(raw), dice.randrange(len(raw))])])) in (0, 67)
