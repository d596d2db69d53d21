from datetime import timedelta

import pytest
from django.utils import timezone

from purifikar.db.keys import uuid7
from tenants.models import Membership, Network, OpenWork, Unit, User
from tests.conftest import HTMX

UNITS = "/rede/unidades/"


def _more_units(count):
    Unit.objects.bulk_create(
        Unit(
            slug=f"bairro-{n:03}", schema_name=f"unit_bairro_{n:03}", name=f"Bairro {n:03}", legal_name="Ltda.",
            cnpj=f"{n:014}", city="Recife", uf="PE", state="suspensa",
        )
        for n in range(count)
    )  # fmt: skip


def _work(unit, *, due_in):
    OpenWork.objects.create(
        unit=unit, kind="lead", subject=uuid7(), title="Padaria Real", address="/leads/1/", due_at=timezone.now() + due_in
    )


@pytest.fixture
def helena_sees(browser, helena):
    return browser(helena)


def test_the_list_shows_each_unit_with_its_kind_process_people_and_work(helena_sees, santos, rafael, marcos):
    """PUR-07, PUR-48"""
    _work(santos, due_in=-timedelta(hours=1))
    _work(santos, due_in=timedelta(hours=1))
    page = helena_sees.get(UNITS)

    (line,) = page.context["found"].lines
    assert (line.people, line.open, line.late, line.process) == (2, 2, 1, "Purifikar")
    assert "Unidade própria · Santos/SP" in page.text


def test_what_needs_something_comes_first(helena_sees, santos, campinas, manaus, helena):
    campinas.suspend(by=helena, note="Royalties de outubro em aberto")
    Unit.objects.filter(pk=manaus.pk).update(schema_fingerprint="velho")
    found = helena_sees.get(UNITS).context["found"]

    assert [line.unit for line in found.attention_lines] == [campinas, manaus]
    assert [line.trouble[:9] for line in found.attention_lines] == ["Royalties", "Espera a "]
    assert found.calm == 1


def test_the_list_asks_the_database_as_often_for_60_units_as_for_one(
    helena_sees, santos, django_assert_num_queries, django_assert_max_num_queries
):
    helena_sees.get(UNITS)
    with django_assert_max_num_queries(16) as few:
        helena_sees.get(UNITS)
    _more_units(60)

    with django_assert_num_queries(len(few)):
        helena_sees.get(UNITS)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("q=santos", ["santos"]),
        ("q=MANAUS", ["manaus"]),
        ("tipo=propria", ["santos"]),
        ("uf=AM", ["manaus"]),
        ("situacao=ativa&uf=SP", ["campinas", "santos"]),
        ("situacao=encerrada", []),
        ("situacao=nada&tipo=nada&uf=nada", ["campinas", "manaus", "santos"]),
    ],
)
def test_filters_are_in_the_address(helena_sees, santos, campinas, manaus, question, found):
    page = helena_sees.get(f"{UNITS}?{question}")

    assert [unit.slug for unit in page.context["found"].page.rows] == found


def test_pages_by_key_show_every_unit_once_and_lead_back(helena_sees, santos):
    _more_units(120)
    seen, address = [], UNITS
    while address:
        page = helena_sees.get(address).context["found"].page
        seen += [unit.slug for unit in page.rows]
        back, address = page.newer_url, page.older_url and UNITS + page.older_url

    assert seen == [f"bairro-{n:03}" for n in range(120)] + ["santos"]
    assert [unit.slug for unit in helena_sees.get(UNITS + back).context["found"].page.rows] == seen[50:100]


@pytest.mark.parametrize("key", ["x", "~", "a~b~c", "%00~%00", "santos~"])
def test_a_key_without_sense_shows_a_page(helena_sees, santos, key):
    assert helena_sees.get(f"{UNITS}?depois={key}").status_code == 200


def test_a_coordinator_sees_units_and_may_change_none(browser, silvio, santos):
    page = browser(silvio).get(f"{UNITS}santos/")

    assert page.status_code == 200
    assert "Editar" not in page.text
    assert browser(silvio).post(f"{UNITS}santos/suspensao/", {"note": "não"}).status_code == 403


def test_the_unit_page_shows_its_facts_in_our_writing(helena_sees, santos):
    page = helena_sees.get(f"{UNITS}santos/")

    assert "11.222.333/0001-81" in page.text
    assert "Como um lead anda" in page.text


def test_suspending_keeps_the_note_and_shows_its_people_a_page(helena_sees, browser, santos, rafael):
    helena_sees.post(f"{UNITS}santos/suspensao/", {"note": "Reforma da loja"})

    answer = browser(rafael).get("/u/santos/")
    assert answer.status_code == 403
    assert "está suspensa" in answer.text
    assert "Reforma da loja" in helena_sees.get(f"{UNITS}santos/").text


def test_suspending_says_how_many_people_it_concerns(helena_sees, santos, rafael, marcos):
    assert "2 pessoas de Santos deixam de entrar agora" in helena_sees.get(f"{UNITS}santos/suspensao/").text


def test_suspending_without_a_reason_shows_the_form_again(helena_sees, santos):
    answer = helena_sees.post(f"{UNITS}santos/suspensao/", {"note": ""})

    santos.refresh_from_db()
    assert (answer.status_code, santos.state) == (422, "ativa")


