"""The unit's Técnicos: a list under Configurações, and their hours in the agenda (PUR-01, PUR-04, PUR-23, PUR-27, PUR-39)."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django_tenants.utils import tenant_context

from fieldservice.models import Technician
from followup.sheet_facts import APPOINTMENT, sheets_of
from tests.followup.scenes import contact_of
from tests.leads.scenes import handed_to_rafael, marinas_lead  # noqa: F401 (fixtures)
from tests.workflow.booking import at, visit
from tests.workflow.conftest import clock  # noqa: F401 (fixture)
from workflow.models import Appointment, AppointmentKind, AppointmentSeries, Resource
from workflow.requirements import _appointment

LIST, AGENDA, FREE = "/u/santos/configuracoes/tecnicos/", "/u/santos/agenda/", "/u/santos/agenda/dias-livres/"
NINE = "2026-11-24 09:00"
NEW = {"name": "Anselmo  Prates", "phone": "(13) 99741-0022", "shift": "manha", "area": "Gonzaga e Boqueirão", "is_active": "on"}


def technician(name="Anselmo Prates"):
    made = Technician()
    made.keep(name, is_active=True)
    return made.resource


@pytest.fixture
def monday(clock, santos):  # noqa: F811
    clock.at("2026-11-23 08:00")
    return santos


@pytest.fixture
def anselmo(monday):
    with tenant_context(monday):
        return technician()


@pytest.fixture
def inside(monday, anselmo):
    with tenant_context(monday):
        yield monday


def install(person, moment, resource, **more):
    return visit(person, at(moment), kind="instalacao", resource=resource, **more)


def sent(person, resource, **more):
    return {"person": person.pk, "kind": "instalacao", "starts_at": "2026-11-24T09:00", "resource": resource.pk, **more}


# --- the list ----------------------------------------------------------------------------------------------------------


def test_the_operacional_keeps_the_list(browser, denise, santos):
    """PUR-27, PUR-28"""
    browser(denise).post(LIST + "novo/", NEW)
    page = browser(denise).get(LIST).content.decode()

    assert all(words in page for words in ("Anselmo Prates", "Manhã", "Gonzaga e Boqueirão", "(13) 99741-0022"))
    with tenant_context(santos):
        assert Technician.objects.get().phone == "+5513997410022"


@pytest.mark.parametrize(("change", "field"), [({"name": " "}, "name"), ({"name": "ANSELMO PRATES"}, "name"), ({"name": "Bia", "phone": "12"}, "phone"), ({"name": "Bia", "shift": "noite"}, "shift")])  # fmt: skip
def test_what_makes_no_sense_is_said_at_its_field_and_nothing_is_lost(browser, marcos, anselmo, change, field):
    answer = browser(marcos).post(LIST + "novo/", NEW | change)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert "Gonzaga e Boqueirão" in answer.content.decode()


def test_one_who_left_is_put_out_of_use_and_what_was_marked_stays(browser, marcos, rafael, inside, anselmo):
    marked = install(rafael, NINE, anselmo)
    browser(marcos).post(f"{LIST}{Technician.objects.get().pk}/", NEW | {"name": "Anselmo P. Reis", "is_active": ""})
    form = browser(marcos).get(AGENDA + "novo/").context["form"]

    assert "resource" not in form.fields
    assert "Anselmo P. Reis" in browser(rafael).get(f"{AGENDA}{marked.number}/").content.decode()


def test_another_unit_knows_nothing_of_him(browser, otavio, anselmo, campinas):
    """PUR-10"""
    assert browser(otavio).get(LIST).status_code == 404
    with tenant_context(campinas):
        assert not Resource.objects.exists()


# --- his hours ---------------------------------------------------------------------------------------------------------


def test_two_services_of_one_technician_at_one_time_are_refused_in_clear_words(browser, marcos, rafael, denise, inside, anselmo):
    """PUR-39: whosever appointments they are."""
    install(rafael, NINE, anselmo)
    answer = browser(marcos).post(AGENDA + "novo/", sent(denise, anselmo, place="R. Azevedo Sodré, 88"))

    assert answer.status_code == 422
    assert (
        "Anselmo Prates já tem um serviço em 24/11, das 09:00 às 11:00. Escolha outro horário ou outro técnico." in answer.content.decode()
    )
    assert "R. Azevedo Sodré, 88" in answer.content.decode()


def test_the_database_itself_refuses_them_and_the_second_is_told(inside, rafael, denise, anselmo):
    """Of two who looked at the same free hour."""
    install(rafael, NINE, anselmo)
    with pytest.raises(ValidationError, match="já tem um serviço em 24/11"):
        install(denise, "2026-11-24 10:30", anselmo)
    late = install(denise, "2026-11-24 11:00", anselmo)
    with pytest.raises(IntegrityError, match="appointment_one_of_each_resource"), transaction.atomic():
        Appointment.objects.filter(pk=late.pk).update(starts_at=at(NINE))


def test_what_was_moved_or_cancelled_frees_his_hour(inside, rafael, denise, anselmo):
    """BIM-14"""
    install(rafael, NINE, anselmo).move(at("2026-11-25 09:00"), by=rafael, why="chuva")
    install(rafael, "2026-11-24 09:00", anselmo).cancel(by=rafael, why="desistiu")

    assert install(denise, NINE, anselmo).resource == anselmo


def test_a_series_that_meets_one_of_his_services_may_leave_that_day_out(browser, marcos, rafael, inside, anselmo):
    install(rafael, "2026-12-01 09:00", anselmo)
    series = sent(marcos, anselmo, every="1", times="3", skip_rest="on")
    refused = browser(marcos).post(AGENDA + "novo/", series)
    browser(marcos).post(AGENDA + "novo/", series | {"leave_out": "on"})

    assert "Anselmo Prates das 09:00 às 11:00" in refused.content.decode()
    with tenant_context(inside):
        assert AppointmentSeries.objects.get().appointments.filter(resource=anselmo).count() == 2


def test_another_technician_takes_over_at_the_same_hour_and_who_and_why_stays(browser, marcos, rafael, inside, anselmo):
    marked, other = install(rafael, NINE, anselmo), technician("Bia Nunes")
    change = {"starts_at": "2026-11-24T09:00", "minutes": "", "resource": other.pk, "why": "Anselmo está doente"}
    page = browser(marcos).post(f"{AGENDA}{marked.number}/mover/", change, follow=True).content.decode()

    assert "Bia Nunes" in page
    assert "mudado por Marcos Antunes: Anselmo está doente" in page


def test_without_any_technician_nothing_is_asked(browser, marcos, rafael, monday):
    assert "resource" not in browser(marcos).get(AGENDA + "novo/").context["form"].fields
    browser(marcos).post(AGENDA + "novo/", {"person": rafael.pk, "kind": "instalacao", "starts_at": "2026-11-24T09:00"})
    with tenant_context(monday):
        assert Appointment.objects.get().resource is None


def test_an_installation_without_a_technician_says_so_until_one_is_named(browser, marcos, rafael, inside, anselmo):
    marked = install(rafael, NINE, None)
    page = browser(marcos).get(f"{AGENDA}{marked.number}/").content.decode()

    assert "a definir" in page
    assert "a definir" not in browser(marcos).get(f"{AGENDA}{visit_number(inside, rafael)}/").content.decode()


def visit_number(unit, person):
    with tenant_context(unit):
        return visit(person, at("2026-11-25 09:00")).number


def test_a_decision_that_marks_an_installation_asks_for_the_technician_and_refuses_a_taken_one(inside, rafael, anselmo):
    """PUR-39: the Assessor Comercial schedules it from the lead."""
    install(rafael, NINE, anselmo)
    outcome = SimpleNamespace(kinds=["instalacao"], target=SimpleNamespace(centre="", picks=""))
    given = {"person": rafael, "kind": "instalacao", "starts_at": at("2026-11-24 10:00"), "resource": anselmo}

    with pytest.raises(ValidationError, match="já tem um serviço"):
        _appointment(None, outcome, given)
    assert _appointment(None, outcome, given | {"starts_at": at("2026-11-24 11:00")})["resource"] == anselmo


def test_a_kind_of_the_units_own_may_be_done_by_a_technician(browser, marcos, inside):
    browser(marcos).get("/u/santos/configuracoes/tipos-de-compromisso/")
    kind = {
        "name": "Manutenção",
        "minutes": "90",
        "remind": "60",
        "colour": "ambar",
        "icon": "wrench",
        "needs_resource": "on",
        "is_active": "on",
    }
    browser(marcos).post("/u/santos/configuracoes/tipos-de-compromisso/novo/", kind)
    with tenant_context(inside):
        assert AppointmentKind.objects.get(slug="manutencao").needs_resource


# --- where he is seen --------------------------------------------------------------------------------------------------


def test_free_days_know_him_and_lead_to_the_form(browser, denise, rafael, inside, anselmo):
    """BIM-15, BIM-45, PUR-39"""
    install(rafael, "2026-11-24 07:00", anselmo, minutes=900)
    install(rafael, "2026-11-25 09:00", anselmo)
    page = browser(denise).get(FREE, {"de": "2026-11-24", "ate": "2026-11-26"})
    (row,) = page.context["boards"][0].technicians

    assert [day.kind for day in row.days] == ["ocupado", "parcial", "livre"]
    assert f"/u/santos/agenda/novo/?tecnico={anselmo.pk}&amp;inicio=" in page.content.decode()
    form = browser(denise).get(AGENDA + "novo/", {"tecnico": anselmo.pk}).context["form"]
    assert (form["kind"].value(), form["resource"].value()) == ("instalacao", str(anselmo.pk))


def test_the_assessor_comercial_sees_the_technicians_of_chosen_units(browser, camila, rafael, caio, inside, anselmo):
    """PUR-39"""
    page = browser(camila).get("/rede/agenda/dias-livres/", {"unidade": ["santos", "campinas"]})

    assert [(board.unit.slug, [each.person.name for each in board.technicians]) for board in page.context["boards"]] == [
        ("campinas", []),
        ("santos", ["Anselmo Prates"]),
    ]


def test_his_day_is_an_agenda_of_its_own(browser, denise, rafael, marcos, inside, anselmo):
    """PUR-23"""
    install(rafael, NINE, anselmo, place="Rua Alfa")
    install(marcos, "2026-11-24 14:00", anselmo, place="Rua Beta")
    visit(rafael, at("2026-11-24 16:00"), place="Rua Gama")
    content = browser(denise).get(AGENDA, {"ver": "dia", "dia": "2026-11-24", "tecnico": anselmo.pk}).content.decode()

    assert [street in content for street in ("Rua Alfa", "Rua Beta", "Rua Gama")] == [True, True, False]
    assert "Rafael Moreira, técnico Anselmo Prates" in content


def test_a_consultor_opens_no_technicians_agenda(browser, rafael, marcos, inside, anselmo):
    install(marcos, NINE, anselmo, place="Rua Alfa")

    assert "Rua Alfa" not in browser(rafael).get(AGENDA, {"ver": "lista", "tecnico": anselmo.pk}).content.decode()


def test_the_visit_sheet_names_him(inside, rafael, anselmo):
    """PUR-23, BIM-52"""
    contact = contact_of(inside, by=rafael)
    with tenant_context(inside):
        marked = install(rafael, NINE, anselmo, about_address=f"/clientes/{contact.person.number}/")
        (sheet,) = sheets_of([[APPOINTMENT, str(marked.pk), "tecnica", True]])

    assert sheet.technician == anselmo
