"""The agenda over all units, and as an address for calendar programs."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tenants.utils import tenant_context

from tenants.models import Commitment
from tests.lib.test_ical import read
from tests.workflow.conftest import clock  # noqa: F401 (fixture)
from workflow.models import Appointment

AGENDA, FREE, ADDRESS = "/rede/agenda/", "/rede/agenda/dias-livres/", "/conta/agenda/"


def book(person, unit, hours=24, **facts):
    start = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=hours)
    with tenant_context(unit):
        return Appointment.objects.book(person=person, starts_at=start, kind="visita", by=person, **facts)


@pytest.fixture
def feed(browser):
    """`feed(rafael)`: what his calendar program reads, without a sign-in."""

    def fetched(user):
        user.renew_agenda_token()
        return read(browser().get(address(user)).content.decode())

    return fetched


def address(user):
    return f"/agenda/{user.agenda_token}.ics"


def test_ones_own_commitments_of_all_units_on_one_page(browser, camila, santos, campinas):
    """PUR-38"""
    book(camila, santos, place="Loja de Santos")
    book(camila, campinas, 48, place="Loja de Campinas")
    page = browser(camila).get(AGENDA, {"ver": "lista"}).content.decode()

    assert "Loja de Santos" in page
    assert "Loja de Campinas" in page


def test_nobody_elses(browser, camila, rafael, santos):
    book(rafael, santos, place="Loja de Santos")

    assert "Loja de Santos" not in browser(camila).get(AGENDA, {"ver": "lista"}).content.decode()


def test_free_days_of_the_people_of_a_chosen_unit(browser, camila, rafael, caio):
    """BIM-15, BIM-45"""
    page = browser(camila).get(FREE, {"unidade": "campinas"})

    assert [each.person for each in page.context["free"]] == [caio]


def test_the_free_the_partly_free_and_the_busy_are_told_apart(browser, camila, rafael, denise, marcos, santos, clock):  # noqa: F811
    """BIM-45"""
    clock.at("2026-11-24 07:00")
    book(rafael, santos, 4)
    book(denise, santos, 1, minutes=720)
    page = browser(camila).get(FREE, {"unidade": "santos", "de": "2026-11-24", "ate": "2026-11-24"})

    assert page.context["groups"] == [("Livres", [marcos]), ("Parcialmente livres", [rafael]), ("Ocupados", [denise])]


@pytest.mark.parametrize("asked", [{"de": "2026-11-27", "ate": "2026-11-23"}, {"de": "2026-01-01", "ate": "2026-12-31"}, {"de": "x"}])
def test_a_period_that_makes_no_sense_is_told(browser, camila, rafael, asked):
    page = browser(camila).get(FREE, asked)

    assert page.context["form"].errors
    assert page.context["free"] == []


def test_the_network_pages_are_of_the_network(browser, rafael, mirela, ulisses):
    """PUR-10"""
    for page in (AGENDA, FREE):
        assert browser(rafael).get(page).status_code == 404
        assert browser(mirela).get(page).status_code == 403
        assert browser(ulisses).get(page).status_code == 404


@pytest.mark.parametrize("asked", [{"dia": "x"}, {"dia": "2026-02-31"}, {"ver": "ano"}])
def test_an_address_that_means_nothing_shows_this_week(browser, camila, asked):
    assert browser(camila).get(AGENDA, asked).status_code == 200


# --- for calendar programs ---------------------------------------------------------------------------------------------


def test_the_feed_has_ones_own_commitments_and_nothing_else(feed, rafael, denise, santos):
    """BIM-13"""
    visit = book(rafael, santos, place="R. Azevedo Sodré, 88; fundos")
    book(denise, santos, place="Outra")

    (event,) = feed(rafael)
    assert (event["SUMMARY"], event["LOCATION"]) == ("Visita", "R. Azevedo Sodré, 88; fundos")
    assert event["DTSTART"] == f"{visit.starts_at:%Y%m%dT%H%M%SZ}"


def test_a_moved_appointment_is_the_same_event(feed, rafael, santos):
    visit = book(rafael, santos)
    before = feed(rafael)[0]
    with tenant_context(santos):
        visit.move(visit.starts_at + timedelta(hours=3), by=rafael, why="chuva")

    (after,) = feed(rafael)
    assert after["UID"] == before["UID"]
    assert after["DTSTART"] > before["DTSTART"]


def test_a_new_address_closes_the_old_one(browser, rafael):
    browser(rafael).post(ADDRESS)
    rafael.refresh_from_db()
    old = address(rafael)
    browser(rafael).post(ADDRESS)

    assert browser().get(old).status_code == 404


def test_the_page_says_the_address_only_to_its_owner(browser, rafael, denise):
    rafael.renew_agenda_token()

    assert address(rafael) in browser(rafael).get(ADDRESS).content.decode()
    assert address(rafael) not in browser(denise).get(ADDRESS).content.decode()


def test_a_closed_account_has_no_feed(browser, rafael):
    rafael.renew_agenda_token()
    rafael.deactivate()

    assert browser().get(address(rafael)).status_code == 404
    assert browser().get(f"/agenda/{'a' * 43}.ics").status_code == 404


def test_long_past_commitments_are_left_out(feed, rafael, santos):
    book(rafael, santos)
    Commitment.objects.update(starts_at=timezone.now() - timedelta(days=40), ends_at=timezone.now() - timedelta(days=39))

    assert feed(rafael) == []