def test_a_suspended_unit_resumes_with_one_click(helena_sees, browser, santos, rafael, helena):
    santos.suspend(by=helena, note="Reforma")
    helena_sees.post(f"{UNITS}santos/retomada/")

    assert browser(rafael).get("/u/santos/").status_code == 200


def test_closing_wants_the_name_written_out(helena_sees, santos):
    wrong = helena_sees.post(f"{UNITS}santos/encerramento/", {"note": "Fim do contrato", "name": "Campinas"})
    santos.refresh_from_db()
    assert (wrong.status_code, santos.state) == (422, "ativa")

    helena_sees.post(f"{UNITS}santos/encerramento/", {"note": "Fim do contrato", "name": "santos"})
    santos.refresh_from_db()
    assert santos.state == "encerrada"


def test_a_closed_unit_is_gone_for_its_people_and_offers_nothing_more(helena_sees, browser, santos, rafael, helena):
    santos.close(by=helena, note="Fim do contrato")

    assert browser(rafael).get("/u/santos/").status_code == 410
    page = helena_sees.get(f"{UNITS}santos/")
    assert "Reativar" not in page.text
    assert "Suspender" not in page.text


def test_suspending_a_closed_unit_is_refused_in_words(helena_sees, santos, helena):
    santos.close(by=helena, note="Fim do contrato")
    answer = helena_sees.post(f"{UNITS}santos/suspensao/", {"note": "De novo"}, follow=True)

    assert "A unidade está encerrada" in answer.text


def test_closing_says_what_is_left_behind(helena_sees, santos, rafael):
    _work(santos, due_in=timedelta(hours=1))
    page = helena_sees.get(f"{UNITS}santos/encerramento/")

    assert "1 pessoa perde o acesso" in page.text
    assert "1 trabalho em aberto fica sem ninguém" in page.text


def test_editing_never_moves_the_address_or_the_schema(helena_sees, santos):
    facts = _facts(santos) | {"slug": "outra", "schema_name": "unit_outra", "state": "encerrada", "name": "Santos Praia"}
    answer = helena_sees.post(f"{UNITS}santos/editar/", facts)

    santos.refresh_from_db()
    assert answer.status_code == 302
    assert (santos.name, santos.slug, santos.schema_name, santos.state) == ("Santos Praia", "santos", "unit_santos", "ativa")


def test_a_refused_edit_comes_back_filled(helena_sees, santos):
    answer = helena_sees.post(f"{UNITS}santos/editar/", _facts(santos) | {"cnpj": "11.222.333/0001-82", "name": "Santos Praia"})

    assert answer.status_code == 422
    assert "Confira o CNPJ" in answer.text
    assert 'value="Santos Praia"' in answer.text


def test_the_edit_form_enables_the_store_flow_where_the_network_allows_it(helena_sees, campinas):
    """FOL-24, FOL-25"""
    Network.objects.update_or_create(only=True, defaults={"store_flow_allowed": True})
    helena_sees.post(f"{UNITS}campinas/editar/", _facts(campinas) | {"store_flow": "on"})

    campinas.refresh_from_db()
    assert campinas.has_store_flow


def test_the_edit_form_refuses_the_store_flow_where_the_network_does_not(helena_sees, campinas):
    """FOL-24"""
    helena_sees.post(f"{UNITS}campinas/editar/", _facts(campinas) | {"store_flow": "on"})

    campinas.refresh_from_db()
    assert not campinas.store_flow


def test_another_process_takes_the_store_flow_along(helena_sees, campinas):
    """FOL-07"""
    Network.objects.update_or_create(only=True, defaults={"store_flow_allowed": True})
    Unit.objects.filter(pk=campinas.pk).update(store_flow=True)
    helena_sees.post(f"{UNITS}campinas/editar/", _facts(campinas) | {"store_flow": "on", "process": "processo-1"})

    campinas.refresh_from_db()
    assert (campinas.process, campinas.store_flow) == ("processo-1", False)


def test_the_network_settings_allow_the_store_flow(helena_sees):
    """FOL-24"""
    helena_sees.post("/rede/configuracoes/", {"name": "Purifikar", "store_flow_allowed": "on"})

    assert Network.get().store_flow_allowed


def test_a_refused_network_form_answers_over_itself(helena_sees):
    answer = helena_sees.post("/rede/configuracoes/", {"name": ""}, headers=HTMX)

    assert (answer.status_code, answer.headers["HX-Retarget"]) == (422, "#network-form")


def test_the_network_settings_lead_to_the_units(helena_sees):
    """FOL-25: Configurações > Gestão > Unidades"""
    page = helena_sees.get("/rede/configuracoes/")

    assert "Gestão" in page.text
    assert f'href="{UNITS}"' in page.text


def test_a_manager_finds_nothing_of_the_networks_units(browser, marcos):
    assert browser(marcos).get(UNITS).status_code == 404


def test_people_of_another_unit_and_ended_ones_are_not_counted(helena_sees, santos, campinas, rafael, caio, helena):
    Membership.objects.give(User.objects.create_user("ex@santos.example", name="Ex"), "consultor", unit=santos).end(by=helena)

    lines = {line.unit: line.people for line in helena_sees.get(UNITS).context["found"].lines}
    assert lines == {santos: 1, campinas: 1}


def _facts(unit):
    names = "name kind legal_name cnpj phone email postcode street number complement district city uf time_zone process attendant_role"
    return {name: getattr(unit, name) for name in names.split()}
