from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tenants.utils import tenant_context

from leads.models import DayFigure, Goal, Involvement, Lead
from purifikar.day_blocks import LAYOUTS
from purifikar.db.keys import uuid7
from tenants.models import Absence, Mail, Membership, Network, OpenWork, Team, Unit, UnitDay
from tenants.roles import ROLES
from tests.leads.scenes import address, marinas_lead, sale  # noqa: F401 (fixtures)
from tests.workflow.play import soon
from workflow.models import Appointment

CONSULTOR_GLANCE = ["novas demandas", "urgências", "pedem você", "retornos", "contatos", "do Gerente", "alinhamentos"]
PEOPLE = ["rafael", "denise", "nair", "marcos", "camila", "silvio", "helena"]


@pytest.fixture
def work(santos):
    """`work(rafael, title="Edifício Mar Azul", due_at=…)`: something that waits for that person in Santos."""

    def waiting(holder, **facts):
        facts = {"kind": "lead", "title": "Edifício Mar Azul", "address": "/leads/1042/", "unit": santos} | facts
        return OpenWork.objects.create(holder=holder, subject=uuid7(), **facts)

    return waiting


def block(page, slug):
    return next(block for block in page.context["day"].blocks if block.slug == slug)


def titles(page, slug):
    return [row.title for row in block(page, slug).rows]


def panel(page, slug):
    return next(panel for panel in page.context["day"].panels if panel.slug == slug)


def test_every_role_has_its_day():
    """PUR-15..20, PUR-36, PUR-44..47"""
    assert set(LAYOUTS) == set(ROLES)


def test_the_consultor_finds_the_blocks_of_his_morning(browser, rafael):
    """PUR-15, PUR-16, PUR-17, PUR-18, PUR-19, PUR-20"""
    page = browser(rafael).get("/u/santos/")

    assert [block.glance for block in page.context["day"].glance] == CONSULTOR_GLANCE


def test_what_came_since_yesterday_is_counted_and_shown_with_its_page(browser, rafael, work):
    """PUR-15"""
    work(rafael)
    work(rafael, title="Velho conhecido", since=timezone.now() - timedelta(days=4))
    page = browser(rafael).get("/u/santos/")

    assert titles(page, "novas") == ["Edifício Mar Azul"]
    assert 'href="/u/santos/leads/1042/"' in page.text


def test_what_he_simply_holds_is_there_too(browser, rafael, work):
    """PUR-15"""
    work(rafael, title="Velho conhecido", since=timezone.now() - timedelta(days=40))

    assert titles(browser(rafael).get("/u/santos/"), "comigo") == ["Velho conhecido"]


def test_a_missed_limit_is_loud(browser, rafael, work):
    """BEY-01"""
    work(rafael, kind="request", due_at=timezone.now() - timedelta(hours=2))

    assert "1 vencido" in browser(rafael).get("/u/santos/").text


def test_another_ones_work_is_not_in_my_day(browser, rafael, denise, work):
    work(denise)

    assert block(browser(rafael).get("/u/santos/"), "comigo").count == 0


def test_a_return_promised_for_today_says_when_and_offers_the_phone(browser, rafael, santos):
    """PUR-18"""
    promised = sale(santos, by=rafael, process="processo-1")
    with tenant_context(santos):
        promised.journey.hand_to(rafael)
        promised.set_next(timezone.now() - timedelta(days=1))
    page = browser(rafael).get("/u/santos/")

    assert titles(page, "retornos") == ["Marina Figueiredo Alves"]
    assert 'href="tel:+5513997410022"' in page.text
    assert "https://wa.me/5513997410022?text=Ol%C3%A1%2C%20Marina%21" in page.text


def test_a_return_promised_for_tomorrow_waits(browser, rafael, santos):
    promised = sale(santos, by=rafael, process="processo-1")
    with tenant_context(santos):
        promised.journey.hand_to(rafael)
        promised.set_next(timezone.now() + timedelta(days=2))

    assert block(browser(rafael).get("/u/santos/"), "retornos").count == 0


