"""The page of a person: what is changed there, by whom, and what is refused."""

import pytest

from purifikar.lib.links import network_url, unit_url
from tenants.models import Mail, Membership, Team, TeamPlace
from tests.conftest import HTMX
from tests.tenants.test_open_work import hold

DEEDS = ["person_role", "person_switches", "person_teams", "person_end", "person_return", "absence_new"]
ADMIN_DEEDS = ["person_deactivate", "person_reactivate", "person_move"]


@pytest.fixture
def at(santos, membership):
    """`at("person_role", rafael)`: that page about that person, inside Santos."""
    return lambda name, user: unit_url(santos, name, membership(user).pk)


@pytest.fixture
def in_network(membership):
    return lambda name, user: network_url(name, membership(user).pk)


def test_a_colleague_reads_name_role_phone_and_email_only(browser, denise, rafael, at):
    """PUR-10"""
    page = browser(denise).get(at("person", rafael))

    assert b"rafael@santos.example" in page.content
    assert b"Encerrar acesso" not in page.content
    assert b"Em andamento" not in page.content
    assert b"<form" not in page.content.split(b"<main")[1].split(b"</main>")[0]


def test_a_colleague_does_not_see_whose_access_was_ended(browser, denise, rafael, marcos, membership, at):
    membership(rafael).end(by=marcos)

    assert browser(denise).get(at("person", rafael)).status_code == 404


@pytest.mark.parametrize("name", ["person", "person_work", *DEEDS])
def test_a_person_of_another_unit_is_not_found(browser, marcos, caio, at, name):
    assert browser(marcos).post(at(name, caio)).status_code == 404


@pytest.mark.parametrize("name", ["person_work", *DEEDS, *ADMIN_DEEDS])
def test_whoever_does_not_look_after_people_changes_nothing(browser, denise, rafael, at, name):
    """PUR-10"""
    assert browser(denise).post(at(name, rafael)).status_code == 403


@pytest.mark.parametrize("name", ADMIN_DEEDS)
def test_what_goes_beyond_the_unit_is_the_administrators(browser, marcos, rafael, at, name):
    assert browser(marcos).post(at(name, rafael)).status_code == 403


@pytest.mark.parametrize("name", ["person_role", "person_end", "person_return"])
def test_nobody_decides_on_himself(browser, marcos, at, name):
    assert browser(marcos).post(at(name, marcos), {"role": "franqueado"}).status_code == 403


@pytest.mark.parametrize("name", [*ADMIN_DEEDS, "person_role", "person_end"])
def test_the_administrator_does_not_decide_on_himself(browser, helena, in_network, name):
    assert browser(helena).post(in_network(name, helena)).status_code == 403


def test_a_gerente_cannot_touch_the_franqueado(browser, marcos, santos, ulisses, at):
    Membership.objects.give(ulisses, "franqueado", unit=santos)

    assert browser(marcos).post(at("person_end", ulisses)).status_code == 403
    assert b"Encerrar acesso" not in browser(marcos).get(at("person", ulisses)).content


@pytest.mark.parametrize("name", ["people", "person_invite"])
def test_signed_out_asks_for_a_sign_in(browser, santos, name):
    assert browser().get(unit_url(santos, name)).headers["Location"].startswith("/entrar/")


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_is_not_done_by_looking(browser, marcos, rafael, at, name):
    assert browser(marcos).get(at(name, rafael)).status_code == 405


def test_another_role_is_given(browser, marcos, rafael, membership, at):
    answer = browser(marcos).post(at("person_role", rafael), {"role": "operacional"})

    assert answer.headers["Location"] == at("person", rafael)
    assert membership(rafael).role == "operacional"


def test_by_htmx_only_the_pieces_come_back(browser, marcos, rafael, at):
    answer = browser(marcos).post(at("person_role", rafael), {"role": "operacional"}, headers=HTMX)

    assert answer.content.startswith(b'<section class="pk-section" id="person-role"') or b'id="person-role"' in answer.content[:200]
    assert b"<html" not in answer.content
    assert b'id="person-lead" hx-swap-oob="true"' in answer.content


@pytest.mark.parametrize("role", ["admin", "comercial", "franqueado", "rei", ""])
def test_a_gerente_gives_no_role_beyond_his_say(browser, marcos, rafael, membership, at, role):
    answer = browser(marcos).post(at("person_role", rafael), {"role": role}, headers=HTMX)

    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "#person-role"
    assert membership(rafael).role == "consultor"


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_role_refused_for_work_in_hand_keeps_what_was_chosen(browser, marcos, rafael, santos, membership, at, headers):
    """FOL-36"""
    hold(rafael, santos)

    answer = browser(marcos).post(at("person_role", rafael), {"role": "operacional"}, headers=headers)

    assert answer.status_code == 422
    assert '<option value="operacional" selected>' in answer.text
    assert "Transfira antes de mudar" in answer.text
    assert f'href="{at("person_work", rafael)}"' in answer.text


