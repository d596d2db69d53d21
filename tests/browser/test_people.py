"""The Gerente of Santos and his people, on a desktop and on the phone."""

import re

from playwright.sync_api import expect

from purifikar.lib.links import network_url, unit_url
from tenants.models import Absence, Invitation, Team
from tests.browser.conftest import SCREENS
from tests.tenants.test_open_work import hold

PEOPLE = "/u/santos/pessoas/"


def test_the_gerente_invites_somebody(page, sign_in, marcos, rafael):
    """PUR-02, FOL-29"""
    sign_in(page, marcos).goto(PEOPLE)
    page.get_by_role("link", name="Convidar").click()
    page.get_by_label("Nome", exact=True).fill("Igor Salgado")
    page.get_by_label("E-mail", exact=True).fill("igor@mail.example")
    page.get_by_label("Papel").select_option("Consultor Comercial")
    page.get_by_role("button", name="Enviar convite").click()

    expect(page.get_by_text("Convite enviado a igor@mail.example.")).to_be_visible()
    expect(page.get_by_role("heading", name="Convites sem resposta")).to_be_visible()
    assert Invitation.objects.get().by == marcos


def test_a_refused_invitation_keeps_what_was_typed(page, sign_in, marcos, rafael):
    sign_in(page, marcos).goto(PEOPLE + "convidar/")
    page.get_by_label("Nome", exact=True).fill("Rafael de novo")
    page.get_by_label("E-mail", exact=True).fill("rafael@santos.example")
    page.get_by_label("Papel").select_option("Consultor Comercial")
    page.get_by_role("button", name="Enviar convite").click()

    expect(page.get_by_role("link", name="Abrir a pessoa")).to_be_visible()
    expect(page.get_by_label("Nome", exact=True)).to_have_value("Rafael de novo")
    expect(page.get_by_label("E-mail", exact=True)).to_be_focused()


def test_a_switch_is_set_by_one_touch(phone, sign_in, marcos, rafael, membership):
    """FOL-30"""
    sign_in(phone, marcos).goto(PEOPLE)
    phone.get_by_role("link", name="Rafael Moreira", exact=True).tap()
    phone.get_by_label("Cria leads de fluxo").tap()

    expect(phone.get_by_text("Gravado.")).to_be_visible()
    expect(phone.get_by_label("Cria leads de fluxo")).to_be_checked()
    assert membership(rafael).creates_flow_leads


def test_two_switches_touched_before_the_first_answer_are_both_kept(page, sign_in, santos, marcos, rafael, membership):
    """FOL-30: a slow connection loses nothing that was touched"""
    held = []
    sign_in(page, marcos).goto(unit_url(santos, "person", membership(rafael).pk))
    page.route("**/chaves/", lambda route: route.continue_() if held else held.append(route))
    page.get_by_label("Recebe leads da web").set_checked(False)
    expect(page.locator("form.htmx-request")).to_have_count(1)
    page.get_by_label("Cria leads de fluxo").set_checked(True)
    with page.expect_response(lambda answer: "creates_flow_leads" in (answer.request.post_data or "")):
        held[0].continue_()

    expect(page.get_by_label("Cria leads de fluxo")).to_be_checked()
    expect(page.get_by_label("Recebe leads da web")).not_to_be_checked()
    kept = membership(rafael)
    assert (kept.receives_web_leads, kept.creates_flow_leads) == (False, True)


def test_a_refused_role_keeps_what_was_chosen_and_shows_the_way(page, sign_in, marcos, rafael, santos, membership):
    """FOL-36"""
    hold(rafael, santos, "Lead de Marina Prates")
    sign_in(page, marcos).goto(unit_url(santos, "person", membership(rafael).pk))
    page.get_by_role("combobox", name="Papel").select_option("Assessor Operacional")
    page.get_by_role("button", name="Mudar papel").click()

    expect(page.get_by_text("Transfira antes de mudar")).to_be_visible()
    expect(page.get_by_role("combobox", name="Papel")).to_have_value("operacional")
    page.get_by_role("link", name="Ver o que está em andamento").click()
    expect(page.get_by_text("Lead de Marina Prates")).to_be_visible()


