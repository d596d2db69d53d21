"""A lead is given out by where it is: its own neighbourhood, else the address of its person (BEY-09)."""

import pytest

from leads.models import Lead, Person, Source
from tenants.models import Team
from tests.leads.scenes import inside
from tests.workflow.play import person
from workflow.models import Distribution


@pytest.fixture
def praia(santos, camila):
    """In Santos what comes from Gonzaga or from Guarujá goes to Anderson, of the team Praia."""
    anderson, team = person("Anderson Luz", "comercial"), Team.objects.create(name="Praia")
    team.take_in(anderson.memberships.get())
    with inside(santos, "purifikar"):
        rules = Distribution.objects.create(centre="atendimento").rules
        rules.create(to="equipe", team=team, districts=["Gonzaga"], cities=["Guarujá"])
        yield anderson


def taken_in(*, district="", **address):
    marina = Person.objects.register(name="Marina Souza", phones=["(13) 99741-0022"])
    if address:
        marina.addresses.create(**address)
    source = Source.objects.get_or_create(slug="site", defaults={"name": "Site"})[0]
    return Lead.objects.take_in(marina, source=source, district=district)


@pytest.mark.parametrize("facts", [{"district": "Gonzaga"}, {"city": "Guarujá", "district": "Enseada"}, {"city": "Guarujá"}])
def test_a_lead_goes_to_the_team_of_its_territory(praia, facts):
    assert {taken_in(**facts).journey.holder for _ in range(2)} == {praia}


def test_a_lead_from_elsewhere_goes_to_everybody_in_turn(praia, camila):
    assert {taken_in(district="Embaré").journey.holder for _ in range(2)} == {praia, camila}
