"""Seu dia na Purifikar: once a person and morning, only with something to say (reliability.md §9 rows 52, 57)."""

from datetime import timedelta

import pytest
from django_tenants.utils import tenant_context

from tenants.models import Channel, Mail, Morning, Notice
from workflow import mornings


@pytest.fixture
def tomorrow(clock, journey, camila):
    """Tuesday, half past seven, with Camila's journey due at nine."""
    mornings.send_due()
    clock.at("2026-11-24 07:30")
    Mail.objects.all().delete()
    return journey


def to(user):
    return Mail.objects.filter(to=user.email)


def test_nobody_gets_one_on_the_day_he_comes(clock, journey, camila):
    assert mornings.send_due() == 0


def test_it_says_what_is_due_today_with_the_way_there(tomorrow, camila):
    mornings.send_due()

    mail = to(camila).get()
    assert mail.subject == "Seu dia na Purifikar"
    assert "Vencem hoje (1)\n\n- Padaria Rainha do Embaré (Santos)\n  Em atendimento, prazo hoje 09:00" in mail.text
    assert "http://testserver/u/santos/leads/1/" in mail.text


def test_what_is_late_comes_first(clock, tomorrow, camila):
    clock.at("2026-11-25 07:30")
    mornings.send_due()
    assert "Vencidos (1)" in to(camila).get().text


def test_once_a_morning_however_many_clocks_run(tomorrow, camila):
    """Row 52"""
    assert [mornings.send_due(), mornings.send_due()] == [1, 0]
    assert Morning.objects.get(user=camila).next_at > Morning.objects.get(user=camila).sent_at


def test_with_nothing_to_say_nothing_is_sent(tomorrow, rafael):
    mornings.send_due()
    assert not to(rafael).exists()


def test_none_on_a_day_of_rest(clock, tomorrow, camila):
    clock.at("2026-11-28 07:31")
    mornings.send_due()

    assert Morning.objects.get(user=camila).next_at == clock.at("2026-11-30 07:30").now


def test_half_past_seven_is_by_the_clock_of_ones_unit(clock, iara):
    mornings.send_due()
    assert Morning.objects.get(user=iara).next_at == clock.at("2026-11-24 07:30", "America/Manaus").now


def test_what_one_wants_in_the_morning_comes_then_and_once(clock, tomorrow, camila):
    Channel.objects.choose(camila, {"recebido": "resumo"})
    Notice.objects.tell([camila], kind="recebido", title="Chegou a Pousada", text="…", key="k")
    mornings.send_due()
    clock.ahead(days=1)
    mornings.send_due()

    first, second = to(camila).order_by("id")
    assert "Avisos (1)" in first.text
    assert "Chegou a Pousada" not in second.text


def test_whoever_does_not_want_it_does_not_get_it(tomorrow, camila):
    Channel.objects.choose(camila, {Channel.DAY: "nenhum"})
    assert mornings.send_due() == 0


def test_long_lists_are_cut_and_say_so(clock, published, camila, rafael, santos):
    from tests.workflow.conftest import Journey

    mornings.send_due()
    with tenant_context(santos):
        for _ in range(13):
            Journey.objects.at_start_of("venda", by=rafael).start(by=rafael)
    clock.at("2026-11-24 07:30")
    mornings.send_due()

    assert "- e mais 3" in to(camila).get().text


def test_after_a_morning_without_server_it_comes_late_but_once(clock, tomorrow, camila):
    clock.ahead(hours=5)
    assert [mornings.send_due(), mornings.send_due()] == [1, 0]
    assert Morning.objects.get(user=camila).next_at - clock.now < timedelta(days=1)