def test_an_accepted_role_changes_the_heading_in_place(page, sign_in, marcos, rafael, santos, membership):
    sign_in(page, marcos).goto(unit_url(santos, "person", membership(rafael).pk))
    page.get_by_role("combobox", name="Papel").select_option("Assessor Operacional")
    page.get_by_role("button", name="Mudar papel").click()

    expect(page.locator("#person-lead")).to_have_text("Assessor Operacional, Santos")
    expect(page.get_by_text("Rafael agora é Assessor Operacional.")).to_be_visible()


def test_the_list_follows_what_is_typed(page, sign_in, marcos, rafael, denise):
    sign_in(page, marcos).goto(PEOPLE)
    page.get_by_label("Procurar por nome ou e-mail").press_sequentially("deni")

    expect(page.get_by_role("link", name="Rafael Moreira", exact=True)).to_be_hidden()
    expect(page.get_by_role("link", name="Denise Farias", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile("q=deni"))


def test_an_absence_is_marked_on_the_phone(phone, sign_in, marcos, rafael, santos, membership):
    sign_in(phone, marcos).goto(unit_url(santos, "person", membership(rafael).pk))
    phone.get_by_text("Marcar ausência").tap()
    phone.get_by_label("Primeiro dia").fill("2030-12-10")
    phone.get_by_label("Último dia").fill("2030-12-20")
    phone.get_by_role("button", name="Gravar ausência").tap()

    expect(phone.get_by_text("10/12/2030 a 20/12/2030", exact=True)).to_be_visible()
    assert Absence.objects.get().user == rafael


def test_without_javascript_a_switch_is_still_set(new_page, sign_in, marcos, rafael, santos, membership):
    """FOL-30"""
    plain = new_page(java_script_enabled=False)
    sign_in(plain, marcos).goto(unit_url(santos, "person", membership(rafael).pk))
    plain.get_by_label("Recebe leads da web").uncheck()
    plain.get_by_role("region", name="Leads").get_by_role("button", name="Gravar", exact=True).click()

    expect(plain.get_by_text("Gravado.")).to_be_visible()
    assert not membership(rafael).receives_web_leads


@SCREENS
def test_axe_finds_nothing(new_page, sign_in, axe, helena, camila, silvio, santos, membership, scheme, viewport):
    team = Team.objects.create(name="Sudeste")
    team.take_in(membership(camila))
    team.take_in(membership(silvio))
    hold(camila, santos)
    Invitation.objects.invite(email="igor@mail.example", name="Igor Salgado", role="apoio", by=helena)
    Absence.objects.create(user=camila, starts="2020-01-01", ends="2030-01-01", by=helena)
    page = sign_in(new_page(viewport, color_scheme=scheme), helena)

    for name in ("people", "person_invite", "teams", "team_new"):
        page.goto(network_url(name))
        axe(page)
    for name in ("person", "person_work", "person_move"):
        page.goto(network_url(name, membership(camila).pk))
        axe(page)
    page.goto(network_url("team", team.pk))
    axe(page)


def test_axe_finds_nothing_on_refused_forms(page, sign_in, axe, marcos, rafael, santos, membership):
    hold(rafael, santos)
    sign_in(page, marcos).goto(unit_url(santos, "person", membership(rafael).pk))
    page.get_by_role("combobox", name="Papel").select_option("Assessor Operacional")
    page.get_by_role("button", name="Mudar papel").click()
    expect(page.get_by_text("Transfira antes de mudar")).to_have_count(1)
    page.get_by_role("button", name="Encerrar acesso").click()
    expect(page.get_by_text("Transfira antes de mudar")).to_have_count(2)
    page.get_by_text("Marcar ausência").click()
    page.get_by_role("button", name="Gravar ausência").click()
    expect(page.get_by_text("Informe o primeiro dia.")).to_be_visible()

    axe(page)
