"""How a centre's work is given out: by territory, team and hours, again when nobody reacts, and the queue when nobody can (BEY-09)."""

from datetime import timedelta

import pytest

from tenants.models import Absence, Assignment, Centre, Notice, Team
from tests.workflow.play import person
from workflow import registry, rotation
from workflow.distribution import look_round
from workflow.models import Distribution, DistributionRule, Journey, Stage
from workflow.rotation import Giving


@pytest.fixture
def anderson(db):
    return person("Anderson Luz", "comercial")


@pytest.fixture
def settings_of(published):
    """`settings_of(outside="abertura")`: how Atendimento is given out."""

    def write(**facts):
        return Distribution.objects.create(centre="atendimento", **facts)

    return write


@pytest.fixture
def place(monkeypatch):
    """`place(district="Gonzaga")`: where whatever comes next is."""

    def put(**facts):
        monkeypatch.setattr(registry, "_places", [lambda journey: facts])

    return put


def begin():
    journey = Journey.objects.at_start_of("venda")
    journey.describe("Padaria Rainha do Embaré", "Embaré", "/leads/1/")
    journey.start()
    return journey


def why(journey):
    return Assignment.objects.filter(journey=journey.pk).first().why


@pytest.fixture
def to_praia(settings_of, anderson, camila):
    """Gonzaga, the CEPs of the Boqueirão and Guarujá go to the team Praia: Anderson."""
    team = Team.objects.create(name="Praia")
    team.take_in(anderson.memberships.get())
    rule = DistributionRule(to="equipe", team=team, districts=["Gonzaga"], postcodes=[["11045000", "11045999"]], cities=["Guarujá"])
    rule.distribution = settings_of()
    rule.save()
    return rule


@pytest.mark.parametrize("facts", [{"district": "GONZAGA"}, {"postcode": "11045300"}, {"city": "guaruja", "district": "Enseada"}])
def test_a_territory_goes_to_its_team(to_praia, place, anderson, facts):
    place(**facts)

    assert {begin().holder for _ in range(3)} == {anderson}


def test_many_at_once_go_by_the_rules_too(to_praia, monkeypatch, anderson, camila):
    """An import's batch: Gonzaga to the team, until it is full; the rest to everybody."""
    anderson.memberships.get().carry(capacity=2, weight=1, by=anderson)
    stage = Stage.objects.get(slug="atender")
    journeys = [Journey(version=stage.version, stage=stage) for _ in range(5)]
    where = {journey.pk: {"district": "Gonzaga" if at < 4 else "Embaré"} for at, journey in enumerate(journeys)}
    monkeypatch.setattr(registry, "_places", [lambda journey: where[journey.pk]])
    given = [user for user, _ in rotation.pick_many(journeys, stage)]

    assert given == [anderson, anderson, camila, camila, camila]


def test_what_no_rule_wants_goes_to_everybody(to_praia, place, anderson, camila):
    place(district="Embaré", postcode="11040000")

    assert {begin().holder for _ in range(2)} == {anderson, camila}


def test_what_no_rule_wants_waits_in_the_queue_where_the_unit_says_so(to_praia, place):
    Distribution.objects.update(unmatched="fila")
    place(district="Embaré")
    journey = begin()

    assert journey.holder is None
    assert why(journey) == "nenhuma regra de distribuição alcança; espera na fila até alguém pegar"


def test_the_reason_names_the_rule(to_praia, place):
    place(district="Gonzaga")

    assert why(begin()).startswith("próximo da vez (bairro Gonzaga; CEP 11045-000 a 11045-999; município Guarujá: equipe Praia)")


@pytest.mark.parametrize(("only_they", "holder"), [(False, "camila"), (True, None)])
def test_a_team_with_nobody_there_passes_on_or_waits(to_praia, place, anderson, clock, request, only_they, holder):
    DistributionRule.objects.update(only_they=only_they)
    today = clock.now.date()
    Absence.objects.create(user=anderson, starts=today, ends=today, by=anderson)
    place(district="Gonzaga")

    assert begin().holder == (holder and request.getfixturevalue(holder))


@pytest.mark.parametrize(("to", "who"), [("rede", "camila"), ("unidade", "rafael")])
def test_a_rule_gives_to_the_units_people_or_the_franqueadoras(settings_of, santos, camila, rafael, membership, request, to, who):
    Centre.objects.get(pk="atendimento").members.add(membership(rafael))
    settings_of().rules.create(to=to)

    assert {begin().holder for _ in range(2)} == {request.getfixturevalue(who)}


