"""Models of mailings that the Franqueadora keeps for all units: written at the network, sent or copied by a unit (BIM-27, BIM-57, BIM-76)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tenants.utils import tenant_context

from followup.mailing_install import install_models
from followup.mailing_work import work_on
from followup.models import Mailing, MailingModel
from leads.models import Person
from leads.privacy import copies
from purifikar.lib.links import network_url
from tenants.models import NetworkMailingModel
from tests.followup.mailings import three
from tests.followup.scenes import address, real

PDF = b"%PDF-1.7 folder"
LETTER = {"kind": "folder", "name": "Verão da rede", "subject": "Olá, {{cliente.primeiro_nome}}", "body": "De {{unidade.nome}}", "roles": ["gerente", "consultor"], "is_active": "on"}  # fmt: skip


@pytest.fixture
def office(browser, helena):
    """Somebody who administers the network."""
    return browser(helena)


@pytest.fixture
def networks(helena):
    facts = {name: value for name, value in LETTER.items() if name != "is_active"}
    return NetworkMailingModel.objects.create(**facts, by=helena)


def attach(office, model, content=PDF):
    return office.post(network_url("network_mailing_file_new", model.pk), {"upload": SimpleUploadedFile("Folder.pdf", content)})


def read(answer):
    content = b"".join(answer.streaming_content)
    for close in answer._resource_closers:
        close()
    return content


def composed(santos, by, template, **facts):
    """As the form of a draft sends it."""
    with tenant_context(santos):
        install_models()
        number = Mailing.objects.begin(_people(), by=by).number
    return number, {"model": template.pk, "ordering": "nome", "header_text": "", "company": "unidade", **facts}


def _people():
    three()
    return Person.objects.known()


def test_a_model_is_written_at_the_network_and_every_unit_has_it(office, browser, marcos):
    """BIM-27: read there, with somebody's data, and changed nowhere but at the Franqueadora"""
    assert "Nenhum modelo da rede ainda" in office.get(network_url("network_mailing_models")).text
    office.post(network_url("network_mailing_model_new"), LETTER)
    made = NetworkMailingModel.objects.get()
    unit = browser(marcos)
    assert "Verão da rede" in unit.get(address("mailing_models")).text
    page = unit.get(address("mailing_of_network", made.pk)).text
    assert "De Santos" in page
    assert "model-form" not in page
    assert unit.get(address("mailing_model", made.pk)).status_code == 404


@pytest.mark.parametrize(("field", "value", "words"), [("body", "{{cliente.senha}}", "Não existe: {{cliente.senha}}"), ("name", "verão  DA rede", "Já existe um modelo com esse nome"), ("roles", [], "Marque ao menos um papel")])  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(office, networks, field, value, words):
    """BIM-51"""
    told = office.post(network_url("network_mailing_model_new"), LETTER | {"name": "Outro", field: value})
    assert told.status_code == 422
    assert words in " ".join(told.context["page"].form.errors[field])


def test_the_preview_at_the_network_reads_nobodys_data(office, santos):
    """BIM-51: a made-up customer of a unit"""
    with tenant_context(santos):
        three()
    shown = office.post(
        network_url("network_mailing_model_preview"), {"subject": "{{cliente.nome}}", "body": "<script>alert(1)</script>Oi"}
    )
    assert "Maria Exemplo da Silva" in shown.text
    assert "alert(1)" not in shown.text
    assert "Célia" not in shown.text


def test_a_unit_sends_it_as_it_is_with_its_file(office, networks, browser, santos, marcos, membership, files_dir):
    """BIM-27, BIM-57: the text as it was when it went, whatever the Franqueadora does with it afterwards"""
    assert attach(office, networks).status_code == 302
    with tenant_context(santos):
        mailing = Mailing.objects.begin(_people(), by=marcos, network_model=networks, company="franqueadora")
        mailing.start(member=membership(marcos))
    office.post(network_url("network_mailing_file_removal", networks.pk, networks.files.get().pk))
    NetworkMailingModel.objects.update(body="Mudou", is_active=False)
    with tenant_context(santos):
        work_on(mailing.pk)
        mail = mailing.mails.get(to="ana@mail.example")
    assert (mail.subject, mail.sender_name) == ("Olá, Ana", "Purifikar Franqueadora")
    assert "De Santos" in mail.text
    assert mail._message().attachments[0].content == PDF


