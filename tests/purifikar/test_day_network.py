"""Meu dia at the Franqueadora: all units in one place."""

from datetime import timedelta

from django.utils import timezone
from django_tenants.utils import tenant_context

from leads.models import Lead
from tenants.models import Mail, Team, UnitDay
from tests.leads.scenes import marinas_lead  # noqa: F401 (fixtures)
from tests.purifikar.day_scenes import block, early_in_the_day, panel, titles, waiting_work  # noqa: F401 (fixtures)
from tests.workflow.play import soon
from workflow.models import Appointment


def test_the_assessora_sees_her_own_hours_over_all_units(browser, camila, lead, santos, early):
    """PUR-36"""
    with tenant_context(santos):
        Appointment.objects.book(
            lead.journey, person=camila, starts_at=timezone.now() + timedelta(hours=2), kind="ligacao", by=camila, minutes=20
        )

    assert [stop.what for stop in browser(camila).get("/rede/").context["day"].road.stops] == ["Santos"]


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
    for place in ("/rede/", "/u/santos/"):
        (found,) = panel(browser(silvio).get(place), "equipe").people
        assert browser(silvio).get(found.url).status_code == 200


def test_what_is_late_stands_by_how_late_it_is(browser, silvio, camila, membership, work):
    """FOL-05: whoever is to be called again tomorrow too"""
    team, now = Team.objects.create(name="Litoral"), timezone.now()
    team.places.create(membership=membership(silvio), leads=True)
    team.places.create(membership=membership(camila), is_principal=True)
    work(camila, title="a menos atrasada", due_at=now - timedelta(hours=1))
    work(camila, title="a mais atrasada", due_at=now - timedelta(days=9), call_at=now + timedelta(days=1))

    assert titles(browser(silvio).get("/rede/"), "prazos") == ["a mais atrasada", "a menos atrasada"]


def test_the_administrator_sees_mails_that_did_not_arrive(browser, helena):
    mail = Mail.objects.write(to="a@b.example", subject="Seu acesso", text="…", kind="convite")
    Mail.objects.filter(pk=mail.pk).update(state=Mail.State.FAILED)

    assert "Seu acesso" in browser(helena).get("/rede/").text


def test_midia_of_the_network_sees_all_units_together(browser, mirela, santos, campinas):
    """FOL-33"""
    for unit in (santos, campinas):
        UnitDay.objects.create(unit=unit, day=timezone.localdate(), channel="web", dimension="origem", key="site", label="Site", leads=2)

    assert panel(browser(mirela).get("/rede/"), "origens").facts == [("Site", 4, "")]