def test_outside_the_hours_it_waits_and_is_given_out_when_the_unit_opens(settings_of, clock, camila):
    """Monday at nine in the evening; the office opens at eight."""
    settings_of(outside="abertura")
    clock.at("2026-11-23 21:00")
    journey = begin()
    assert (journey.holder, why(journey)) == (None, "fora do horário da unidade; será distribuído em 24/11 às 08:00")
    clock.at("2026-11-24 07:59")
    assert look_round() == 0
    clock.at("2026-11-24 08:00")
    look_round()

    assert Journey.objects.get().holder == camila
    assert why(journey) == "esperou 11 h na fila; próximo da vez"


def test_where_the_night_stays_in_the_queue_nobody_gets_it(settings_of, clock, camila):
    settings_of(outside="fila")
    clock.at("2026-11-23 21:00")
    begin()
    clock.at("2026-11-24 10:00")
    look_round()

    assert Journey.objects.get().holder is None


def test_what_waited_because_all_were_away_goes_to_the_first_who_is_back(published, clock, camila):
    away = Absence.objects.create(user=camila, starts=clock.now.date(), ends=clock.now.date(), by=camila)
    begin()
    clock.ahead(minutes=6)
    look_round()
    assert Journey.objects.get().holder is None
    away.delete()
    clock.ahead(minutes=6)
    look_round()

    assert Journey.objects.get().holder == camila
    assert Notice.objects.get(user=camila).title == "Chegou a você: Padaria Rainha do Embaré"


def test_without_a_reaction_it_goes_to_the_next(settings_of, clock, camila, anderson):
    settings_of(react_minutes=30)
    journey = begin()
    first, second = journey.holder, ({camila, anderson} - {journey.holder}).pop()
    clock.ahead(minutes=31)
    look_round()

    assert Journey.objects.get().holder == second
    assert why(journey).startswith(f"{first} não reagiu em 30 min; próximo da vez")
    assert set(Notice.objects.values_list("user", flat=True)) == {first.pk, second.pk}


def test_whoever_reacted_keeps_it(settings_of, clock, camila, anderson):
    settings_of(react_minutes=30)
    journey = begin()
    clock.ahead(minutes=10)
    journey.record("journey.noted", by=journey.holder, note="Liguei, não atendeu.")
    clock.ahead(minutes=60)
    look_round()

    assert Journey.objects.get().holder == journey.holder


def test_only_working_minutes_count_for_a_reaction(settings_of, clock, camila, anderson):
    settings_of(react_minutes=30)
    clock.at("2026-11-23 17:50")
    journey = begin()
    clock.at("2026-11-24 08:10")
    look_round()

    assert Journey.objects.get().holder == journey.holder


def test_with_nobody_else_it_stays_and_the_gerente_is_told(settings_of, clock, camila, marcos):
    settings_of(react_minutes=30)
    begin()
    clock.ahead(minutes=31)
    look_round()

    assert Journey.objects.get().holder == camila
    assert Notice.objects.get(user=marcos).text == "Camila Duarte ainda não reagiu, e não há a quem passar."
    assert look_round() == 0


def test_what_was_decided_meanwhile_is_let_be(settings_of, clock, camila, anderson):
    settings_of(react_minutes=30)
    journey = begin()
    journey.decide("perder", by=journey.holder, reason="Preço")
    clock.ahead(minutes=31)
    look_round()

    assert Assignment.objects.count() == 1
    assert not Assignment.objects.to_look_at(clock.now + timedelta(days=9)).exists()


def test_one_that_fails_holds_up_no_other_and_is_tried_again(published, clock, camila, monkeypatch):
    away = Absence.objects.create(user=camila, starts=clock.now.date(), ends=clock.now.date(), by=camila)
    broken, _ = begin(), begin()
    away.delete()
    clock.ahead(minutes=6)
    real = Giving.one
    monkeypatch.setattr(Giving, "one", lambda giving: 1 / 0 if giving.journey == broken else real(giving))
    look_round()

    assert Journey.objects.filter(holder=camila).count() == 1
    assert Assignment.objects.get(journey=broken.pk).look_at > clock.now
