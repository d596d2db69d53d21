from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tenants.utils import tenant_context

from followup.models import ContactAppointment
from leads.models import DayFigure, Goal, Involvement, Lead, Person
from purifikar.day_layouts import LAYOUTS
from tenants.models import Absence, Membership, Network, Unit
from tenants.roles import ROLES
from tests.followup.scenes import contact_of
from tests.leads.scenes import address, marinas_lead, sale  # noqa: F401 (fixtures)
from tests.purifikar.day_scenes import block, early_in_the_day, panel, titles, visit_tonight, waiting_work  # noqa: F401 (fixtures)
from workflow.models import Appointment, Journey

CONSULTOR_GLANCE = ["novas demandas", "urgências", "pedem você", "retornos", "contatos", "do Gerente", "alinhamentos"]
PEOPLE = ["rafael", "denise", "nair", "marcos", "camila", "silvio", "helena"]


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


def test_of_one_thing_one_speaks_as_of_one(browser, rafael, work):
    """PUR-15"""
    work(rafael)

    assert block(browser(rafael).get("/u/santos/"), "novas").glance == "nova demanda"


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


def test_a_company_is_greeted_by_its_name_or_by_whom_one_asks_for(browser, rafael, santos):
    """PUR-18: "Olá, Edifício!" nobody writes"""
    promised = sale(santos, by=rafael, process="processo-1")
    for contact, greeting in (("", "Edif%C3%ADcio%20Mar%20Azul%21"), ("Joana Paes", "Joana%21")):
        with tenant_context(santos):
            promised.journey.hand_to(rafael)
            promised.set_next(timezone.now() - timedelta(days=1))
            Person.objects.update(name="Edifício Mar Azul", kind="pj", contact_name=contact)
        for page in ("/u/santos/", address("lead", promised.number)):
            assert f"text=Ol%C3%A1%2C%20{greeting}" in browser(rafael).get(page).text


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
    work(rafael, kind="request", due_at=timezone.now() - timedelta(days=1), address="/solicitacoes/1/")
    facts = {label: number for label, number, _ in panel(browser(marcos).get("/u/santos/"), "operacao").facts}

    assert facts["Leads em andamento"] == 2  # as the list behind it says
    assert facts["Com prazo vencido"] == 1
    assert facts["Solicitações em andamento"] == 1


def test_the_manager_sees_what_each_of_his_team_holds_and_who_is_away(browser, marcos, rafael, work):
    """PUR-41, PUR-47"""
    today = timezone.localdate()
    Absence.objects.create(user=rafael, starts=today, ends=today, reason="folga", by=marcos)
    work(rafael, due_at=timezone.now() - timedelta(days=1))
    found = next(each for each in panel(browser(marcos).get("/u/santos/"), "equipe").people if each.name == "Rafael Moreira")

    assert (found.open, found.late, found.note) == (1, 1, "ausente até hoje")


# --- today's way --------------------------------------------------------------------------------------------------------


def test_todays_way_has_the_address_the_map_and_the_phone(browser, visit, rafael):
    """PUR-12, PUR-15"""
    page = browser(rafael).get("/u/santos/")
    stop = page.context["day"].road.stops[0]

    assert (stop.title, stop.place, stop.phone) == ("Marina Figueiredo Alves", "R. Azevedo Sodré, 88, Gonzaga", "+5513997410022")
    assert "maps/dir/?api=1&amp;destination=R.%20Azevedo%20Sodr%C3%A9" in page.text
    assert "1 saída hoje" in page.text


def test_whoever_has_only_the_appointment_is_led_to_the_appointment(browser, visit, lead, rafael, denise, santos):
    """PUR-12: the lead's page is not his"""
    with tenant_context(santos):
        Journey.objects.filter(pk=lead.journey.pk).update(creator=denise)
        Lead.objects.filter(pk=lead.pk).update(seller=None)
    (stop,) = browser(rafael).get("/u/santos/").context["day"].road.stops

    assert stop.url == address("appointment", visit.number)
    assert browser(rafael).get(stop.url).status_code == 200


def test_a_visit_to_a_customer_without_a_lead_says_to_whom_and_has_his_phone(browser, early, rafael, marcos, santos):
    """PUR-12, BIM-13"""
    contact = contact_of(santos, by=rafael)
    with tenant_context(santos):
        ContactAppointment.objects.book(contact, person=rafael, starts_at=early + timedelta(hours=9), kind="visita", by=rafael)
    (stop,) = browser(rafael).get("/u/santos/").context["day"].road.stops

    assert (stop.title, stop.phone) == ("Marina Figueiredo Alves", "+5513997410022")
    assert titles(browser(marcos).get("/u/santos/"), "esperados") == ["Marina Figueiredo Alves"]


def test_what_is_moved_or_of_another_day_is_not_on_the_way(browser, visit, rafael, santos):
    with tenant_context(santos):
        Appointment.objects.get().move(timezone.now() + timedelta(days=3), by=rafael, why="Cliente pediu.")

    assert browser(rafael).get("/u/santos/").context["day"].road.stops == []


# --- its panels --------------------------------------------------------------------------------------------------------


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
