"""Modelos de envio under Configurações: texts, files, who may use them, as whom the unit writes (BIM-27, BIM-57, BIM-76)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tenants.utils import tenant_context

from followup.mailing_work import work_on
from followup.models import MailingModel, MailingSender
from tenants.models import Network
from tests.followup.mailings import draft, model, three
from tests.followup.scenes import address

PDF = b"%PDF-1.7 folder"


def written(**facts):
    return {"kind": "folder", "name": "Folder de verão", "subject": "Olá", "body": "Água", "roles": ["gerente"], "is_active": "on", **facts}


def of(unit, **which):
    with tenant_context(unit):
        return MailingModel.objects.filter(**which).first()


def test_a_unit_begins_with_one_of_each_kind(browser, santos, marcos):
    """BIM-27: folder, carta pós-venda, informativo, aviso de reajuste"""
    page = browser(marcos).get(address("mailing_models"))

    with tenant_context(santos):
        assert set(MailingModel.objects.values_list("kind", flat=True)) == {"folder", "pos_venda", "informativo", "reajuste"}
    assert "Carta pós-venda" in page.text


def test_a_model_is_released_to_roles_and_offered_to_nobody_else(browser, santos, marcos, rafael):
    """BIM-76"""
    page = browser(marcos)
    page.post(address("mailing_model_new"), written())
    made = of(santos, name="Folder de verão")
    with tenant_context(santos):
        number = draft(three(), by=rafael, model=made).number

    assert (made.roles, made.by) == (["gerente"], marcos)
    assert made.name not in browser(rafael).get(address("mailing", number)).text
    assert made.name in page.get(address("mailing", number)).text


@pytest.mark.parametrize(("field", "value", "words"), [("body", "{{cliente.senha}} {{cliente.documento}}", "Não existe: {{cliente.senha}}, {{cliente.documento}}"), ("subject", "{{proposta.total}}", "Não existe"), ("name", "Carta pós-venda", "Já existe um modelo com esse nome"), ("roles", ["tecnico"], ""), ("roles", [], "Marque ao menos um papel"), ("body", "x" * 8001, "")])  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(browser, santos, marcos, field, value, words):
    """BIM-51: placeholders come from a fixed list"""
    with tenant_context(santos):
        model()
    answer = browser(marcos).post(address("mailing_model_new"), written(**{field: value}))

    assert answer.status_code == 422
    assert field in answer.context["page"].form.errors
    assert words in " ".join(answer.context["page"].form.errors[field])
    assert of(santos, name="Folder de verão") is None


def test_the_preview_shows_the_texts_as_they_are_typed_with_somebodys_data(browser, santos, marcos):
    """BIM-51: live, and with nothing but what we allow"""
    with tenant_context(santos):
        three()
    said = {"subject": "{{cliente.primeiro_nome}}!", "body": "<p onclick=x>Oi, {{cliente.nome}}</p><script>alert(1)</script>\0"}
    page = browser(marcos)
    shown = page.post(address("mailing_model_preview"), said).text

    assert "<b>Célia!</b>" in shown
    assert "<p>Oi, Célia Nunes</p>" in shown
    assert "alert(1)" not in shown
    assert "Célia Nunes" in page.get(address("mailing_variables")).text


def test_a_file_goes_along_and_stays_with_what_was_sent(browser, santos, marcos, membership, files_dir):
    """BIM-27: told by its content"""
    with tenant_context(santos):
        folder = model()
    page = browser(marcos)
    page.post(address("mailing_file_new", folder.pk), {"upload": SimpleUploadedFile("Folder verão.pdf", PDF)})
    refused = page.post(address("mailing_file_new", folder.pk), {"upload": SimpleUploadedFile("folder.pdf", b"<html><script>")})
    with tenant_context(santos):
        mailing = draft(three(), by=marcos)
        mailing.start(member=membership(marcos))
        attached = folder.files.get()
    fetched = page.get(address("mailing_file", folder.pk, attached.pk))
    content = b"".join(fetched.streaming_content)
    for close in fetched._resource_closers:
        close()
    page.post(address("mailing_file_removal", folder.pk, attached.pk))
    with tenant_context(santos):
        work_on(mailing.pk)

    assert (refused.status_code, content, fetched.headers["Content-Disposition"][:10]) == (422, PDF, "attachment")
    assert [(file["name"], file["type"]) for file in mailing.mails.first().files] == [("Folder verão.pdf", "application/pdf")]


def test_files_that_a_mailbox_would_refuse_are_refused_here(browser, santos, marcos, files_dir, monkeypatch):
    """BIM-27: limits"""
    monkeypatch.setattr("followup.forms.mailing_models.MOST_BYTES", 20)
    with tenant_context(santos):
        folder = model()
    page = browser(marcos)
    answers = [
        page.post(address("mailing_file_new", folder.pk), {"upload": SimpleUploadedFile(f"{n}.pdf", PDF)}).status_code for n in range(2)
    ]

    assert answers == [302, 422]


def test_as_whom_the_unit_writes(browser, santos, marcos):
    """BIM-57: a header takes no line breaks"""
    browser(marcos).post(
        address("mailing_models"), {"name": "Água\r\nBcc: x@x.example", "reply_to": "oi@santos.example", "signature": "Equipe"}
    )

    with tenant_context(santos):
        assert MailingSender.objects.get().name == "Água Bcc: x@x.example"
        assert MailingSender.objects.count() == 1


def test_the_network_says_as_whom_its_mails_go(browser, helena):
    """BIM-57"""
    said = {
        "name": "Purifikar Franqueadora",
        "sender_name": "Purifikar Brasil",
        "sender_reply_to": "marketing@rede.example",
        "sender_signature": "Equipe",
    }
    browser(helena).post("/rede/configuracoes/", said)

    assert Network.get().sender_name == "Purifikar Brasil"