def test_whoever_is_asked_into_a_negotiation_finds_it_with_the_words(browser, lead, camila, rafael, santos):
    """PUR-17"""
    with tenant_context(santos):
        Involvement.objects.ask(lead, rafael, words="só fecha se você for lá", by=camila)
    page = browser(rafael).get("/u/santos/")

    assert titles(page, "negociacoes") == ["Marina Figueiredo Alves"]
    assert "Camila Duarte: “só fecha se você for lá”" in page.text


def test_a_point_to_settle_stands_among_the_alignments(browser, lead, denise, rafael, santos):
    """PUR-20"""
    with tenant_context(santos):
        Involvement.objects.ask(lead, rafael, words="Qual a voltagem?", by=denise, kind="alinhar")
    page = browser(rafael).get("/u/santos/")

    assert block(page, "alinhamentos").count == 1
    assert block(page, "negociacoes").count == 0


def test_the_manager_sees_what_is_urgent_whoever_holds_it(browser, lead, camila, marcos, santos):
    """PUR-45"""
    with tenant_context(santos):
        lead.mark_urgent("Vai fechar com o concorrente.", by=camila)

    assert titles(browser(marcos).get("/u/santos/"), "urgencias") == ["Marina Figueiredo Alves"]


def test_the_manager_sees_how_the_operation_stands(browser, marcos, rafael, work):
    """PUR-44"""
    work(rafael, due_at=timezone.now() - timedelta(days=1))
    work(None)
    facts = {label: number for label, number, _ in panel(browser(marcos).get("/u/santos/"), "operacao").facts}

    assert facts["Em andamento"] == 2
    assert facts["Com prazo vencido"] == 1


def test_the_manager_sees_what_each_of_his_team_holds_and_who_is_away(browser, marcos, rafael, work):
    """PUR-41, PUR-47"""
    today = timezone.localdate()
    Absence.objects.create(user=rafael, starts=today, ends=today, reason="folga", by=marcos)
    work(rafael, due_at=timezone.now() - timedelta(days=1))
    found = next(each for each in panel(browser(marcos).get("/u/santos/"), "equipe").people if each.name == "Rafael Moreira")

    assert (found.open, found.late, found.note) == (1, 1, "ausente até hoje")


# --- today's way --------------------------------------------------------------------------------------------------------


@pytest.fixture
def visit(lead, santos, rafael):
    """A visit of Rafael's to Marina, later today; early enough that it is still today."""
    with tenant_context(santos), timezone.override(santos.time_zone):
        tonight = timezone.localtime().replace(hour=23, minute=30, second=0, microsecond=0)
        return Appointment.objects.book(lead.journey, person=rafael, starts_at=tonight, kind="visita", by=rafael, minutes=20)


def test_todays_way_has_the_address_the_map_and_the_phone(browser, visit, rafael):
    """PUR-12, PUR-15"""
    page = browser(rafael).get("/u/santos/")
    stop = page.context["day"].road.stops[0]

    assert (stop.title, stop.place, stop.phone) == ("Marina Figueiredo Alves", "R. Azevedo Sodré, 88, Gonzaga", "+5513997410022")
    assert "maps/dir/?api=1&amp;destination=R.%20Azevedo%20Sodr%C3%A9" in page.text
    assert "1 saída hoje" in page.text


def test_what_is_moved_or_of_another_day_is_not_on_the_way(browser, visit, rafael, santos):
    with tenant_context(santos):
        Appointment.objects.get().move(timezone.now() + timedelta(days=3), by=rafael, why="Cliente pediu.")

    assert browser(rafael).get("/u/santos/").context["day"].road.stops == []


