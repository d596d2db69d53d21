"""The pages of solicitações: asking, deciding, what is shown to whom."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tenants.utils import tenant_context

from tests.leads.scenes import marinas_lead  # noqa: F401 (fixture)
from workflow.install_requests import install_requests
from workflow.models import Request, RequestType, Routine

HOME = "/u/santos/solicitacoes/"
PURCHASE = {
    "title": "Filtros de reposição",
    "answers.item": "Filtro PK",
    "answers.quantidade": "12",
    "answers.motivo": "Acabaram",
    "priority": "1",
}


@pytest.fixture(autouse=True)
def installed(santos, marcos):
    with tenant_context(santos):
        install_requests()


@pytest.fixture
def asked(browser, denise):
    """Denise asked for filters; they wait for Marcos."""
    browser(denise).post(f"{HOME}nova/compras-e-servicos/", PURCHASE)
    return f"{HOME}1/"


def _page(answer):
    return " ".join(answer.content.decode().split())


def test_the_form_of_the_type_is_asked_and_kept(browser, marcos, denise, asked):
    """PUR-26"""
    page = _page(browser(marcos).get(asked))

    assert "Filtros de reposição" in page
    assert "de Denise Farias" in page
    assert "<dt>Quantidade</dt><dd>12</dd>" in page
    assert "urgência alta" in _page(browser(marcos).get(HOME))


def test_what_is_missing_is_told_at_its_field_and_nothing_is_lost(browser, denise):
    answer = browser(denise).post(f"{HOME}nova/compras-e-servicos/", PURCHASE | {"answers.quantidade": "muitos"})

    assert answer.status_code == 422
    assert "Informe um número, por exemplo 12,5." in _page(answer)
    assert 'value="Filtros de reposição"' in _page(answer)


def test_sent_twice_it_is_one(browser, denise, santos):
    twice = PURCHASE | {"receipt": "01938d5e-7a2b-7c3d-8e4f-5a6b7c8d9e0f"}
    for _ in range(2):
        browser(denise).post(f"{HOME}nova/compras-e-servicos/", twice)

    with tenant_context(santos):
        assert Request.objects.count() == 1


def test_the_gerente_decides_with_a_reason(browser, marcos, asked, santos):
    """PUR-26"""
    client = browser(marcos)
    assert "Escolha o motivo." in _page(client.post(f"{asked}decidir/recusar/", {"turn": "0"}))
    client.post(f"{asked}decidir/recusar/", {"turn": "0", "reason": "Já foi pedido"})

    assert "encerrada" in _page(client.get(asked))


def test_the_second_is_told_who_was_quicker(browser, marcos, asked):
    client = browser(marcos)
    for _ in range(2):
        answer = client.post(f"{asked}decidir/aprovar/", {"turn": "0"}, follow=True)

    assert "Já foi decidido por Marcos Antunes" in _page(answer)


def test_a_note_and_a_file_stay_with_it(browser, marcos, denise, asked, files_dir):
    """PUR-25: proof of done"""
    client = browser(denise)
    client.post(f"{asked}anotacao/", {"note": "O fornecedor deu desconto."})
    client.post(f"{asked}anexo/", {"upload": SimpleUploadedFile("orcamento.pdf", b"%PDF-1.4\n1 0 obj\n%%EOF\n")})

    page = _page(browser(marcos).get(asked))
    assert "O fornecedor deu desconto." in page
    assert "orcamento.pdf" in page
    assert "orcamento.pdf" not in _page(browser(marcos).get("/u/santos/documentos/"))


def test_somebody_whom_it_does_not_concern_finds_nothing(browser, rafael, asked):
    assert browser(rafael).get(asked).status_code == 404
    assert "Filtros" not in _page(browser(rafael).get(f"{HOME}?ver=todas"))


def test_the_list_asks_few_questions(browser, denise, marcos, asked, django_assert_max_num_queries):
    client = browser(marcos)
    for number in range(4):
        browser(denise).post(
            f"{HOME}nova/juridico/",
            {"title": f"Contrato {number}", "answers.assunto": "Contrato", "answers.descricao": "Rever", "priority": "0"},
        )
    for address in (HOME, asked):
        client.get(address)  # what is remembered of a version is read once a process

    with django_assert_max_num_queries(12):
        client.get(f"{HOME}?ver=todas")
    with django_assert_max_num_queries(16):
        client.get(asked)


def test_a_routine_and_a_type_are_made_on_their_pages(browser, marcos, santos):
    """PUR-25, requirements 1.5 point 11"""
    client = browser(marcos)
    with tenant_context(santos):
        like = RequestType.objects.get(process__slug="juridico").pk
    client.post(f"{HOME}tipos/novo/", {"name": "Contabilidade", "like": like, "questions": "Qual nota? (opcional)", "is_open": "on"})
    with tenant_context(santos):
        made = RequestType.objects.get(process__slug="contabilidade")
    client.post(f"{HOME}rotinas/nova/", {"title": "Fechar o mês", "type": made.pk, "weekdays": ["4"], "at": "08:00", "is_active": "on"})

    with tenant_context(santos):
        assert made.questions[0]["slug"] == "qual_nota"
        assert made.process.published.stages.count() == 4
        assert Routine.objects.get(title="Fechar o mês").days_in_words == "sex"


def test_a_request_may_be_about_a_potential_customer_or_about_nobody_in_the_base_yet(browser, rafael, santos, lead):
    """PUR-22: a lead by its page, somebody else in words"""
    client, about = browser(rafael), "leads/1/"
    known = client.get(f"{HOME}nova/compras-e-servicos/?sobre=/{about}").context["form"]
    client.post(f"{HOME}nova/compras-e-servicos/", PURCHASE | {name: known[name].value() for name in ("about", "about_address")})
    client.post(f"{HOME}nova/compras-e-servicos/", PURCHASE | {"about": "Dona Irene, do 52"})

    with tenant_context(santos):
        asked = list(Request.objects.order_by("number").values_list("about", "about_address"))
    assert asked == [(f"{lead.person} ({lead.code})", f"/{about}"), ("Dona Irene, do 52", "")]
