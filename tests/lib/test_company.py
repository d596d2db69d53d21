"""A company's data by its CNPJ, of a service that may be slow, wrong or hostile (BIM-74)."""

import json

import pytest
from django.core.cache import caches
from redis.exceptions import RedisError

from purifikar.lib import company
from purifikar.lib.company import CompanyServiceError, CompanyUnknownError, look_up
from purifikar.lib.company_answer import read_company
from tests.lib.companies import RAINHA, serving

CNPJ = "11444777000161"


@pytest.fixture
def service(settings, monkeypatch):
    """Asked without hurry: a busy machine is no slow service."""
    monkeypatch.setattr(company, "TOTAL_SECONDS", 120)
    with serving() as service:
        settings.COMPANY_DATA_URL = service.url
        yield service


def fails(cnpj=CNPJ):
    with pytest.raises(CompanyServiceError) as refusal:
        look_up(cnpj)
    return str(refusal.value)


def test_a_companys_facts_come_as_our_forms_write_them(service):
    found = look_up("11.444.777/0001-61")

    assert (found.name, found.trade_name, found.situation) == ("Padaria Rainha do Gonzaga Ltda", "Rainha do Gonzaga", "ativa")
    assert (found.phone, found.email, found.postcode) == ("+551332841100", "contato@rainha.example", "11055300")
    assert (found.street, found.number, found.complement) == ("Rua José Caballero", "88", "Loja 2")
    assert (found.district, found.city, found.uf) == ("Gonzaga", "Santos", "SP")
    assert service.asked == ["/api/cnpj/v1/11444777000161?fonte=teste"]


def test_an_alphanumeric_cnpj_is_asked_for_as_it_is(service):
    service.says(RAINHA | {"cnpj": "12ABC34501DE35"})
    look_up("12.abc.345/01de-35")

    assert service.asked == ["/api/cnpj/v1/12ABC34501DE35?fonte=teste"]


def test_the_same_company_is_asked_for_once_a_day(service):
    assert look_up(CNPJ) == look_up(CNPJ)
    assert len(service.asked) == 1


@pytest.mark.parametrize("status", [400, 404])
def test_a_company_that_nobody_knows_is_remembered_too(service, status):
    service.says({"message": "CNPJ não encontrado"}, status=status)
    for _ in range(2):
        with pytest.raises(CompanyUnknownError):
            look_up(CNPJ)
    assert len(service.asked) == 1


@pytest.mark.parametrize(
    ("facts", "options", "said"),
    [
        ({}, {"status": 500}, "status 500"),
        ({}, {"status": 429}, "status 429"),
        (RAINHA, {"kind": "text/html"}, "no JSON"),
        (b"<h1>Ops</h1>", {}, "no JSON"),
        (b"[" * 50_000, {}, "no JSON"),
        ([RAINHA], {}, "not about this company"),
        (RAINHA | {"cnpj": "06990590000123"}, {}, "not about this company"),
        (RAINHA | {"razao_social": None}, {}, "names no company"),
        (RAINHA | {"qsa": "x" * company.MOST_BYTES}, {}, "too large"),
    ],
)
def test_an_answer_that_is_none_is_refused(service, facts, options, said):
    service.says(facts, **options)
    assert said in fails()


def test_a_redirect_is_not_followed(service):
    def elsewhere(handler):
        handler.send_response(302)
        handler.send_header("Location", "/interno")
        handler.end_headers()

    service.tell = elsewhere

    assert fails() == "status 302"
    assert len(service.asked) == 1


@pytest.mark.parametrize("begins", [b"", b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n"])
def test_a_slow_service_is_waited_for_no_longer_than_said(service, monkeypatch, begins):
    """Drop by drop, so that no single wait is long."""

    def drips(handler):
        handler.wfile.write(begins)
        while not service.is_over.wait(0.02):
            handler.wfile.write(b" ")

    service.tell = drips
    monkeypatch.setattr(company, "TOTAL_SECONDS", 0.3)
    question = company._Question(CNPJ)

    with pytest.raises(CompanyServiceError, match="no answer in time"):
        question.answer()
    question.join(timeout=60)
    assert not question.is_alive()


def test_a_service_that_is_not_there_is_no_answer(settings):
    with serving() as gone:
        settings.COMPANY_DATA_URL = gone.url
    assert fails() == "ConnectionRefusedError"


def test_a_service_that_fails_three_times_in_a_row_is_left_alone_for_a_minute(service):
    service.says({}, status=503)
    for _ in range(3):
        fails()
    service.says(RAINHA)

    assert fails() == "left alone after failures"
    assert len(service.asked) == 3
    assert 0 < caches["network"]._cache.get_client().ttl(caches["network"].make_key("company-failures")) <= company.REST


def test_failures_that_an_answer_interrupts_are_not_in_a_row(service):
    for _ in range(2):
        service.says({}, status=503)
        fails()
        fails()
        service.says({}, status=404)
        with pytest.raises(CompanyUnknownError):
            look_up("06990590000123")
        caches["network"].delete("company:127.0.0.1:06990590000123")
    service.says(RAINHA)

    assert look_up(CNPJ).is_active


def test_with_the_cache_away_the_service_is_asked_all_the_same(service, monkeypatch):
    def away(*args, **kwargs):
        raise RedisError

    for name in ("get", "set", "add", "incr", "delete"):
        monkeypatch.setattr(type(caches["network"]), name, away)

    assert look_up(CNPJ).city == "Santos"


def test_a_folder_answers_for_the_demo(settings, tmp_path):
    (tmp_path / f"{CNPJ}.json").write_text(json.dumps(RAINHA))
    settings.COMPANY_DATA_URL = f"file:{tmp_path}"

    assert look_up(CNPJ).name == "Padaria Rainha do Gonzaga Ltda"
    with pytest.raises(CompanyUnknownError):
        look_up("06990590000123")


def test_hostile_texts_are_cut_and_freed_of_what_steers_a_screen():
    found = read_company(
        {"razao_social": "Ca\x00fé\u202e \ud800do\r\nPonto" + "x" * 900, "numero": 12, "bairro": ["x"], "uf": "<s>", "cep": "12"}
    )

    assert found.name.startswith("Ca fé do Ponto")
    assert len(found.name) == 120
    assert (found.number, found.district, found.uf, found.postcode) == ("12", "", "", "")


def test_what_is_no_phone_and_no_mail_is_left_out():
    found = read_company({"razao_social": "X", "ddd_telefone_1": "0000", "ddd_telefone_2": "11 98765-4321", "email": "a@b\nBcc: x"})

    assert (found.phone, found.email) == ("+5511987654321", "")


@pytest.mark.parametrize(
    ("said", "situation"),
    [
        ({"descricao_situacao_cadastral": "BAIXADA"}, "baixada"),
        ({"situacao_cadastral": "04"}, "inapta"),
        ({"situacao_cadastral": 2}, "ativa"),
        ({"descricao_situacao_cadastral": "<b>"}, ""),
        ({}, ""),
    ],
)
def test_the_situation_is_one_of_the_registers_words(said, situation):
    assert read_company({"razao_social": "X", **said}).situation == situation


@pytest.mark.parametrize(
    ("written", "shown"),
    [("A.B. COMERCIO S/A", "A.B. Comercio S.A."), ("DA VILA LTDA ME", "Da Vila Ltda ME"), ("iFood Ltda", "iFood Ltda")],
)
def test_capitals_are_written_as_people_do(written, shown):
    assert read_company({"razao_social": written}).name == shown
