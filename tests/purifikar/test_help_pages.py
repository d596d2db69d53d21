"""The pages of help: the operation, the table of powers, privacy, and who does not get in."""

import re
from html import unescape

import pytest

from purifikar import documents, operation
from purifikar.lib import swimlanes
from purifikar.lib.pdf import PdfFailed, PdfUnavailable
from tenants import roles
from tenants.models import Membership

HOW, PDF, WHO = "/como-funciona/", "/como-funciona/manual.pdf", "/quem-pode/"
OPEN = ["/privacidade/", "/ajuda/"]


def words(page):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.text)))


@pytest.mark.parametrize("address", OPEN)
def test_privacy_and_help_at_the_door_are_open_to_all(browser, ulisses, address):
    assert browser().get(address).status_code == 200
    assert browser(ulisses).get(address).status_code == 200


@pytest.mark.parametrize("address", [HOW, PDF, WHO])
def test_the_house_is_explained_to_its_people(browser, ulisses, address):
    """PUR-10"""
    assert browser().get(address).headers["Location"] == f"/entrar/?next={address}"
    assert browser(ulisses).get(address).status_code == 200


def test_the_five_functions_and_the_technician_on_paper(browser, rafael):
    """PUR-01, PUR-04, PUR-09"""
    text = words(browser(rafael).get(HOW))
    for name in ("Consultor Comercial", "Assessor Operacional", "Técnico", "Assessor Comercial", "Gerente"):
        assert name in text
    assert "Técnico Unidade própria ou franquia · não usa o CRM" in text


def test_each_role_finds_itself(browser, rafael, denise, marcos, camila):
    """PUR-09"""
    for person, lane in ((rafael, "consultor"), (denise, "operacional"), (marcos, "gerente"), (camila, "comercial")):
        page = browser(person).get(HOW)
        assert [strip.lane.slug for strip in page.context["diagram"].strips if strip.is_own] == [lane]
        assert page.text.count("você está aqui") == 1


def test_somebody_with_two_roles_finds_both(browser, rafael, campinas):
    Membership.objects.give(rafael, "franqueado", unit=campinas)
    page = browser(rafael).get(HOW)
    assert [desk.name for desk in page.context["own"]] == ["Consultor Comercial", "Franqueado"]
    assert page.text.count("você está aqui") == 2


def test_who_has_left_is_not_told_he_is_there(browser, rafael, marcos):
    rafael.memberships.get().end(by=marcos)
    assert "você está aqui" not in browser(rafael).get(HOW).text


def test_the_process_of_ones_unit_is_marked(browser, otavio):
    """FOL-01"""
    page = browser(otavio).get(HOW)
    assert "Processo 2 com fluxo de loja o da sua unidade" in words(page)
    assert page.text.count(">o da sua unidade<") == 1


def test_the_start_of_the_day_is_told_for_every_role_of_the_crm():
    """PUR-15, PUR-24, PUR-33, PUR-36, PUR-44"""
    assert set(operation.DAYS) == set(roles.ROLES)
    assert [desk.slug for desk in operation.desks() if not desk.uses_crm] == ["tecnico"]


def test_the_picture_and_the_words_tell_the_same_steps(browser, rafael):
    page = browser(rafael).get(HOW).text
    for step in operation.STEPS:
        assert f'<p class="pk-title">{step.words}</p>' in page
        assert step.story in unescape(page)


def test_the_diagram_leads_through_every_step_and_only_down():
    by_slug = {step.slug: step for step in operation.STEPS}
    for step in operation.STEPS[1:]:
        assert step.follows, step.slug
        assert all(by_slug[before].row <= step.row for before in step.follows), step.slug


def test_no_words_leave_their_box_and_no_boxes_overlap():
    boxes = operation.diagram().boxes
    assert all(len(box.lines) <= 3 and all(len(line) <= swimlanes.LETTERS for _, line in box.lines) for box in boxes)
    assert len({(box.x, box.y) for box in boxes}) == len(boxes)


def test_the_drawing_holds_plain_numbers(browser, rafael):
    """Not "1.112" nor "120,5", as numbers for people are written here."""
    drawing = re.search(r"<svg class=\"pk-lanes\".*?</svg>", browser(rafael).get(HOW).text, re.DOTALL)[0]
    numbers = re.findall(r' (?:x|y|width|height|cx|cy)="([^"]+)"', drawing)
    assert len(numbers) > 100
    assert all(re.fullmatch(r"-?\d+(\.\d)?", number) and float(number) < 1500 for number in numbers)


def test_the_table_of_powers_is_the_table_in_code(browser, marcos):
    """PUR-10"""
    page = browser(marcos).get(WHO).text
    rows = re.findall(r'<tr>\s*<th scope="row">(.*?)</th>(.*?)</tr>', page, re.DOTALL)
    shown = {unescape(label): re.findall(r"visually-hidden\">(sim|não)<", cells) for label, cells in rows}
    assert shown == {power.label: ["sim" if role.may(power) else "não" for role in roles.ROLES.values()] for power in roles.Permission}


def test_every_power_has_its_group():
    assert "Outros" not in dict(operation.power_groups()), "name the group of the new powers in operation.POWER_GROUPS"
    assert sum(len(powers) for _, powers in operation.power_groups()) == len(roles.Permission)


def test_every_role_is_told_in_its_sentence(browser, marcos):
    text = words(browser(marcos).get(WHO))
    assert all(role.sentence in text for role in roles.ROLES.values())


def test_the_manual_is_a_pdf_with_the_whole_story(browser, rafael):
    """PUR-09"""
    answer = browser(rafael).get(PDF)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'inline; filename="como-a-operacao-funciona.pdf"'
    assert answer.content.startswith(b"%PDF-")
    assert len(answer.content) < 300_000


def test_a_class_that_asks_at_once_is_served_from_one_drawing(browser, rafael, monkeypatch):
    drawn = []
    monkeypatch.setattr(documents, "render_pdf", lambda *order: drawn.append(order) or b"%PDF-1.7")
    assert [browser(rafael).get(PDF).content for _ in range(3)] == [b"%PDF-1.7"] * 3
    assert len(drawn) == 1


def test_without_pango_the_page_names_the_packages(browser, rafael, monkeypatch):
    def unavailable(*order):
        raise PdfUnavailable("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(documents, "render_pdf", unavailable)
    page = browser(rafael).get(PDF)
    assert page.status_code == 503
    for package in ("libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0", "dnf install pango", "brew install pango"):
        assert package in page.text


def test_a_manual_that_fails_is_told_as_trouble_of_ours(browser, rafael, monkeypatch):
    def fail(*order):
        raise PdfFailed("no PDF after 40 s")

    monkeypatch.setattr(documents, "render_pdf", fail)
    assert browser(rafael).get(PDF).status_code == 503
