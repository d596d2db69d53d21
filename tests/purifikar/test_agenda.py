"""The agenda over all units, and as an address for calendar programs."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tenants.utils import tenant_context

from tenants.models import Commitment
from tests.lib.test_ical import read
from tests.workflow.booking import own_kind
from tests.workflow.conftest import clock  # noqa: F401 (fixture)
from workflow.models import Appointment

AGENDA, FREE, ADDRESS = "/rede/agenda/", "/rede/agenda/dias-livres/", "/conta/agenda/"


def book(person, unit, hours=24, **facts):
    start = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=hours)
    with tenant_context(unit):
        return Appointment.objects.book(person=person, starts_at=start, kind=facts.pop("kind", "visita"), by=person, **facts)


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


def test_of_several_units_at_once_each_by_its_own_clock(browser, camila, rafael, caio, iara, clock, django_assert_max_num_queries):  # noqa: F811
    """PUR-38, BIM-45: Manaus opens an hour later than Santos does."""
    clock.at("2026-11-23 07:00")
    client, asked = browser(camila), {"unidade": ["santos", "campinas", "manaus"], "pessoa": [rafael.pk, caio.pk, iara.pk]}
    client.get(FREE, asked)
    with django_assert_max_num_queries(17):
        page = client.get(FREE, asked)

    boards = page.context["boards"]
    assert [(board.unit.slug, [each.person for each in board.free]) for board in boards] == [
        ("campinas", [caio]),
        ("manaus", [iara]),
        ("santos", [rafael]),
    ]
    first = {board.unit.slug: board.free[0].days[0].first_hour for board in boards}
    assert first["manaus"] > first["santos"]
    assert f"/u/manaus/agenda/novo/?pessoa={iara.pk}&amp;inicio=" in page.content.decode()


def test_without_a_choice_of_people_everybodys_of_the_units(browser, camila, rafael, denise, caio):
    """BIM-45"""
    page = browser(camila).get(FREE, {"unidade": ["santos", "campinas"]})

    assert {each.person for each in page.context["free"]} == {rafael, denise, caio}


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


def test_a_change_has_a_higher_number_and_a_cancelled_one_is_told_for_some_days(feed, rafael, santos, clock):  # noqa: F811
    """BIM-14; RFC 5545, SEQUENCE and STATUS"""
    clock.at("2026-11-23 08:00")
    visit = book(rafael, santos)
    with tenant_context(santos):
        moved = visit.move(visit.starts_at + timedelta(hours=3), by=rafael, why="chuva")
    changed = feed(rafael)[0]
    with tenant_context(santos):
        moved.cancel(by=rafael, why="desistiu")
    gone = feed(rafael)[0]

    assert (changed["SEQUENCE"], changed["STATUS"], changed["TRIGGER"]) == ("1", "CONFIRMED", "-PT60M")
    assert (gone["SEQUENCE"], gone["STATUS"], gone["UID"]) == ("2", "CANCELLED", changed["UID"])
    clock.at("2026-12-24 08:00")
    Commitment.everything.all().forget_old()
    assert feed(rafael) == []


def test_it_leads_to_the_appointments_page(feed, rafael, santos):
    visit = book(rafael, santos)

    link = f"http://testserver/u/santos/agenda/{visit.number}/"
    assert (feed(rafael)[0]["URL"], feed(rafael)[0]["DESCRIPTION"]) == (link, f"Purifikar Santos\n{link}")


def test_a_program_that_has_it_already_is_sent_nothing(browser, rafael, santos):
    """What Google Calendar and Outlook ask for again and again."""
    book(rafael, santos)
    rafael.renew_agenda_token()
    first = browser().get(address(rafael))
    again = browser().get(address(rafael), headers={"If-None-Match": first["ETag"]})
    book(rafael, santos, 72)

    assert (again.status_code, again.content) == (304, b"")
    assert browser().get(address(rafael), headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_who_comes_along_has_it_as_an_event_of_his_own(feed, rafael, denise, santos):
    book(rafael, santos, others=[denise])

    assert feed(rafael)[0]["UID"] != feed(denise)[0]["UID"]


def test_ones_own_cancelled_ones_show_when_asked(browser, rafael, camila, santos):
    """BIM-14"""
    visit = book(camila, santos, place="Loja de Santos")
    with tenant_context(santos):
        visit.cancel(by=camila, why="x")

    assert "Loja de Santos" not in browser(camila).get(AGENDA, {"ver": "lista"}).content.decode()
    assert "Loja de Santos" in browser(camila).get(AGENDA, {"ver": "lista", "todos": "1"}).content.decode()


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


# --- by kind, over units -----------------------------------------------------------------------------------------------


@pytest.fixture
def two_units(camila, santos, campinas, clock):  # noqa: F811
    """Camila's coming days: a visit in each unit, a return, and in both what each unit calls "demonstração na loja"."""
    clock.at("2026-11-23 08:00")
    for hours, unit in ((24, santos), (48, campinas)):
        with tenant_context(unit):
            own_kind()
        book(camila, unit, hours, place=f"Visita em {unit}")
        book(camila, unit, hours + 2, kind="demonstracao", place=f"Loja de {unit}")
    book(camila, santos, 30, kind="retorno", place="Por telefone")


