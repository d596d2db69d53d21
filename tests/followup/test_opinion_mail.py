"""E-mails from an opinion: the standard text, both copies, their fate, and the answers that come in."""

import io
import types
from email.message import EmailMessage

import pytest
from django.core import mail as server
from django.core.management import call_command
from django_tenants.utils import tenant_context

from followup import standard_texts
from followup.models import AttendanceType, Opinion, OpinionDraft
from leads.models import Intake, Lead
from tenants.models import Mail, Notice
from tests.conftest import HTMX
from tests.followup.scenes import address, contact_of

ANSWER = """\
From: Marina Alves <marina@mail.example>
To: {to}
Subject: Re: Sua proposta
Message-ID: <resposta-1@mail.example>
Content-Type: text/plain; charset=utf-8

Pode ser na quinta. <b>Obrigada</b>
"""


@pytest.fixture
def contact(santos, rafael, settings):
    settings.INTAKE_MAIL_DOMAIN = "entrada.example"
    contact = contact_of(santos, by=rafael, classification="1.4")
    with tenant_context(santos):
        contact.person.emails.create(address="marina@mail.example")
    return contact


@pytest.fixture
def draft(contact, santos, rafael):
    with tenant_context(santos):
        draft = OpinionDraft.objects.begin(rafael, contact=contact)
        draft.keep("Combinei o preço.", tab="a1")
        return draft


@pytest.fixture
def write(browser, rafael, draft):
    """`write(passo="ver")`: the form of the e-mail, as it is sent."""
    facts = {"to": "marina@mail.example", "subject": "Sua proposta", "text": "Olá, Marina!"}
    return lambda **said: browser(rafael).post(address("opinion_email", draft.pk), {**facts, **said}, headers=HTMX)


@pytest.fixture
def sent(write, santos):
    """The opinion that the confirmed mail became."""
    write(passo="enviar")
    with tenant_context(santos):
        return Opinion.objects.get(source="email")


@pytest.fixture
def arrives(monkeypatch, settings):
    """`arrives(text, token)`: through the pipe, as a mail server does it; gives the exit code."""

    def piped(text, token, unit="santos"):
        to = f"{unit}+{token}@{settings.INTAKE_MAIL_DOMAIN}"
        monkeypatch.setattr("sys.stdin", types.SimpleNamespace(buffer=io.BytesIO(text.replace("{to}", to).encode())))
        try:
            call_command("receive_mail", to=to, stdout=io.StringIO())
        except SystemExit as end:
            return end.code
        return 0

    return piped


def replies(santos):
    with tenant_context(santos):
        return list(Opinion.objects.filter(source="resposta"))


def test_the_type_gives_subject_and_text_with_their_blanks_filled(browser, rafael, draft):
    """BIM-23"""
    page = browser(rafael).get(address("opinion_email", draft.pk)).text

    assert 'value="Sua proposta Purifikar"' in page
    assert "Olá, Marina Figueiredo Alves!" in page


def test_a_blank_that_is_none_of_ours_opens_nothing(browser, rafael, draft, contact, santos):
    """Attack: texts that people write are never templates"""
    with tenant_context(santos):
        AttendanceType.objects.filter(pk=contact.kind_id).update(email_text="{{ user.password }} {senha} {cliente.person} {eu}")
    page = browser(rafael).get(address("opinion_email", draft.pk)).text

    assert "{{ user.password }} {senha} {cliente.person} Rafael Moreira" in page


def test_every_blank_of_the_list_is_filled(browser, rafael, draft, contact, santos):
    """BIM-23"""
    with tenant_context(santos):
        AttendanceType.objects.filter(pk=contact.kind_id).update(email_text=f"Campos: {standard_texts.IN_WORDS}.")
    page = browser(rafael).get(address("opinion_email", draft.pk)).text

    assert "Campos: Marina Figueiredo Alves, Marina, (13) 99741-0022," in page
    assert not any(f"{{{name}}}" in page for name in standard_texts.BLANKS)


def test_it_is_seen_before_it_goes(write, santos):
    """BIM-22"""
    answer = write(passo="ver", text="<b>Olá</b>")

    assert "&lt;b&gt;Olá&lt;/b&gt;" in answer.text
    assert not Mail.objects.exists()


def test_confirmed_it_stands_in_the_opinion_and_in_one_of_its_own(sent, draft, santos):
    """BIM-21, BIM-22"""
    with tenant_context(santos):
        draft = OpinionDraft.objects.get()

    assert "E-mail enviado a marina@mail.example" in sent.text
    assert draft.text == f"Combinei o preço.\n\n{sent.text}\n"


def test_it_leaves_by_the_outbox_and_says_how_far_it_is(sent, browser, rafael, contact):
    """BIM-21"""
    mail = Mail.objects.get()
    history = lambda: browser(rafael).get(address("contact_history", contact.number)).text  # noqa: E731

    assert (mail.to, mail.reply_to) == ("marina@mail.example", f"santos+{sent.reply_token}@entrada.example")
    assert "na fila" in history()
    Mail.objects.update(state=Mail.State.UNCERTAIN)
    assert "incerto" in history()


def test_the_customer_s_program_answers_to_the_contact_s_address(sent):
    Mail.objects.claim().send()
    [letter] = server.outbox

    assert letter.reply_to == [f"santos+{sent.reply_token}@entrada.example"]
    assert "Auto-Submitted" not in letter.extra_headers