def test_the_assessora_sees_her_own_hours_over_all_units(browser, camila, lead, santos):
    """PUR-36"""
    with tenant_context(santos), timezone.override(santos.time_zone):
        tonight = timezone.localtime().replace(hour=23, minute=30, second=0, microsecond=0)
        Appointment.objects.book(lead.journey, person=camila, starts_at=tonight, kind="ligacao", by=camila, minutes=20)

    assert [stop.what for stop in browser(camila).get("/rede/").context["day"].road.stops] == ["Santos"]


# --- the Franqueadora's ----------------------------------------------------------------------------------------------------


def test_the_assessora_comercial_sees_her_queue_over_all_units_in_one_place(browser, camila, work, campinas):
    """PUR-36, BEY-06"""
    work(camila)
    work(camila, unit=campinas, title="Cantina do Cambuí")
    page = browser(camila).get("/rede/")

    assert block(page, "fila").count == 2
    assert 'href="/u/campinas/leads/1042/"' in page.text


def test_inside_a_unit_she_sees_only_what_is_of_that_unit(browser, camila, work, campinas):
    work(camila)
    work(camila, unit=campinas)

    assert block(browser(camila).get("/u/campinas/"), "fila").count == 1


def test_what_she_handed_over_waits_in_her_day_until_the_answer_brings_it_back(browser, lead, camila, rafael, santos):
    """FOL-09, FOL-11, PUR-38"""
    with tenant_context(santos):
        lead.decide("falou", by=camila, note="Atendeu.")
        lead.decide("agendar", by=camila, person=rafael, starts_at=soon(), kind="visita", note="Quer ver o aparelho.")
    assert titles(browser(camila).get("/rede/"), "entregues") == ["Marina Figueiredo Alves"]

    with tenant_context(santos):
        Lead.objects.get().decide("responder", by=rafael, note="Gostou.")
    assert block(browser(camila).get("/rede/"), "entregues").count == 0


def test_a_coordenador_sees_what_is_late_in_his_teams_only(browser, silvio, camila, rafael, membership, work):
    """FOL-05, FOL-16"""
    team = Team.objects.create(name="Litoral")
    team.places.create(membership=membership(silvio), leads=True)
    team.places.create(membership=membership(camila), is_principal=True)
    for holder, title in [(camila, "da equipe"), (rafael, "de outro")]:
        work(holder, title=title, due_at=timezone.now() - timedelta(hours=1))
    page = browser(silvio).get("/rede/")

    assert titles(page, "prazos") == ["da equipe"]
    assert [each.name for each in panel(page, "equipe").people] == ["Camila Duarte"]


def test_the_administrator_sees_mails_that_did_not_arrive(browser, helena):
    mail = Mail.objects.write(to="a@b.example", subject="Seu acesso", text="…", kind="convite")
    Mail.objects.filter(pk=mail.pk).update(state=Mail.State.FAILED)

    assert "Seu acesso" in browser(helena).get("/rede/").text


def test_the_consultor_sees_his_goal_against_its_pace(browser, rafael, marcos, santos):
    """PUR-41"""
    today = timezone.localdate()
    with tenant_context(santos):
        Goal.objects.create(
            measure="won", target=4, user=rafael, starts=today - timedelta(days=9), ends=today + timedelta(days=10), by=marcos
        )
        DayFigure.objects.create(day=today, channel="web", dimension="consultor", key=str(rafael.pk), won=3)
        DayFigure.objects.create(day=today, channel="web", dimension="total", won=9)
    progress = panel(browser(rafael).get("/u/santos/"), "metas").goals[0]

    assert (progress.done, progress.percent, progress.state[1]) == (3, 75, "no ritmo")


def test_midia_of_the_network_sees_all_units_together(browser, mirela, santos, campinas):
    """FOL-33"""
    for unit in (santos, campinas):
        UnitDay.objects.create(unit=unit, day=timezone.localdate(), channel="web", dimension="origem", key="site", label="Site", leads=2)

    assert panel(browser(mirela).get("/rede/"), "origens").facts == [("Site", 4, "")]


