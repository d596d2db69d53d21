"""The pages of the LGPD desk, for the unit's Gerente and the network's administrator."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone
from django_tenants.utils import tenant_context

from leads import privacy_export
from leads.models import DataExport, DataRequest, Person
from tenants.models import Errand, OpenWork
from tests.leads.scenes import address, marinas_lead  # noqa: F401 (fixture)
from workflow.models import Journey

ASK = {"who": "(13) 99741-0022", "kind": "acesso", "way": "presencial", "identity": "RG no balcão"}


@pytest.fixture
def ask(browser, lead, marcos):
    """`ask(kind="eliminacao")`: the Gerente registers a request of Marina's."""

    def registered(**facts):
        return browser(marcos).post(address("privacy_new"), {**ASK, "asked_on": timezone.localdate().isoformat(), **facts})

    return registered


@pytest.fixture
def asked(ask, santos):
    ask(kind="eliminacao")
    with tenant_context(santos):
        return DataRequest.objects.get()


@pytest.fixture
def export(asked, marcos, santos, files_dir):
    with tenant_context(santos), patch.object(Errand.objects, "ask"):
        privacy_export.make(asked.export_later(by=marcos).pk)
        return DataExport.objects.get()


def test_a_request_is_registered_by_the_phone_of_who_asked(ask, santos):
    """LGPD art. 18, § 3º"""
    ask()
    with tenant_context(santos):
        assert DataRequest.objects.get().person.name == "Marina Figueiredo Alves"


def test_whom_nobody_knows_is_refused_at_the_field_with_what_was_typed(ask):
    answer = ask(who="(11) 98888-0000")

    assert answer.status_code == 422
    assert "Ninguém com isso na base." in answer.text
    assert "(11) 98888-0000" in answer.text


def test_two_of_a_name_are_told_apart_by_their_code(ask, santos):
    with tenant_context(santos):
        Person.objects.register(name="Marina Figueiredo Costa")

    assert "Mais de uma pessoa" in ask(who="Marina Figueiredo").text


def test_the_clock_cannot_start_tomorrow(ask):
    assert ask(asked_on=(timezone.localdate() + timedelta(days=1)).isoformat()).status_code == 422


def test_the_page_shows_where_the_data_came_from_and_the_days_left(browser, asked, marcos):
    """LGPD art. 18, I and II"""
    page = browser(marcos).get(address("privacy_request", asked.number)).text

    assert "Prospecção na rua" in page
    assert "faltam 15 dias" in page


def test_a_copy_is_asked_of_a_worker(browser, asked, marcos, santos):
    browser(marcos).post(address("privacy_export", asked.number))

    with tenant_context(santos):
        assert Errand.objects.get().subject == DataExport.objects.get().pk
    assert "na fila do servidor" in browser(marcos).get(address("privacy_request", asked.number)).text


def test_each_download_is_noted(browser, asked, export, marcos, santos):
    """LGPD art. 37"""
    answer = browser(marcos).get(address("privacy_file", export.token))

    assert answer.getvalue().startswith(b"PK")
    with tenant_context(santos):
        assert asked.events.get(what="baixou").by == marcos


def test_an_address_that_expired_opens_nothing(browser, export, marcos, santos):
    with tenant_context(santos):
        DataExport.objects.update(expires_at=timezone.now() - timedelta(minutes=1))

    assert browser(marcos).get(address("privacy_file", export.token)).status_code == 404


def test_erasing_asks_for_the_code_and_does_it(browser, asked, lead, marcos, santos, django_capture_on_commit_callbacks):
    page, erasure = browser(marcos), address("privacy_erasure", asked.number)
    assert "Ainda há lead em andamento: L-1" in page.get(erasure).text
    with tenant_context(santos):
        Journey.objects.update(ended_at=timezone.now(), result="perdido")
    assert page.post(erasure, {"code": "999"}).status_code == 422
    page.post(erasure, {"code": lead.person.code})

    assert "Dados eliminados" in page.get(address("privacy_request", asked.number)).text


def test_answering_stops_the_clock(browser, asked, marcos, santos):
    browser(marcos).post(address("privacy_answer", asked.number), {"outcome": "atendido", "answer": "Entregue no balcão."})

    assert not OpenWork.objects.filter(kind="privacy").exists()
    assert "atendido" in browser(marcos).get(address("privacy_desk")).text


def test_the_network_sees_the_clocks_and_no_names(browser, asked, helena):
    page = browser(helena).get("/rede/privacidade/").text

    assert "LGPD nº 1: eliminação" in page
    assert "Marina" not in page


def test_a_request_waits_in_the_managers_day(browser, asked, marcos):
    assert "LGPD nº 1: eliminação" in browser(marcos).get("/u/santos/").text