def test_it_is_chosen_among_the_units_own_by_whom_it_is_released_to(networks, browser, santos, marcos):
    """BIM-76"""
    number, said = composed(santos, marcos, networks)
    desk, place = browser(marcos), address("mailing", number)
    assert '<optgroup label="Da Franqueadora">' in desk.get(place).text
    desk.post(place, said)
    assert f'value="{networks.pk}" selected' in desk.get(place).text
    assert "Verão da rede" in desk.get(address("mailings")).text
    assert "De Santos" in desk.get(address("mailing_preview", number)).text
    NetworkMailingModel.objects.update(roles=["consultor"])
    assert "Este modelo não está liberado para o seu papel." in desk.post(place, said).text


def test_what_was_taken_back_meanwhile_is_not_sent(networks, browser, santos, marcos):
    """BIM-76: looked at again when it goes"""
    number, said = composed(santos, marcos, networks)
    desk = browser(marcos)
    desk.post(address("mailing", number), said)
    NetworkMailingModel.objects.update(is_active=False)
    desk.post(address("mailing_send", number))
    assert "não está liberado para o seu papel" in desk.get(address("mailing", number)).text
    with tenant_context(santos):
        assert Mailing.objects.get(number=number).is_draft


def test_a_unit_copies_it_and_changes_its_copy(office, networks, browser, santos, marcos, files_dir):
    """BIM-27: the Franqueadora's stays what it is"""
    attach(office, networks)
    for _ in range(2):
        browser(marcos).post(address("mailing_model_copy", networks.pk))
    with tenant_context(santos):
        first, second = MailingModel.objects.filter(name__startswith="Verão da rede").order_by("pk")
        file = first.files.get()
    assert (first.name, second.name, first.roles) == ("Verão da rede", "Verão da rede (2)", LETTER["roles"])
    assert read(browser(marcos).get(address("mailing_file", first.pk, file.pk))) == PDF
    browser(marcos).post(address("mailing_model", first.pk), LETTER | {"body": "Nosso jeito"})
    networks.refresh_from_db()
    assert networks.body == "De {{unidade.nome}}"


def test_files_of_the_network_are_told_by_their_content_and_read_by_the_units(office, networks, browser, marcos, files_dir):
    """BIM-27"""
    assert attach(office, networks, b"<html><script>").status_code == 422
    attach(office, networks)
    file = networks.files.get()
    assert read(browser(marcos).get(address("mailing_of_network_file", networks.pk, file.pk))) == PDF
    assert read(office.get(network_url("network_mailing_file", networks.pk, file.pk))) == PDF
    NetworkMailingModel.objects.update(is_active=False)
    assert browser(marcos).get(address("mailing_of_network_file", networks.pk, file.pk)).status_code == 404


def test_the_report_and_the_persons_own_copy_name_the_networks_model(networks, browser, santos, marcos, membership):
    """BIM-54, LGPD art. 18"""
    with tenant_context(santos):
        mailing = Mailing.objects.begin(_people(), by=marcos, network_model=networks)
        mailing.start(member=membership(marcos))
        work_on(mailing.pk)
        recipient = mailing.recipients.select_related("person").first()
        tell = next(copy for copy in copies() if copy.name == "followup.Recipient").tell
        assert tell(recipient)["envio"] == f"{mailing.number}: Verão da rede"
    assert "Verão da rede" in browser(marcos).get(address("mailing", mailing.number)).text
    assert "Verão da rede" in browser(marcos).get(address("person_mailings", recipient.person.number)).text


def test_the_units_page_takes_a_fixed_number_of_queries(networks, helena, browser, marcos, django_assert_max_num_queries):
    for number in range(4):
        NetworkMailingModel.objects.create(name=f"Folder {number}", subject="A", body="B", roles=["gerente"], by=helena)
    client = browser(marcos)
    client.get(address("mailing_models"))
    with django_assert_max_num_queries(40) as asked:
        client.get(address("mailing_models"))
    assert len(real(asked)) <= 13