def places(page):
    return [entry.place for day in page.context["agenda"].days for entry in day.entries]


@pytest.mark.parametrize(
    ("kinds", "shown"),
    [
        (["visita"], ["Visita em Santos", "Visita em Campinas"]),
        (["demonstracao"], ["Loja de Santos", "Loja de Campinas"]),
        (["retorno", "visita"], ["Visita em Santos", "Por telefone", "Visita em Campinas"]),
        (["nada-disso"], ["Visita em Santos", "Loja de Santos", "Por telefone", "Visita em Campinas", "Loja de Campinas"]),
    ],
)
def test_of_chosen_kinds_over_all_units(browser, camila, two_units, kinds, shown):
    """Issue 5, Agenda: each unit has kinds of its own; what is called alike is one kind over the units."""
    assert places(browser(camila).get(AGENDA, {"ver": "lista", "tipo": kinds})) == shown


def test_the_kinds_to_choose_among_are_the_ready_ones_and_those_of_his_units(browser, camila, rafael, two_units):
    offered = [kind.name for kind, _ in browser(camila).get(AGENDA).context["agenda"].kinds]

    assert offered == ["visita", "apresentação", "instalação", "retorno", "ligação", "demonstração na loja"]


def test_the_choice_of_kinds_stays_in_the_address(browser, camila, two_units):
    content = browser(camila).get(AGENDA, {"tipo": ["visita", "retorno"], "ver": "mes"}).content.decode()

    assert content.count("tipo=visita&amp;tipo=retorno") >= 6
    assert 'value="retorno" checked' in content


def test_where_no_such_kind_is_marked_the_page_says_so_and_shows_the_way_out(browser, camila, two_units):
    for view in ("semana", "lista"):
        content = browser(camila).get(AGENDA, {"ver": view, "tipo": "instalacao"}).content.decode()
        assert "Nenhum compromisso desse tipo nestes dias" in content
        assert f'href="?ver={view}"' in content


def test_with_kinds_it_asks_as_much_however_many_units(browser, camila, two_units, django_assert_max_num_queries):
    client = browser(camila)
    client.get(AGENDA, {"tipo": "visita"})
    with django_assert_max_num_queries(10):
        client.get(AGENDA, {"ver": "mes", "tipo": "visita"})


def test_inside_a_unit_ones_own_elsewhere_are_chosen_by_kind_too(browser, camila, two_units):
    page = browser(camila).get("/u/santos/agenda/", {"ver": "lista", "tipo": "demonstracao"})

    assert places(page) == ["Loja de Santos", "Loja de Campinas"]
