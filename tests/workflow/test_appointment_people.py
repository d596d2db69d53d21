"""Several people on one appointment: each has it in his agenda, and a clash of any of them is told (issue 5, Agenda)."""

import pytest
from django.core.exceptions import ValidationError
from django_tenants.utils import tenant_context

from tenants.models import Membership
from tests.workflow.booking import at, taken, visit
from tests.workflow.play import person
from workflow.models import Appointment

NINE = "2026-11-24 09:00"


def test_each_has_it_in_his_agenda_and_in_the_register(in_santos, rafael, marcos, membership):
    """BIM-13"""
    visit(rafael, at(NINE), others=[marcos])

    for one in (rafael, marcos):
        assert Appointment.objects.of(one).count() == 1
        assert taken(one) == [at(NINE)]
    assert list(map(str, Appointment.objects.with_page().get().people)) == ["Rafael Moreira", "Marcos Antunes"]


def test_who_comes_along_may_see_it(browser, rafael, marcos, santos, membership):
    """FOL-16"""
    other, stranger = person("Lia Prado", "consultor", santos), person("Ivo Reis", "consultor", santos)
    with tenant_context(santos):
        marked = visit(rafael, at(NINE), others=[other])
    page = f"/u/santos/agenda/{marked.number}/"

    assert "Rafael Moreira, Lia Prado" in browser(other).get(page).content.decode()
    assert browser(stranger).get(page).status_code == 404


def test_a_clash_of_any_is_told_with_who_and_when(in_santos, campinas, rafael, marcos, denise):
    """BIM-15: also what takes one of them in another unit."""
    Membership.objects.give(marcos, "consultor", unit=campinas)
    visit(denise, at("2026-11-24 09:30"))
    with tenant_context(campinas):
        visit(marcos, at("2026-11-24 08:30"))
    with pytest.raises(ValidationError) as refused:
        visit(rafael, at(NINE), others=[marcos, denise])

    told = " ".join(refused.value.message_dict["starts_at"])
    assert "Marcos Antunes já tem um compromisso em 24/11, das 08:30 às 09:30 (Campinas)" in told
    assert "Rafael" not in told.replace("Marcos Antunes", "")
    assert Appointment.objects.count() == 1


def test_moving_and_cancelling_concern_all_of_them(in_santos, rafael, marcos):
    """BIM-14"""
    moved = visit(rafael, at(NINE), others=[marcos]).move(at("2026-11-25 09:00"), by=rafael, why="Chuva")

    assert taken(rafael) == taken(marcos) == [at("2026-11-25 09:00")]
    moved.cancel(by=rafael, why="Desistiu")
    assert taken(rafael) == taken(marcos) == []
    assert list(moved.people) == [rafael, marcos]


def test_handed_to_who_comes_along_and_back_it_stands_in_each_agenda_once(in_santos, rafael, marcos):
    """FOL-36"""
    marked = visit(rafael, at(NINE), others=[marcos])
    marked.hand_to(marcos, by=rafael)
    assert (taken(rafael), taken(marcos), marked.people) == ([], [at(NINE)], [marcos])
    Appointment.objects.get().hand_to(rafael, by=marcos)

    assert (taken(rafael), taken(marcos)) == ([at(NINE)], [])


def test_nobody_stands_twice(in_santos, rafael, marcos):
    marked = visit(rafael, at(NINE), others=[rafael, marcos])

    assert marked.people == [rafael, marcos]


def test_a_move_is_refused_where_one_who_comes_along_is_taken(in_santos, rafael, marcos):
    """BIM-14: and nothing has changed."""
    marked = visit(rafael, at(NINE), others=[marcos])
    visit(marcos, at("2026-11-25 09:00"))
    with pytest.raises(ValidationError, match="Marcos Antunes já tem um compromisso em 25/11"):
        marked.move(at("2026-11-25 09:30"), by=rafael, why="Chuva")

    assert taken(rafael) == [at(NINE)]
    assert Appointment.objects.filter(state="movido").count() == 0
