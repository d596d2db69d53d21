"""Each team keeps its own way of receiving: a pause, hours, how much at once, when it passes on (FOL-05, FOL-39)."""

from datetime import time

import pytest

from tenants.models import Assignment, Team, TeamDistribution
from tests.workflow.play import person
from workflow.distribution import look_round
from workflow.models import Distribution, Journey


@pytest.fixture
def anderson(db):
    return person("Anderson Luz", "comercial")


@pytest.fixture
def manha(camila, silvio, membership):
    """Camila's principal team, led by Sílvio."""
    team = Team.objects.create(name="Manhã")
    team.take_in(membership(camila))
    team.take_in(membership(silvio))
    return team


@pytest.fixture
def says(manha):
    """`says(is_paused=True)`: how the team receives."""
    return lambda **facts: TeamDistribution.objects.update_or_create(team=manha, defaults=facts)


def begin():
    journey = Journey.objects.at_start_of("venda")
    journey.describe("Padaria Rainha do Embaré", "Embaré", "/leads/1/")
    journey.start()
    return journey


def why(journey):
    return Assignment.objects.filter(journey=journey.pk).first().why


def test_a_team_in_pause_is_passed_over_and_the_proof_says_so(published, says, anderson):
    says(is_paused=True)
    journey = begin()

    assert journey.holder == anderson
    assert why(journey) == "próximo da vez; Camila Duarte está na equipe Manhã, em pausa"


@pytest.mark.parametrize(("at", "holder"), [("2026-11-23 09:00", "camila"), ("2026-11-23 13:00", None)])
def test_it_receives_in_its_hours_by_the_units_clock(published, says, clock, request, at, holder):
    says(starts=time(8), ends=time(13))
    clock.at(at)
    journey = begin()

    assert journey.holder == (holder and request.getfixturevalue(holder))
    assert holder or why(journey).endswith("Camila Duarte está na equipe Manhã, que recebe das 08:00 às 13:00")


def test_its_capacity_is_that_of_whoever_has_none(published, says, camila, membership):
    says(capacity=1)
    assert [begin().holder for _ in range(2)] == [camila, None]

    membership(camila).carry(capacity=3, weight=1, by=camila)
    assert begin().holder == camila


def test_it_passes_on_after_its_own_minutes(published, says, clock, camila, anderson):
    """The unit waits an hour, the team ten minutes."""
    Distribution.objects.create(centre="atendimento", react_minutes=60)
    says(react_minutes=10)
    journeys = [begin(), begin()]
    hers = next(journey for journey in journeys if journey.holder == camila)
    clock.ahead(minutes=11)
    look_round()

    assert why(hers).startswith("Camila Duarte não reagiu em 10 min; próximo da vez")
    assert Journey.objects.filter(holder=anderson).count() == 2


def test_only_the_principal_team_counts(published, says, camila, membership):
    other = Team.objects.create(name="Tarde")
    other.take_in(membership(camila))
    TeamDistribution.objects.create(team=other, is_paused=True)

    assert begin().holder == camila


SENT = {"is_paused": "on", "starts": "08:00", "ends": "13:00", "capacity": "20", "react_minutes": "15"}


def test_its_coordenador_sets_it(browser, silvio, camila, manha):
    address = f"/rede/equipes/{manha.pk}/distribuicao/"
    assert browser(silvio).post(address, SENT).status_code == 302
    page = browser(silvio).get(f"/rede/equipes/{manha.pk}/").content.decode()

    assert all(words in page for words in ("em pausa", "das 08:00 às 13:00", "20 por pessoa", "depois de 15 min", "Sílvio Amaral"))
    assert browser(camila).get(address).status_code == 403


def test_another_coordenador_does_not_even_see_it(browser, manha):
    other = person("Ricardo Prado", "coordenador")

    assert browser(other).post(f"/rede/equipes/{manha.pk}/distribuicao/", SENT).status_code == 404


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"ends": ""}, "ends"), ({"starts": ""}, "starts"), ({"ends": "07:00"}, "ends"), ({"react_minutes": "1"}, "react_minutes")],
)
def test_hours_that_cannot_be_meant_are_refused_at_their_field(browser, silvio, manha, changed, field):
    answer = browser(silvio).post(f"/rede/equipes/{manha.pk}/distribuicao/", {**SENT, **changed})

    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
