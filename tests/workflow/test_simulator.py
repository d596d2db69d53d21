"""A made-up lead through a version: who would get it, when alarms ring, and not one row changed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tenants.utils import tenant_context

from tenants.models import Absence, Turn
from workflow.install import install
from workflow.models import Journey, Process
from workflow.ready import ready_processes
from workflow.simulator import Simulation, Step

PAGE = "/u/santos/configuracoes/processos/processo-2/simulacao/"
MONDAY = "2026-11-23T09:00"


@pytest.fixture
def simulate(in_santos, camila, rafael, clock):
    """`simulate("falou@10:00", …)`: Processo 2 from Monday at nine, decisions of that day."""
    version = install(ready_processes()["processo-2"]).published

    def run(*steps, **more):
        read = [Step(slug, clock.now.replace(hour=int(hour[:2]) + 3, minute=int(hour[3:]))) for slug, hour in (s.split("@") for s in steps)]
        return Simulation(version, in_santos, starts_at=clock.now, steps=read, **more)

    return run


def _at(moment):
    return f"{timezone.localtime(moment):%d/%m %H:%M}"


def test_it_says_who_would_get_it_and_why(simulate, camila):
    here = simulate().here

    assert (here.stage.slug, here.holder.user, here.why) == ("novo", camila, "próximo da vez")


def test_alarms_ring_on_the_units_calendar(simulate):
    """Two hours of work from nine: half of them at ten, the end at eleven, an hour of work later, at noon."""
    here = simulate().here

    assert [(_at(ring.at), ring.does) for ring in here.rings] == [
        ("23/11 10:00", "avisa Camila Duarte"),
        ("23/11 11:00", "não há a quem passar: ninguém disponível no centro; espera na fila"),
        ("23/11 12:00", "avisa o Gerente"),
    ]


def test_a_decision_in_time_spares_the_alarms_after_it(simulate):
    first = simulate("falou@10:30").visits[0]

    assert [ring.is_spared for ring in first.rings] == [False, True, True]
    assert first.stayed == "1 h 30 min"


def test_it_goes_to_the_seller_and_comes_back_to_the_end(simulate, camila):
    """FOL-09..11, FOL-17"""
    walk = simulate("falou@10:00", "agendar@10:30", "responder@15:00", "vender@16:00")

    assert [visit.stage.slug for visit in walk.visits] == ["novo", "tratativa", "vendedor", "finalizacao", "vendido"]
    assert walk.visits[2].holder.name == "quem for escolhido"
    assert walk.visits[3].holder.user == camila
    assert (walk.is_over, walk.lasted, walk.choices) == (True, "7 h", [])


def test_who_is_away_is_passed_by(simulate, camila, helena):
    today = timezone.localdate()
    Absence.objects.create(user=camila, starts=today, ends=today + timedelta(days=2), by=helena)

    here = simulate().here
    assert here.holder is None
    assert "Camila Duarte ausente até 25/11" in here.why


def test_a_step_that_the_version_does_not_know_ends_the_walk_there(simulate):
    walk = simulate("falou@10:00", "inventado@11:00")

    assert walk.is_cut
    assert walk.here.stage.slug == "tratativa"


def test_nothing_is_written(simulate):
    with CaptureQueriesContext(connection) as asked:
        simulate("falou@10:00", "agendar@10:30", "responder@15:00")

    assert {query["sql"].split()[0] for query in asked} == {"SELECT"}
    assert (Journey.objects.count(), Turn.objects.count()) == (0, 0)


def test_the_page_walks_a_draft_too_and_keeps_the_walk_in_its_address(simulate, browser, marcos, santos):
    with tenant_context(santos):
        Process.objects.get(slug="processo-2").begin_draft(by=marcos)
    asked = {"inicio": MONDAY, "passo": f"falou@{MONDAY[:11]}10:00", "decisao": "agendar", "quando": f"{MONDAY[:11]}10:30"}
    page = browser(marcos).get(PAGE.replace("simulacao", "rascunho/simulacao"), asked).content.decode()

    assert "Versão 2, rascunho" in page
    assert f'name="passo" value="agendar@{MONDAY[:11]}10:30"' in page
    assert "Atendeu o cliente" in page


def test_a_broken_address_begins_anew(simulate, browser, marcos):
    answer = browser(marcos).get(PAGE, {"inicio": "ontem", "passo": ["falou@99", "@"], "quem": "ninguém"})

    assert answer.status_code == 200
    assert "Novo lead" in answer.content.decode()
