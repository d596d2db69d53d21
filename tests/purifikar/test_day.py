from datetime import timedelta

import pytest
from django.utils import timezone

from purifikar.day import BLOCKS
from purifikar.db.keys import uuid7
from tenants.models import Absence, Mail, OpenWork
from tenants.roles import ROLES

CONSULTOR_BLOCKS = ["novas demandas", "urgências", "pedem você", "retornos", "do Gerente", "alinhamentos"]


@pytest.fixture
def work(santos):
    """`work(rafael, title="Edifício Mar Azul", due_at=…)`: something that waits for that person in Santos."""

    def waiting(holder, **facts):
        facts = {"kind": "lead", "title": "Edifício Mar Azul", "address": "/leads/1042/", "unit": santos} | facts
        return OpenWork.objects.create(holder=holder, subject=uuid7(), **facts)

    return waiting


def test_every_role_has_its_day():
    """PUR-15..20, PUR-36, PUR-44..47"""
    assert set(BLOCKS) == set(ROLES)


def test_the_consultor_finds_the_six_blocks_of_his_morning(browser, rafael):
    """PUR-15, PUR-16, PUR-17, PUR-18, PUR-19, PUR-20"""
    page = browser(rafael).get("/u/santos/")

    assert [block.glance for block in page.context["day"].blocks] == CONSULTOR_BLOCKS


def test_what_came_since_yesterday_is_counted_and_shown_with_its_page(browser, rafael, work):
    """PUR-15"""
    work(rafael)
    work(rafael, title="Velho conhecido", since=timezone.now() - timedelta(days=4))
    page = browser(rafael).get("/u/santos/")

    assert page.context["day"].blocks[0].count == 1
    assert 'href="/u/santos/leads/1042/"' in page.text


def test_a_missed_limit_is_loud(browser, rafael, work):
    """BEY-01"""
    work(rafael, kind="return", due_at=timezone.now() - timedelta(hours=2))

    assert "1 vencido" in browser(rafael).get("/u/santos/").text


def test_another_ones_work_is_not_in_my_day(browser, rafael, denise, work):
    work(denise)

    assert browser(rafael).get("/u/santos/").context["day"].blocks[0].count == 0


def test_a_negotiation_that_calls_for_the_manager_stands_in_his_day(browser, rafael, marcos, work):
    """PUR-17, PUR-46"""
    work(rafael, calls_for=marcos, title="Padaria Rainha do Embaré")

    assert "Padaria Rainha do Embaré" in browser(marcos).get("/u/santos/").text


def test_the_assessora_comercial_sees_her_queue_over_all_units_in_one_place(browser, camila, work, campinas):
    """PUR-36, BEY-06"""
    work(camila)
    work(camila, unit=campinas, title="Cantina do Cambuí")
    page = browser(camila).get("/rede/")

    assert page.context["day"].blocks[0].count == 2
    assert 'href="/u/campinas/leads/1042/"' in page.text


def test_inside_a_unit_she_sees_only_what_is_of_that_unit(browser, camila, work, campinas):
    work(camila)
    work(camila, unit=campinas)

    assert browser(camila).get("/u/campinas/").context["day"].blocks[0].count == 1


def test_the_manager_sees_who_is_away_today(browser, marcos, rafael):
    today = timezone.localdate()
    Absence.objects.create(user=rafael, starts=today, ends=today, reason="folga", by=marcos)

    assert "Rafael Moreira" in browser(marcos).get("/u/santos/").text


def test_the_administrator_sees_mails_that_did_not_arrive(browser, helena):
    mail = Mail.objects.write(to="a@b.example", subject="Seu acesso", text="…", kind="convite")
    Mail.objects.filter(pk=mail.pk).update(state=Mail.State.FAILED)

    assert "Seu acesso" in browser(helena).get("/rede/").text


@pytest.mark.parametrize("rows", [1, 30])
def test_the_day_costs_the_same_whatever_waits(browser, rafael, work, rows, django_assert_max_num_queries):
    for _ in range(rows):
        work(rafael)
    client = browser(rafael)
    client.get("/u/santos/")

    with django_assert_max_num_queries(26):
        client.get("/u/santos/")
