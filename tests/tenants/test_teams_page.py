"""The page "Equipes" and the page of a team."""

import pytest

from purifikar.lib.links import network_url
from tenants.models import Membership, Team, User
from tests.conftest import HTMX
from tests.tenants.test_open_work import hold

LIST = "/rede/equipes/"
DEEDS = ["team_rename", "team_delete", "team_add"]


@pytest.fixture
def sudeste(db):
    return Team.objects.create(name="Sudeste")


@pytest.fixture
def atendimento(manaus):
    return Team.objects.create(name="Atendimento Manaus", unit=manaus)


def _names(page):
    return [team.name for team in page.context["teams"]]


def test_each_place_shows_its_own_teams(browser, helena, sudeste, atendimento):
    client = browser(helena)

    assert _names(client.get(LIST)) == ["Sudeste"]
    assert _names(client.get("/u/manaus/equipes/")) == ["Atendimento Manaus"]
    assert _names(client.get(LIST + "?unidade=todas")) == ["Atendimento Manaus"]


def test_a_coordenador_sees_the_teams_he_leads(browser, silvio, sudeste, membership):
    """FOL-05"""
    Team.objects.create(name="Sul").take_in(membership(silvio))

    assert _names(browser(silvio).get(LIST)) == ["Sul"]
    assert browser(silvio).get(network_url("team", sudeste.pk)).status_code == 404


def test_a_seller_sees_no_teams(browser, rafael):
    """PUR-10, FOL-15"""
    assert browser(rafael).get("/u/santos/equipes/").status_code == 403


def test_a_team_of_another_unit_is_not_found(browser, marcos, atendimento):
    assert browser(marcos).get(f"/u/santos/equipes/{atendimento.pk}/").status_code == 404


@pytest.mark.parametrize("name", DEEDS)
def test_whoever_only_sees_teams_changes_none(browser, camila, sudeste, name):
    """PUR-10"""
    assert browser(camila).post(network_url(name, sudeste.pk)).status_code == 403
    assert b"<form" not in browser(camila).get(network_url("team", sudeste.pk)).content.split(b"<main")[1].split(b"</main>")[0]


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_is_not_done_by_looking(browser, helena, sudeste, name):
    assert browser(helena).get(network_url(name, sudeste.pk)).status_code == 405


def test_signed_out_asks_for_a_sign_in(browser, sudeste):
    assert browser().get(network_url("team", sudeste.pk)).headers["Location"].startswith("/entrar/")


def test_a_team_is_made_in_the_place_where_one_is(browser, marcos, santos, campinas):
    answer = browser(marcos).post("/u/santos/equipes/nova/", {"name": "  Praia   Norte ", "unit": campinas.pk})

    team = Team.objects.get()
    assert (team.name, team.unit) == ("Praia Norte", santos)
    assert answer.headers["Location"] == f"/u/santos/equipes/{team.pk}/"


def test_a_name_is_taken_once_in_a_place_whatever_the_capitals(browser, helena, sudeste, santos):
    answer = browser(helena).post(LIST + "nova/", {"name": "SUDESTE"}, headers=HTMX)

    assert answer.status_code == 422
    assert "Já existe uma equipe com esse nome." in answer.text
    browser(helena).post("/u/santos/equipes/nova/", {"name": "Sudeste"})
    assert Team.objects.filter(unit=santos, name="Sudeste").exists()


def test_a_team_is_renamed(browser, helena, sudeste):
    browser(helena).post(network_url("team_rename", sudeste.pk), {"name": "Sudeste e Sul"})

    assert Team.objects.get().name == "Sudeste e Sul"


def test_a_refused_name_leaves_the_heading_as_it_was(browser, helena, sudeste):
    Team.objects.create(name="Sul")

    answer = browser(helena).post(network_url("team_rename", sudeste.pk), {"name": "Sul"})

    assert answer.status_code == 422
    assert "<h1>Sudeste</h1>" in answer.text


def test_an_attendant_joins_and_leaves(browser, helena, camila, sudeste, membership):
    """FOL-04, FOL-38"""
    browser(helena).post(network_url("team_add", sudeste.pk), {"person": membership(camila).pk})
    assert membership(camila).arrangement() == (sudeste, [])

    browser(helena).post(network_url("team_remove", sudeste.pk, membership(camila).pk))
    assert not sudeste.places.exists()


@pytest.mark.parametrize("name", ["mirela", "iara"])
def test_only_attendants_and_coordenadores_of_the_place_are_a_choice(browser, helena, sudeste, membership, request, name):
    """FOL-39"""
    person = membership(request.getfixturevalue(name))

    answer = browser(helena).post(network_url("team_add", sudeste.pk), {"person": person.pk}, headers=HTMX)

    assert answer.status_code == 422
    assert not sudeste.places.exists()


def test_leaving_is_refused_while_work_hangs_on_the_person(browser, helena, camila, santos, sudeste, membership):
    """FOL-36"""
    sudeste.take_in(membership(camila))
    hold(camila, santos)

    answer = browser(helena).post(network_url("team_remove", sudeste.pk, membership(camila).pk), headers=HTMX)

    assert answer.status_code == 422
    assert network_url("person_work", membership(camila).pk) in answer.text
    assert sudeste.places.exists()


def test_leaving_twice_is_leaving_once(browser, helena, camila, sudeste, membership):
    sul = Team.objects.create(name="Sul")
    sul.take_in(membership(camila))

    answer = browser(helena).post(network_url("team_remove", sudeste.pk, membership(camila).pk))

    assert answer.status_code == 302
    assert membership(camila).arrangement() == (sul, [])


def test_a_person_of_another_place_is_not_found_in_a_team(browser, helena, iara, sudeste, membership):
    assert browser(helena).post(network_url("team_remove", sudeste.pk, membership(iara).pk)).status_code == 404


def test_only_an_empty_team_is_deleted(browser, helena, camila, sudeste, membership):
    sudeste.take_in(membership(camila))
    assert browser(helena).post(network_url("team_delete", sudeste.pk)).status_code == 422

    sudeste.let_go(membership(camila))
    browser(helena).post(network_url("team_delete", sudeste.pk))

    assert not Team.objects.exists()


def test_the_list_asks_no_more_for_forty_teams_than_for_five(browser, helena, django_assert_max_num_queries):
    client = browser(helena)
    _teams(5)
    client.get(LIST)
    with django_assert_max_num_queries(14) as few:
        client.get(LIST)
    _teams(35, begin=5)
    with django_assert_max_num_queries(len(few)):
        client.get(LIST)


def _teams(number, begin=0):
    for index in range(begin, begin + number):
        user = User.objects.create(email=f"p{index}@x.example", name=f"Pessoa {index:03}")
        Team.objects.create(name=f"Equipe {index:03}").take_in(Membership.objects.give(user, "comercial"))
