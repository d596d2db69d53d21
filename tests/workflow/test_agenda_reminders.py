"""Reminders of appointments: by bell and e-mail, once, moved with the appointment, gone with it (issue 5, Agenda)."""

import pytest

from tenants.models import Channel, Mail, Morning, Notice
from tests.workflow.booking import at, own_kind, reminders, visit
from workflow import mornings, rounds

NINE = "2026-11-24 09:00"


@pytest.fixture
def eve(clock, in_santos):
    return clock.at("2026-11-23 08:00")


def told(user):
    return list(Notice.objects.filter(user=user, kind="lembrete"))


def test_everybody_is_told_an_hour_before_once(eve, clock, rafael, marcos, santos):
    """BIM-13"""
    marked = visit(rafael, at(NINE), others=[marcos], place="Rua Alfa, 10")
    clock.at("2026-11-24 08:00")
    rounds.ring_due(seconds=5)
    rounds.ring_due(seconds=5)

    (notice,), (other,) = told(rafael), told(marcos)
    assert (notice.title, notice.text) == ("Visita", "Hoje 09:00. Rua Alfa, 10. com Rafael Moreira, Marcos Antunes")
    assert (notice.target, other.title) == (f"/u/santos/agenda/{marked.number}/", "Visita")
    assert reminders("feito").count() == 1


def test_not_before_its_moment(eve, clock, rafael):
    visit(rafael, at(NINE))
    clock.at("2026-11-24 07:59")
    rounds.ring_due(seconds=5)

    assert told(rafael) == []


def test_by_mail_as_each_has_chosen(eve, clock, rafael, marcos):
    """BEY-08"""
    Channel.objects.choose(marcos, {"lembrete": "nenhum"})
    visit(rafael, at(NINE), others=[marcos])
    clock.at("2026-11-24 08:00")
    rounds.ring_due(seconds=5)

    assert list(Mail.objects.filter(kind="lembrete").values_list("to", flat=True)) == [rafael.email]
    assert len(told(marcos)) == 1


def test_it_moves_with_the_appointment(eve, clock, rafael):
    visit(rafael, at(NINE)).move(at("2026-11-25 15:00"), by=rafael, why="Chuva")
    clock.at("2026-11-24 08:00")
    rounds.ring_due(seconds=5)

    assert told(rafael) == []
    assert reminders().get().fires_at == at("2026-11-25 14:00")


@pytest.mark.parametrize("ending", ["cancel", "answer"])
def test_it_goes_with_the_appointment(eve, clock, rafael, ending):
    marked = visit(rafael, at(NINE))
    marked.cancel(by=rafael, why="Desistiu") if ending == "cancel" else marked.answer("Foi.", by=rafael)
    clock.at("2026-11-24 08:00")
    rounds.ring_due(seconds=5)

    assert (told(rafael), reminders().count()) == ([], 0)


def test_a_kind_says_how_long_before_or_not_at_all(eve, rafael):
    """PUR-14"""
    visit(rafael, at("2026-11-26 09:00"), kind=own_kind(remind=1440).slug)
    visit(rafael, at("2026-11-26 09:00"), kind=own_kind("quieto", "quieto", remind=None).slug)

    assert [alarm.fires_at for alarm in reminders()] == [at("2026-11-25 09:00")]


def test_after_an_outage_nobody_is_reminded_of_what_began_already(eve, clock, rafael):
    visit(rafael, at(NINE))
    clock.at("2026-11-24 09:20")
    rounds.ring_due(seconds=5)

    assert (told(rafael), reminders("cancelado").count()) == ([], 1)


def test_the_mail_of_the_morning_says_what_the_day_has_in_store(eve, clock, rafael):
    """BEY-08"""
    mornings.send_due()
    visit(rafael, at(NINE), place="Rua Alfa, 10")
    clock.at("2026-11-24 07:30")
    Morning.objects.filter(user=rafael).update(next_at=at("2026-11-24 07:30"))
    mornings.send_due()

    text = Mail.objects.get(to=rafael.email).text
    assert "Hoje na agenda (1)\n\n- 09:00 Visita (Santos)\n  Rua Alfa, 10\n  http://testserver/u/santos/agenda/1/" in text