def test_midia_sees_where_leads_came_from_and_nobody(browser, lead, mirela, santos):
    """FOL-33"""
    Membership.objects.give(mirela, "midia", unit=santos)
    page = browser(mirela).get("/u/santos/")

    assert panel(page, "origens").facts == [("Prospecção na rua", 1, "")]
    assert "Marina" not in page.text


def test_ranking_shows_what_each_consultor_did_this_month(browser, visit, rafael, mirela, santos):
    """FOL-34"""
    Membership.objects.give(mirela, "ranking", unit=santos)
    with tenant_context(santos):
        Appointment.objects.get().answer("Gostou.", by=rafael)
    page = browser(mirela).get("/u/santos/")

    assert panel(page, "ranking").facts == [("Rafael Moreira", 1, "")]
    assert "Marina" not in page.text


def test_the_reception_sees_to_whom_it_may_direct_now(browser, nair, rafael, denise):
    """FOL-20, FOL-32"""
    assert [(each.name, each.note) for each in panel(browser(nair).get("/u/santos/"), "consultores").people] == [
        ("Rafael Moreira", "disponível")
    ]


# --- Web, Fluxo, Todos ------------------------------------------------------------------------------------------------------


def test_the_view_that_somebody_chose_narrows_his_day_where_there_is_store_flow(browser, otavio, caio, work, campinas):
    """FOL-26"""
    Network.objects.update_or_create(only=True, defaults={"store_flow_allowed": True})
    Unit.objects.filter(pk=campinas.pk).update(store_flow=True)
    for channel in ("web", "fluxo"):
        work(caio, unit=campinas, channel=channel, title=channel)
    caio.channel_view = "fluxo"
    caio.save()

    assert titles(browser(caio).get("/u/campinas/"), "comigo") == ["fluxo"]


def test_where_there_is_no_store_flow_nothing_is_left_out(browser, rafael, work):
    """FOL-26"""
    work(rafael, channel="web")
    rafael.channel_view = "fluxo"
    rafael.save()

    assert block(browser(rafael).get("/u/santos/"), "comigo").count == 1


# --- speed ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PEOPLE)
def test_the_day_asks_little_of_the_database_whatever_waits(browser, request, name, work, visit):
    """Issue 3: ≤ 12 queries, beside the two or three by which a request begins its transaction in its schema."""
    person = request.getfixturevalue(name)
    for number in range(30):
        work(person if number % 2 else None, kind=["lead", "request", "alignment"][number % 3], centre="atendimento", due_at=timezone.now())
    client = browser(person)
    place = "/u/santos/" if person.memberships.get().unit_id else "/rede/"
    client.get(place)

    with CaptureQueriesContext(connection) as asked:
        client.get(place)
    assert sum("SELECT" in query["sql"] for query in asked.captured_queries) <= 12


@pytest.mark.parametrize("place", ["unidade", "rede"])
@pytest.mark.parametrize("role", ROLES)
def test_each_roles_day_answers(browser, ulisses, santos, role, place):
    if ROLES[role].place in (place, "ambas"):
        Membership.objects.give(ulisses, role, unit=santos if place == "unidade" else None)

        assert browser(ulisses).get("/u/santos/" if place == "unidade" else "/rede/").status_code == 200


def test_the_lead_page_has_a_place_for_it(browser, lead, camila):
    assert address("lead_involvements", lead.number) in browser(camila).get(address("lead", lead.number)).text


def test_the_menus_counter_follows_the_view_too(browser, otavio, caio, work, campinas):
    """FOL-26"""
    Network.objects.update_or_create(only=True, defaults={"store_flow_allowed": True})
    Unit.objects.filter(pk=campinas.pk).update(store_flow=True)
    for channel in ("web", "web", "fluxo"):
        work(caio, unit=campinas, channel=channel)
    caio.channel_view = "fluxo"
    caio.save()

    assert browser(caio).get("/u/campinas/").context["shell"].nav[0].count == 1
