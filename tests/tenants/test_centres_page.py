"""The pages of the centros de responsabilidade: who belongs, who is in it now, and what stands against deleting one."""

import pytest
from django_tenants.utils import tenant_context

from purifikar.lib.links import network_url
from tenants.models import Centre, Team, TeamPlace
from workflow.install import install_all
from workflow.models import Stage


def words(answer):
    return " ".join(answer.content.decode().split())


def test_the_list_says_who_belongs_and_how_many_that_makes(browser, helena, rafael, caio):
    """BIM-33"""
    page = words(browser(helena).get(network_url("centres")))

    assert "Consultor Comercial" in page
    assert "Financeiro" in page
    assert "ninguém" in page
    assert Centre.objects.count_people()["vendas"] == 2


def test_the_list_asks_few_questions_however_many_centres(browser, helena, django_assert_max_num_queries):
    client = browser(helena)
    client.get(network_url("centres"))
    for number in range(12):
        Centre.objects.create(slug=f"c{number}", name=f"Centro {number}", roles=["admin"])
    with django_assert_max_num_queries(13):
        client.get(network_url("centres"))


def test_a_centre_is_made_with_its_roles(browser, helena):
    browser(helena).post(network_url("centre_new"), {"name": "Cobrança", "scope": "rede", "roles": ["apoio"]})

    assert Centre.objects.get(pk="cobranca").roles == ["apoio"]


def test_two_centres_never_have_one_name(browser, helena):
    answer = browser(helena).post(network_url("centre_new"), {"name": "vendas", "scope": "rede"})

    assert answer.status_code == 422
    assert "Já existe um centro com esse nome." in words(answer)


def test_a_team_brings_its_attendants_and_not_its_leader(camila, silvio, santos, membership):
    team = Team.objects.create(name="Sudeste")
    TeamPlace.arrange(membership(camila), principal=team)
    TeamPlace.arrange(membership(silvio), others=[team])
    centre = Centre.objects.create(slug="cobranca", name="Cobrança")
    centre.teams.add(team)

    assert [member.user for member in centre.people(santos)] == [camila]


def test_a_person_by_name_is_in_it_in_his_own_unit_only(browser, helena, rafael, santos, campinas):
    browser(helena).post(network_url("centre_add", "financeiro"), {"email": "rafael@santos.example"})
    centre = Centre.objects.get(pk="financeiro")

    assert [member.user for member in centre.people(santos)] == [rafael]
    assert not centre.people(campinas).exists()


def test_an_unknown_person_is_said_at_the_field(browser, helena):
    answer = browser(helena).post(network_url("centre_add", "financeiro"), {"email": "ninguem@x.example"})

    assert answer.status_code == 422
    assert "Ninguém com acesso ao CRM tem esse e-mail." in words(answer)


def test_somebody_by_name_is_taken_out_again(browser, helena, rafael, membership):
    centre = Centre.objects.get(pk="financeiro")
    centre.members.add(membership(rafael))
    browser(helena).post(network_url("centre_remove", "financeiro", membership(rafael).pk))

    assert not centre.members.exists()


@pytest.mark.parametrize(("slug", "said"), [("financeiro", "Ninguém está neste centro"), ("vendas", "Campinas")])
def test_an_empty_centre_is_warned_of(browser, helena, rafael, campinas, slug, said):
    """BIM-36: in the whole network, or in some of its units."""
    assert said in words(browser(helena).get(network_url("centre", slug)))


def test_units_with_attendants_at_the_franqueadora_are_not_empty(camila, santos, manaus):
    assert [unit.name for unit in Centre.objects.get(pk="atendimento").empty_units()] == ["Manaus"]


def test_a_centre_that_a_process_uses_stays(browser, helena, santos):
    Centre.objects.create(slug="cobranca", name="Cobrança")
    with tenant_context(santos):
        install_all()
        Stage.objects.filter(slug="contato").update(centre="cobranca")
    answer = browser(helena).post(network_url("centre_delete", "cobranca"))

    assert "O centro ainda é usado: processo Purifikar (Santos)" in words(answer)
    assert Centre.objects.filter(pk="cobranca").exists()


def test_a_centre_that_nothing_needs_goes(browser, helena):
    Centre.objects.create(slug="cobranca", name="Cobrança")
    browser(helena).post(network_url("centre_delete", "cobranca"))

    assert not Centre.objects.filter(pk="cobranca").exists()
