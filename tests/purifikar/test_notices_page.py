"""The bell's page and the choice of channels (BEY-08)."""

import pytest

from tenants.models import Channel, Notice
from tests.conftest import HTMX


@pytest.fixture
def told(rafael, santos):
    return Notice.objects.tell(
        [rafael], kind="prazo_vencido", title="Prazo vencido: Padaria", text="…", key="k", unit=santos, address="/leads/7/"
    )[0]


def test_one_sees_his_own_notices_of_all_places(browser, rafael, marcos, told):
    assert "Prazo vencido: Padaria" in browser(rafael).get("/avisos/").text
    assert "Nenhum aviso ainda" in browser(marcos).get("/avisos/").text


def test_opening_one_reads_it_and_leads_to_its_page(browser, rafael, told):
    answer = browser(rafael).get(f"/avisos/{told.pk}/")

    told.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (302, "/u/santos/leads/7/")
    assert told.read_at


def test_anothers_notice_does_not_exist(browser, marcos, told):
    assert browser(marcos).get(f"/avisos/{told.pk}/").status_code == 404


def test_all_are_read_at_once(browser, rafael, told):
    answer = browser(rafael).post("/avisos/lidos/", headers=HTMX)

    assert "1 aviso marcado como lido." in answer.text
    assert Notice.objects.unread_count(rafael) == 0


def test_only_the_new_ones(browser, rafael, told):
    told.mark_read()
    assert "Tudo lido" in browser(rafael).get("/avisos/?so=novos").text


def test_the_choice_of_channels_is_kept(browser, rafael):
    page = browser(rafael)
    choices = dict.fromkeys(Notice.Kind.values, "nenhum") | {Channel.DAY: "nenhum", "prazo_chegando": "resumo"}
    assert page.post("/avisos/canais/", choices).status_code == 302

    assert Channel.objects.chosen([rafael], "prazo_chegando") == {rafael.pk: "resumo"}
    assert Channel.objects.chosen([rafael], Channel.DAY) == {rafael.pk: "nenhum"}


def test_a_choice_that_there_is_not_is_refused_at_its_field(browser, rafael):
    answer = browser(rafael).post("/avisos/canais/", {"prazo_chegando": "fax"})

    assert answer.status_code == 422
    assert not Channel.objects.exists()


def test_the_page_costs_the_same_with_many(browser, rafael, told, django_assert_max_num_queries):
    Notice.objects.bulk_create(Notice(user=rafael, kind="recebido", title="x", key=str(n)) for n in range(200))
    page = browser(rafael)
    page.get("/avisos/")
    with django_assert_max_num_queries(10):
        page.get("/avisos/")
