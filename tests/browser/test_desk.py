"""Camila works the queue of two units by keyboard and hands a lead over; Rafael finds it in his agenda on the phone."""

import pytest
from django_tenants.utils import tenant_context
from playwright.sync_api import expect

from leads.models import Lead, Person, Source
from tenants.models import Commitment, OpenWork
from tests.browser.conftest import DESKTOP, SCREENS
from tests.leads.scenes import inside
from tests.workflow.play import soon
from workflow.models import Appointment

DESK = "/rede/mesa/"


def take_in(unit, name, *, by, talked=None):
    """Somebody's lead in that unit on Processo 2; `talked` is who spoke to him already."""
    with inside(unit, "processo-2"):
        person = Person.objects.register(name=name, phones=["(13) 99741-0022"], by=by)
        lead = Lead.objects.take_in(person, source=Source.objects.usual("web"), by=by, seller=by)
        if talked:
            lead.decide("falou", by=talked, note="Quer ver o aparelho.", next_at=soon())
        return lead


@pytest.fixture
def three(camila, rafael, caio, santos, campinas):
    """Two new ones and one that Camila has spoken to, in two units."""
    take_in(santos, "Solange Batista", by=rafael)
    take_in(campinas, "Eduardo Pacheco", by=caio)
    return take_in(santos, "Marina Figueiredo", by=rafael, talked=camila)


def heading(page):
    return page.locator("#t-call")


def test_three_leads_of_two_units_by_keyboard_and_one_hand_over(page, sign_in, camila, rafael, three):
    """PUR-36..38, FOL-09"""
    sign_in(page, camila).goto(DESK)
    expect(heading(page)).to_have_text("Solange Batista")
    page.keyboard.press("2")
    page.keyboard.press("Control+Enter")

    expect(heading(page)).to_have_text("Eduardo Pacheco")
    page.keyboard.press("5")
    expect(page.get_by_label("Próxima tentativa")).not_to_have_value("")
    page.keyboard.press("Control+Enter")

    expect(heading(page)).to_have_text("Marina Figueiredo")
    page.keyboard.press("6")
    page.locator("[data-free-day]:enabled").first.press("Enter")
    page.locator("[data-free-start]:visible").first.press("Enter")
    page.get_by_label("Parecer").fill("Prefere de manhã.")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("agora com Rafael Moreira")).to_be_visible()
    assert sorted(OpenWork.objects.values_list("title", "attempts", "holder__name")) == [
        ("Eduardo Pacheco", 1, "Camila Duarte"), ("Marina Figueiredo", 0, "Rafael Moreira"), ("Solange Batista", 1, "Camila Duarte"),
    ]  # fmt: skip
    assert Commitment.objects.get().user == rafael


def test_j_k_and_n_go_through_the_queue(page, sign_in, camila, three):
    """PUR-37"""
    sign_in(page, camila).goto(DESK)
    expect(heading(page)).to_have_text("Solange Batista")
    for key, name in [("j", "Eduardo Pacheco"), ("j", "Marina Figueiredo"), ("k", "Eduardo Pacheco"), ("n", "Marina Figueiredo")]:
        page.keyboard.press(key)
        expect(heading(page)).to_have_text(name)
        expect(page.locator("tr.is-chosen")).to_contain_text(name)


def test_the_seller_finds_the_hand_over_in_his_agenda_and_answers(phone, sign_in, camila, rafael, santos, three):
    """FOL-09, FOL-10, FOL-11"""
    with tenant_context(santos):
        three.decide("agendar", by=camila, person=rafael, starts_at=soon(), kind="visita", note="Quer ver.")
    sign_in(phone, rafael).goto("/u/santos/agenda/?ver=lista")
    phone.get_by_role("link", name="Visita: Marina Figueiredo").tap()
    phone.get_by_role("link", name="Responder no lead").tap()
    expect(phone.get_by_role("heading", name="Marina Figueiredo", level=1)).to_be_visible()
    phone.locator(".pk-now .pk-choice").first.tap()
    phone.locator("#decide-form").get_by_label("Parecer").fill("Gostou da gelada.")
    phone.locator("#decide-form button[type=submit]").tap()

    expect(phone.locator("#now")).not_to_contain_text("com você")
    with tenant_context(santos):
        assert (Appointment.objects.get().state, Appointment.objects.get().result) == ("feito", "Gostou da gelada.")
    assert OpenWork.objects.get(subject=three.journey_id).holder == camila


def test_on_the_phone_each_call_is_a_page(phone, sign_in, camila, three):
    sign_in(phone, camila).goto(DESK)
    phone.get_by_role("link", name="Solange Batista").tap()
    phone.locator("label", has_text="Não atendeu").tap()
    phone.get_by_role("button", name="Gravar e próxima").tap()

    expect(heading(phone)).to_have_text("Eduardo Pacheco")
    expect(phone.get_by_text("Solange Batista: tentativa gravada.")).to_be_visible()


@SCREENS
def test_nothing_is_in_the_way_of_anybody(new_page, sign_in, axe, camila, rafael, santos, three, viewport, scheme):
    """BEY-14"""
    page = sign_in(new_page(viewport, color_scheme=scheme), camila)
    work = OpenWork.objects.get(subject=three.journey_id)
    with tenant_context(santos):
        visit = Appointment.objects.book(person=rafael, starts_at=soon(), kind="visita", by=camila, place="Loja")
        visit.move(soon(), by=camila, why="chuva")
    unit = "/u/santos/agenda/"
    own = [DESK, f"{DESK}{work.pk}/", f"{DESK}{work.pk}/decidir/agendar/", "/rede/agenda/", "/rede/agenda/dias-livres/", "/conta/agenda/"]
    for address in [*own, f"{unit}?ver=lista&pessoa={rafael.pk}", f"{unit}{visit.number}/", f"{unit}novo/", f"{unit}dias-livres/"]:
        page.goto(address)
        if address == DESK and viewport == DESKTOP:
            expect(heading(page)).to_be_visible()
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} scrolls sideways"
