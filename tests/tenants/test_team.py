"""Teams: a principal one and others for attendants, led ones for Coordenadores."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tenants.models import Membership, Team, TeamPlace
from tests.tenants.test_open_work import hold


@pytest.fixture
def sudeste(db):
    return Team.objects.create(name="Sudeste")


@pytest.fixture
def sul(db):
    return Team.objects.create(name="Sul")


def test_an_attendant_has_a_principal_team_and_others(camila, sudeste, sul, membership):
    """FOL-04, FOL-38"""
    TeamPlace.arrange(membership(camila), principal=sudeste, others=[sul])

    assert membership(camila).arrangement() == (sudeste, [sul])


def test_a_coordenador_leads_one_or_more_teams(silvio, sudeste, sul, membership):
    """FOL-05, FOL-39"""
    TeamPlace.arrange(membership(silvio), others=[sudeste, sul])

    assert [place.leads for place in membership(silvio).places.all()] == [True, True]


@pytest.mark.parametrize(
    ("name", "principal", "others", "code"),
    [
        ("camila", "sudeste", ["sudeste"], "principal_twice"),
        ("camila", None, ["sul"], "principal_missing"),
        ("silvio", "sudeste", [], "no_principal"),
        ("mirela", None, ["sul"], "no_teams"),
        ("rafael", "sudeste", [], "no_teams"),
        ("iara", "sudeste", [], "elsewhere"),
    ],
)
def test_what_does_not_fit_is_refused(request, sudeste, sul, membership, name, principal, others, code):
    """FOL-15, FOL-38, FOL-39"""
    teams = {"sudeste": sudeste, "sul": sul, None: None}
    member = membership(request.getfixturevalue(name))

    with pytest.raises(ValidationError) as refusal:
        TeamPlace.arrange(member, principal=teams[principal], others=[teams[other] for other in others])

    assert refusal.value.code == code


def test_a_unit_that_makes_the_consultor_its_attendant_has_teams_of_consultores(iara, manaus, membership):
    """FOL-28, requirements 1.5 point 1"""
    team = Team.objects.create(unit=manaus, name="Atendimento")

    TeamPlace.arrange(membership(iara), principal=team)

    assert membership(iara).arrangement() == (team, [])


def test_a_team_is_not_left_while_work_hangs_on_the_person(camila, santos, sudeste, sul, membership):
    """FOL-36"""
    TeamPlace.arrange(membership(camila), principal=sudeste)
    hold(camila, santos)

    with pytest.raises(ValidationError, match="Transfira"):
        TeamPlace.arrange(membership(camila), principal=sul)

    assert membership(camila).arrangement() == (sudeste, [])


def test_joining_one_more_team_is_free(camila, santos, sudeste, sul, membership):
    """FOL-36: nothing is left behind."""
    TeamPlace.arrange(membership(camila), principal=sudeste)
    hold(camila, santos)

    TeamPlace.arrange(membership(camila), principal=sudeste, others=[sul])

    assert membership(camila).arrangement() == (sudeste, [sul])


def test_an_ended_access_joins_no_team(camila, helena, sudeste, membership):
    membership(camila).end(by=helena)

    with pytest.raises(ValidationError, match="encerrado"):
        TeamPlace.arrange(membership(camila), principal=sudeste)


def test_the_first_team_that_takes_an_attendant_in_is_his_principal_one(camila, silvio, sudeste, sul, membership):
    """FOL-38"""
    sudeste.take_in(membership(camila))
    sul.take_in(membership(camila))
    sul.take_in(membership(silvio))

    assert membership(camila).arrangement() == (sudeste, [sul])
    assert sul.places.get(membership__user=silvio).leads


def test_taking_in_twice_is_taking_in_once(camila, sudeste, membership):
    sudeste.take_in(membership(camila))
    sudeste.take_in(membership(camila))

    assert sudeste.places.count() == 1


def test_the_principal_team_is_not_left_before_another_is_chosen(camila, sudeste, sul, membership):
    """FOL-38"""
    TeamPlace.arrange(membership(camila), principal=sudeste, others=[sul])

    with pytest.raises(ValidationError, match="equipe principal"):
        sudeste.let_go(membership(camila))
    sul.let_go(membership(camila))

    assert membership(camila).arrangement() == (sudeste, [])


def test_only_an_empty_team_is_dissolved(camila, sudeste, sul, membership):
    sudeste.take_in(membership(camila))

    with pytest.raises(ValidationError, match="ainda tem pessoas"):
        sudeste.dissolve()
    sul.dissolve()

    assert Team.objects.get() == sudeste


def test_one_person_never_has_two_principal_teams(camila, sudeste, sul, membership):
    """FOL-38, in the database"""
    sudeste.take_in(membership(camila))

    with pytest.raises(IntegrityError), transaction.atomic():
        TeamPlace.objects.create(team=sul, membership=membership(camila), is_principal=True)


def test_a_coordenador_sees_the_attendants_of_the_teams_he_leads(silvio, camila, ulisses, sudeste, sul, membership):
    """FOL-05, FOL-16"""
    other = Membership.objects.give(ulisses, "comercial")
    sudeste.take_in(membership(camila))
    sul.take_in(other)
    sudeste.take_in(membership(silvio))

    seen = {member.user for member in Membership.objects.visible_to(membership(silvio))}

    assert seen == {silvio, camila}
    assert list(Team.objects.visible_to(membership(silvio))) == [sudeste]