def test_confirmed_twice_it_is_sent_once(write, santos):
    receipt = "0193e0c4-7b7a-7000-8000-000000000001"
    write(passo="enviar", receipt=receipt)
    write(passo="enviar", receipt=receipt)

    assert Mail.objects.count() == 1


@pytest.mark.parametrize("facts", [{"to": "outro@fora.example"}, {"subject": " "}, {"text": ""}])
def test_it_goes_to_the_customer_s_own_addresses_and_never_empty(write, facts):
    answer = write(passo="enviar", **facts)

    assert answer.status_code == 422
    assert not Mail.objects.exists()


def test_a_subject_cannot_carry_headers(write):
    """Attack: header injection"""
    write(passo="enviar", subject="Oi\r\nBcc: todos@fora.example")
    Mail.objects.claim().send()

    assert server.outbox[0].subject == "Oi Bcc: todos@fora.example"
    assert server.outbox[0].recipients() == ["marina@mail.example"]


def test_the_answer_is_filed_with_the_contact_and_rings_its_owner(sent, arrives, santos, rafael):
    assert arrives(ANSWER, sent.reply_token) == 0
    [reply] = replies(santos)

    assert (reply.contact_id, reply.sender) == (sent.contact_id, "Marina Alves <marina@mail.example>")
    assert "Pode ser na quinta." in reply.text
    assert Notice.objects.get(user=rafael).title == "Marina Figueiredo Alves respondeu por e-mail"
    with tenant_context(santos):
        assert (Lead.objects.count(), Intake.objects.count()) == (0, 0)


def test_the_same_answer_twice_is_one(sent, arrives, santos):
    assert [arrives(ANSWER, sent.reply_token) for _ in range(2)] == [0, 0]
    assert len(replies(santos)) == 1


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + b"\0" * 64


def with_files(*files):
    """Marina's answer with those files: (name, content)."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"], letter["Message-ID"] = (
        "marina@mail.example",
        "{to}",
        "Re: Sua proposta",
        "<r-9@mail.example>",
    )
    letter.set_content("Segue a foto do lugar.")
    for name, content in files:
        letter.add_attachment(content, maintype="application", subtype="octet-stream", **({"filename": name} if name else {}))
    return letter.as_string()


def test_the_files_of_an_answer_are_kept_with_it(sent, arrives, santos, files_dir, browser, rafael):
    """BIM-28: told by their content; one without a name gets an ending"""
    assert arrives(with_files(("cozinha.png", PNG), ("", PNG)), sent.reply_token) == 0
    [reply] = replies(santos)
    with tenant_context(santos):
        files = list(reply.attachments.select_related("file"))

    assert [(each.file.file_name, each.file.content_type) for each in files] == [
        ("cozinha.png", "image/png"),
        ("documento.png", "image/png"),
    ]
    assert b"".join(browser(rafael).get(address("opinion_file", files[0].pk)).streaming_content) == PNG


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("fatura.exe", b"MZ\x90\0", "fatura.exe: Este tipo de arquivo não é aceito"),
        ("../../foto.png", b"<html><script>alert(1)</script></html>", "foto.png: O nome termina em .png, mas o conteúdo não é"),
        ("grande.png", PNG + b"\0" * 1024**2, "grande.png: O arquivo tem"),
        ("vazio.png", b"", "vazio.png: O arquivo está vazio."),
    ],
)
def test_a_hostile_file_of_an_answer_stays_out_and_is_named(sent, arrives, santos, files_dir, contact, name, content, words):
    """BIM-30: no larger than the type allows"""
    with tenant_context(santos):
        AttendanceType.objects.filter(pk=contact.kind_id).update(attachment_limit=1)
    assert arrives(with_files((name, content)), sent.reply_token) == 0
    [reply] = replies(santos)

    assert words in reply.text
    with tenant_context(santos):
        assert not reply.attachments.exists()


@pytest.mark.parametrize(
    "header", ["Auto-Submitted: auto-replied", "Precedence: bulk", "X-Autoreply: yes", "From: MAILER-DAEMON@mail.example"]
)
def test_what_a_machine_answers_is_taken_and_filed_nowhere(sent, arrives, santos, header):
    """RFC 3834: no loop begins with us"""
    text = ANSWER.partition("\n")[2] if header.startswith("From") else ANSWER

    assert arrives(f"{header}\n{text}", sent.reply_token) == 0
    assert replies(santos) == []
    assert Mail.objects.count() == 1


def test_who_answers_without_end_is_a_machine(sent, arrives, santos, monkeypatch):
    """Loop-safe whatever the headers say"""
    monkeypatch.setattr("followup.correspondence.MOST_OF_ONE", 2)
    for number in range(4):
        arrives(ANSWER.replace("resposta-1", f"resposta-{number}"), sent.reply_token)

    assert len(replies(santos)) == 2


def test_a_guessed_or_foreign_token_opens_nothing(sent, arrives, santos, campinas):
    """Attack: another unit's address with this unit's token"""
    assert arrives(ANSWER, "0" * 24) == 67
    assert arrives(ANSWER, sent.reply_token, unit="campinas") == 67
    assert replies(santos) == []