def test_ending_is_refused_while_work_hangs_on_the_person(browser, marcos, rafael, santos, membership, at):
    """FOL-36"""
    hold(rafael, santos)

    answer = browser(marcos).post(at("person_end", rafael), headers=HTMX)

    assert answer.status_code == 422
    assert f'href="{at("person_work", rafael)}"' in answer.text
    assert membership(rafael).is_active


def test_the_work_in_hand_is_listed(browser, marcos, rafael, santos, campinas, at):
    """FOL-36"""
    hold(rafael, santos, "Lead de Marina Prates")
    hold(rafael, campinas, "Lead de outro lugar")

    page = browser(marcos).get(at("person_work", rafael))

    assert "Lead de Marina Prates" in page.text
    assert "Lead de outro lugar" not in page.text


def test_ended_access_closes_the_unit_on_the_next_click(browser, marcos, rafael, at):
    seller = browser(rafael)
    assert seller.get("/u/santos/").status_code == 200

    browser(marcos).post(at("person_end", rafael))
    assert seller.get("/u/santos/").status_code == 404

    browser(marcos).post(at("person_return", rafael))
    assert seller.get("/u/santos/").status_code == 200


def test_switches_are_set_and_nothing_else(browser, marcos, rafael, santos, campinas, membership, at):
    """FOL-29, FOL-30; extra fields change nothing."""
    extra = {"role": "gerente", "unit": campinas.pk, "user": marcos.pk, "ended_at": "2020-01-01", "is_active": ""}

    browser(marcos).post(at("person_switches", rafael), {"creates_flow_leads": "on", **extra})

    member = membership(rafael)
    assert (member.receives_web_leads, member.creates_flow_leads) == (False, True)
    assert (member.role, member.unit, member.is_active) == ("consultor", santos, True)


def test_an_account_is_deactivated_and_reactivated_by_the_administrator(browser, helena, rafael, in_network):
    seller = browser(rafael)
    browser(helena).post(in_network("person_deactivate", rafael))
    assert seller.get("/u/santos/").status_code == 302

    browser(helena).post(in_network("person_reactivate", rafael))
    assert browser(rafael).get("/u/santos/").status_code == 200


def test_a_lost_second_factor_is_reset_by_the_administrator(browser, helena, camila, in_network):
    """Its owner is told by e-mail, and his open sessions end."""
    camila.authenticator_set.create(type="totp", data={})
    desk = browser(camila)
    desk.get("/rede/")
    browser(helena).post(in_network("person_factor_reset", camila))

    assert not camila.has_second_factor
    assert desk.get("/rede/").status_code == 302
    assert Mail.objects.filter(to=camila.email, kind="seguranca").exists()


def test_a_person_moves_to_another_unit(browser, helena, rafael, santos, campinas, in_network):
    """FOL-12"""
    browser(helena).post(in_network("person_move", rafael), {"unit": campinas.pk, "role": "consultor"})

    assert rafael.memberships.active().get().unit == campinas


def test_moving_is_refused_while_work_hangs_on_the_person(browser, helena, rafael, santos, campinas, in_network):
    """FOL-36"""
    hold(rafael, santos)

    answer = browser(helena).post(in_network("person_move", rafael), {"unit": campinas.pk, "role": "consultor"}, headers=HTMX)

    assert answer.status_code == 422
    assert in_network("person_work", rafael) in answer.text
    assert rafael.memberships.get().unit == santos


def test_a_deactivated_administrator_may_lose_the_role(browser, helena, camila, in_network, membership):
    Membership.objects.filter(user=camila).update(role="admin")
    helena.deactivate()

    browser(camila).post(in_network("person_role", helena), {"role": "midia"})

    assert membership(helena).role == "midia"


def test_teams_are_arranged_on_the_page_of_a_person(browser, helena, camila, membership, in_network):
    """FOL-38"""
    sudeste, sul = Team.objects.create(name="Sudeste"), Team.objects.create(name="Sul")

    browser(helena).post(in_network("person_teams", camila), {"principal": sudeste.pk, "others": [sul.pk]})
    assert membership(camila).arrangement() == (sudeste, [sul])

    twice = browser(helena).post(in_network("person_teams", camila), {"principal": sul.pk, "others": [sul.pk]}, headers=HTMX)
    assert twice.status_code == 422
    assert "não pode estar também entre as outras" in twice.text


def test_an_attendant_needs_a_principal_team(browser, helena, camila, in_network):
    """FOL-38"""
    Team.objects.create(name="Sudeste")

    answer = browser(helena).post(in_network("person_teams", camila), {"principal": ""}, headers=HTMX)

    assert answer.status_code == 422
    assert not TeamPlace.objects.exists()


def test_a_team_of_another_place_is_no_choice(browser, helena, camila, santos, in_network):
    there = Team.objects.create(name="Lá", unit=santos)

    assert browser(helena).post(in_network("person_teams", camila), {"principal": there.pk}).status_code == 422


def test_the_page_of_a_person_asks_few_questions(browser, marcos, rafael, at, django_assert_max_num_queries):
    client = browser(marcos)
    client.get(at("person", rafael))
    with django_assert_max_num_queries(16):
        client.get(at("person", rafael))
