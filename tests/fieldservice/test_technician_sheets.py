"""The visit sheets of a Técnico's day, printed in one go by who prepares his papers (PUR-23, PUR-34)."""

import pytest
from django_tenants.utils import tenant_context

from followup.models import ContactAppointment, SheetFile
from followup.views import sheet_batches
from tests.fieldservice.test_technicians import LIST, technician
from tests.followup.scenes import address, contact_of
from tests.workflow.booking import at
from tests.workflow.conftest import clock  # noqa: F401 (fixture)

TUESDAY = "2026-11-24"


@pytest.fixture
def anselmo(santos, clock):  # noqa: F811
    clock.at("2026-11-23 08:00")
    with tenant_context(santos):
        return technician()


@pytest.fixture
def route(santos, anselmo, rafael, denise):
    """On Tuesday Anselmo installs at Marina's at nine and at João's at two, Bia at Ana's at ten; Caio's nobody does yet."""
    with tenant_context(santos):
        bia = technician("Bia Nunes")
    for name, hour, by, resource in (
        ("João", 14, rafael, anselmo),
        ("Marina", 9, denise, anselmo),
        ("Ana", 10, rafael, bia),
        ("Caio", 11, rafael, None),
    ):
        contact = contact_of(santos, by=by, person=name)
        with tenant_context(santos):
            ContactAppointment.objects.book(
                contact, by=by, person=by, kind="instalacao", starts_at=at(f"{TUESDAY} {hour:02}:00"), resource=resource
            )
    return [anselmo, bia]


def shown(page):
    """Whose sheets the page would print, in order."""
    return [sheet.person.name for sheet in page.context["day"].sheets]


def whose(*resources, **more):
    return {"dia": TUESDAY, "tecnico": [each.pk for each in resources], **more}


def test_the_operacional_prints_a_technicians_day_whosever_customers_they_are(browser, denise, route, monkeypatch):
    """PUR-23: on the technical sheet, which tells no price"""
    drawn = []
    monkeypatch.setattr(sheet_batches, "pdf_of_sheets", lambda sheets, **more: drawn.extend(sheets) or b"%PDF-1.4")
    page = browser(denise).get(address("day_sheets"), whose(route[0]))
    browser(denise).post(address("day_sheets_print"), whose(route[0]))

    assert shown(page) == ["Marina", "João"]
    assert [(sheet.person.name, sheet.layout.slug, str(sheet.technician)) for sheet in drawn] == [
        ("Marina", "tecnica", "Anselmo Prates"),
        ("João", "tecnica", "Anselmo Prates"),
    ]


def test_whoever_does_the_visit_signs_for_the_unit(browser, denise, rafael, route):
    """PUR-23: the technician, else who goes himself"""
    day = browser(denise).get(address("day_sheets"), {"dia": TUESDAY, "pessoa": rafael.pk}).context["day"]

    signers = {sheet.person.name: str(sheet.signer) for sheet in day.sheets}
    assert signers == {"Ana": "Bia Nunes", "Caio": "Rafael Moreira", "João": "Anselmo Prates"}


def test_of_several_technicians_each_ones_pack_lies_together(browser, denise, route):
    """PUR-33, PUR-34"""
    assert shown(browser(denise).get(address("day_sheets"), whose(*route))) == ["Marina", "João", "Ana"]


@pytest.mark.parametrize(("shift", "names"), [("manha", ["Marina"]), ("tarde", ["João"]), ("", ["Marina", "João"])])
def test_a_pack_may_be_of_one_shift(browser, denise, route, shift, names):
    """PUR-34"""
    page = browser(denise).get(address("day_sheets"), whose(route[0], turno=shift))

    assert shown(page) == names
    assert page.text.count('type="hidden" name="turno"') == (1 if shift else 0)


def test_who_is_not_asked_for_by_name_is_not_oneself(browser, denise, route):
    page = browser(denise).get(address("day_sheets"), whose(route[0]))

    assert page.context["day"].people == []
    assert "Enviar a cada um" not in page.text


def test_a_batch_says_whose_it_is_and_of_which_shift(browser, denise, route, santos, monkeypatch):
    monkeypatch.setattr(sheet_batches, "AT_ONCE", 0)
    browser(denise).post(address("day_sheets_print"), whose(route[0], turno="manha"))

    with tenant_context(santos):
        assert SheetFile.objects.get().title == "Fichas de 24/11/2026 de manhã: Anselmo Prates"


def test_his_line_and_his_agenda_lead_there(browser, denise, route):
    """PUR-27"""
    asked = f"tecnico={route[0].pk}"
    assert f"{address('day_sheets')}?{asked}" in browser(denise).get(LIST).text
    agenda = browser(denise).get("/u/santos/agenda/", {"ver": "dia", "dia": TUESDAY, "tecnico": route[0].pk}).text
    assert f"{address('day_sheets')}?dia={TUESDAY}&amp;{asked}" in agenda


def test_a_consultor_chooses_no_technician(browser, rafael, route):
    """Attack: a technician's key in the address"""
    page = browser(rafael).get(address("day_sheets"), whose(route[1]))

    assert page.context["day"] is None
    assert "Marina" not in page.text
    assert 'name="tecnico"' not in browser(rafael).get(address("day_sheets")).text


def test_however_many_it_asks_the_same(browser, denise, rafael, route, santos, django_assert_max_num_queries):
    client = browser(denise)
    for hour in (15, 16, 17, 18):
        contact = contact_of(santos, by=rafael, person=f"Cliente {hour}")
        with tenant_context(santos):
            ContactAppointment.objects.book(
                contact, by=rafael, person=rafael, kind="retorno", starts_at=at(f"{TUESDAY} {hour}:00"), resource=route[1]
            )
    client.get(address("day_sheets"))
    with django_assert_max_num_queries(30):
        assert len(shown(client.get(address("day_sheets"), whose(*route)))) == 7
