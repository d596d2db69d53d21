"""The page "Pessoas", at the Franqueadora and in a unit."""

import pytest

from purifikar.lib.links import network_url
from tenants.models import Absence, Membership, Team, TeamPlace, User

LIST = "/u/santos/pessoas/"


def _names(page):
    return [row.user.name for row in page.context["page"].rows]


def test_the_gerente_sees_the_people_of_his_unit(browser, marcos, rafael, denise, caio, camila):
    """FOL-13, FOL-16"""
    assert _names(browser(marcos).get(LIST)) == ["Denise Farias", "Marcos Antunes", "Rafael Moreira"]


def test_the_network_begins_with_its_own_people(browser, helena, camila, rafael):
    page = browser(helena).get("/rede/pessoas/")

    assert _names(page) == ["Camila Duarte", "Helena Vasconcelos"]


def test_the_network_filters_by_unit_role_and_words(browser, helena, rafael, denise, caio, camila):
    client = browser(helena)

    assert _names(client.get("/rede/pessoas/?unidade=todas")) == ["Caio Bertolini", "Denise Farias", "Rafael Moreira"]
    assert _names(client.get("/rede/pessoas/?unidade=santos")) == ["Denise Farias", "Rafael Moreira"]
    assert _names(client.get("/rede/pessoas/?unidade=todas&papel=consultor")) == ["Caio Bertolini", "Rafael Moreira"]
    assert _names(client.get("/rede/pessoas/?unidade=todas&q=bertol")) == ["Caio Bertolini"]


def test_words_are_found_without_accents(browser, helena, silvio):
    assert _names(browser(helena).get("/rede/pessoas/?q=silvio")) == ["Sílvio Amaral"]


@pytest.mark.parametrize("address", ["?papel=rei", "?unidade=nada", "?situacao=x", "?depois=x", "?antes=a~b", "?q=%00"])
def test_a_filter_that_means_nothing_filters_nothing(browser, helena, address):
    assert _names(browser(helena).get("/rede/pessoas/" + address)) == ["Helena Vasconcelos"]


def test_ended_people_are_a_view_of_their_own(browser, marcos, rafael, denise, membership):
    membership(rafael).end(by=marcos)
    denise.deactivate()

    assert _names(browser(marcos).get(LIST)) == ["Marcos Antunes"]
    assert _names(browser(marcos).get(LIST + "?situacao=encerrados")) == ["Denise Farias", "Rafael Moreira"]


def test_fifty_people_make_a_page(browser, helena):
    _crowd(60)

    first = browser(helena).get("/rede/pessoas/")
    second = browser(helena).get("/rede/pessoas/" + first.context["page"].older_url)

    assert len(_names(first)) == 50
    assert len(_names(second)) == 11
    assert not set(_names(first)) & set(_names(second))


def test_a_coordenador_sees_the_attendants_of_his_teams_only(browser, silvio, camila, helena, membership):
    """FOL-05, FOL-16"""
    team = Team.objects.create(name="Sudeste")
    team.take_in(membership(camila))
    team.take_in(membership(silvio))

    assert _names(browser(silvio).get("/rede/pessoas/?unidade=todas")) == ["Camila Duarte", "Sílvio Amaral"]
    assert browser(silvio).get(network_url("person", membership(helena).pk)).status_code == 404


def test_a_colleague_sees_active_people_only(browser, denise, rafael, marcos, membership):
    membership(rafael).end(by=marcos)

    assert _names(browser(denise).get(LIST + "?situacao=encerrados")) == ["Denise Farias", "Marcos Antunes"]


def test_the_people_of_a_unit_are_shown_to_the_network_inside_it(browser, camila, rafael):
    """PUR-05"""
    assert _names(browser(camila).get(LIST)) == ["Rafael Moreira"]


@pytest.mark.parametrize("address", ["/rede/pessoas/", "/rede/pessoas/?unidade=todas", "/u/santos/pessoas/"])
def test_the_list_asks_no_more_for_forty_people_than_for_five(browser, helena, santos, django_assert_max_num_queries, address):
    """The same questions whatever the volume."""
    client = browser(helena)
    _crowd(5, santos)
    client.get(address)
    with django_assert_max_num_queries(16) as few:
        client.get(address)
    _crowd(35, santos, begin=5)
    with django_assert_max_num_queries(len(few)):
        client.get(address)


def _crowd(number, unit=None, begin=0):
    """People in the network and in the unit, each with a team and an absence."""
    team = Team.objects.get_or_create(name="Sudeste", unit=None)[0]
    for index in range(begin, begin + number):
        user = User.objects.create(email=f"p{index}@x.example", name=f"Pessoa {index:03}")
        member = Membership.objects.give(user, "comercial")
        TeamPlace.objects.create(team=team, membership=member, is_principal=True)
        Absence.objects.create(user=user, starts="2026-01-01", ends="2030-01-01", by=user)
        if unit:
            Membership.objects.give(user, "consultor", unit=unit)
