"""Views of the list under a name: one's own, shared with the team, and the one with which the list begins."""

import pytest
from django_tenants.utils import tenant_context

from leads.models import SavedView
from tenants.models import Team
from tests.leads.scenes import address, marinas_lead  # noqa: F401 (fixtures)
from tests.leads.test_person_page import words


@pytest.fixture
def view(santos, rafael, lead):
    """Rafael's: late ones in Gonzaga."""
    with tenant_context(santos):
        return SavedView.objects.keep("Gonzaga atrasados", "prazo=vencido&bairro=Gonzaga", by=rafael)


def shared(view, santos):
    with tenant_context(santos):
        SavedView.objects.filter(pk=view.pk).update(is_shared=True)


def test_the_filters_of_now_get_a_name_and_stand_above_the_list_and_the_board(browser, rafael, lead):
    client = browser(rafael)
    client.post(address("saved_views"), {"name": "Gonzaga", "seen_by": "so-eu", "lista": "bairro=Gonzaga&prazo=vencido&x=1"})

    for page in ("leads", "leads_board"):
        assert '<a href="?prazo=vencido&amp;bairro=Gonzaga" aria-current="page">Gonzaga</a>' in words(
            client.get(address(page), {"prazo": "vencido", "bairro": "Gonzaga"})
        )


def test_only_what_is_shared_is_seen_by_others(browser, marcos, rafael, santos, view):
    assert "Gonzaga atrasados" in words(browser(rafael).get(address("leads"), {"ordem": "prazo"}))
    assert "Gonzaga atrasados" not in words(browser(marcos).get(address("leads"), {"ordem": "prazo"}))

    shared(view, santos)
    assert "Gonzaga atrasados" in words(browser(marcos).get(address("leads"), {"ordem": "prazo"}))


def test_what_is_shared_with_a_team_is_seen_by_it_alone(browser, camila, silvio, helena, membership, santos, lead):
    """Issue 4: saved views, shared with the team"""
    team, other = Team.objects.create(name="Manhã"), Team.objects.create(name="Tarde")
    for user in (camila, silvio):
        team.take_in(membership(user))
    browser(camila).post(address("saved_views"), {"name": "Da manhã", "seen_by": team.pk, "lista": "bairro=Gonzaga"})

    assert "Da manhã" in words(browser(silvio).get(address("leads"), {"ordem": "prazo"}))
    assert "Da manhã" not in words(browser(helena).get(address("leads"), {"ordem": "prazo"}))
    assert "sua · equipe Manhã vê" in words(browser(camila).get(address("saved_views")))
    assert browser(camila).post(address("saved_views"), {"name": "X", "seen_by": other.pk, "lista": "q=a"}).status_code == 422


def test_the_list_begins_with_the_default_and_all_are_still_one_tap_away(browser, rafael, santos, view):
    client = browser(rafael)
    client.post(address("saved_view_default", view.pk))
    assert client.get(address("leads")).headers["Location"] == f"{address('leads')}?{view.query}"
    assert client.get(address("leads"), {"ordem": "prazo"}).status_code == 200

    client.post(address("saved_view_default", view.pk))
    assert client.get(address("leads")).status_code == 200


def test_it_gets_another_name_and_goes(browser, rafael, santos, view):
    client = browser(rafael)
    client.post(address("saved_view", view.pk), {"name": "Gonzaga", "seen_by": "unidade"})
    assert "sua · toda a unidade vê" in words(client.get(address("saved_views")))

    client.post(address("saved_view_default", view.pk))
    client.post(address("saved_view_removal", view.pk))
    assert "Nenhuma vista salva" in words(client.get(address("saved_views")))
    assert client.get(address("leads")).status_code == 200


def test_what_others_share_is_used_but_not_changed(browser, marcos, santos, view):
    assert browser(marcos).get(address("saved_view", view.pk)).status_code == 404
    shared(view, santos)

    assert browser(marcos).post(address("saved_view_removal", view.pk)).status_code == 403
    assert browser(marcos).post(address("saved_view_default", view.pk)).status_code == 302


def test_the_same_name_twice_is_refused_with_words(browser, rafael, view):
    answer = browser(rafael).post(address("saved_views"), {"name": "gonzaga ATRASADOS", "seen_by": "so-eu", "lista": "q=ana"})

    assert answer.status_code == 422
    assert "já tem uma vista com esse nome" in words(answer)


@pytest.mark.parametrize("query", ["etapa=nao-existe&responsavel=0000", "prazo=%00&de=ontem&x=y", "canal=&&&="])
def test_an_old_or_broken_view_breaks_nothing(browser, rafael, santos, lead, query):
    with tenant_context(santos):
        view = SavedView.objects.keep("Velha", query, by=rafael)
        view.open_by_default(rafael)

    for page in ("leads", "leads_board"):
        assert browser(rafael).get(address(page), follow=True).status_code == 200


def test_thirty_are_enough(browser, rafael, view, monkeypatch):
    monkeypatch.setattr("leads.models.saved_view.MOST", 1)

    assert "Exclua uma antes" in words(
        browser(rafael).post(address("saved_views"), {"name": "Outra", "seen_by": "so-eu", "lista": "q=ana"})
    )
