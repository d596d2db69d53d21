"""Figures of the reports: equal to the slow truth, equal however they are made, and current."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django_tenants.utils import tenant_context

from leads.models import DayFigure, FigureMark, Lead, LeadFigure, PersonFigure, PersonStage, Source, StaleDay
from leads.reports import roll
from leads.reports.catch_up import Caught, catch_up, count_anew
from leads.reports.period import Period
from leads.reports.report import Figures
from leads.reports.roll import DISTRICT, MEASURES, REASON, SELLER, SOURCE, TOTAL
from leads.reports.scope import Scope
from tenants.models import Team, UnitDay
from tests.leads.reporting import BEGAN, History, counted
from tests.workflow.conftest import clock  # noqa: F401 (fixture)
from workflow.models import Journey

MONTH = Period(date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def history(clock, site, rafael, camila, marcos):  # noqa: F811
    """Two sources, of which one is walk-ins', and leads that go their random ways through October and November."""
    shop = Source.objects.create(slug="loja", name="Loja", channel="fluxo")
    return History(clock, [site, shop], [rafael, camila, marcos], seed=7)


@pytest.fixture
def figures(marcos, santos, membership):
    """`figures(period)` as the Gerente sees them."""
    return lambda period: Figures(Scope(membership(marcos), santos), period)


def measures(found):
    return {
        (name, key): count for key, sums in found.items() for name, count in zip(MEASURES, sums, strict=True) if count and name != "worth"
    }


def test_every_figure_is_the_one_that_the_timelines_tell(history, figures):
    """Issue 4: rolled up, equal to the slow truth"""
    history.goes_on(70)
    assert catch_up() is Caught.UP
    for period in (MONTH, Period(BEGAN, BEGAN), Period(date(2026, 10, 12), date(2026, 11, 9))):
        for dimension, by in (
            (TOTAL, lambda lead: lead.channel), (SOURCE, lambda lead: lead.source.slug), (DISTRICT, lambda lead: lead.district.lower()),
        ):  # fmt: skip
            found = figures(period).added(dimension, lambda row, each=dimension: row.channel if each == TOTAL else row.key)
            assert measures(found) == counted(period.first, period.last, by)


def test_sums_by_day_are_those_made_at_once(history, figures):
    """What a Coordenador sees is made now; what a Gerente sees was added up before."""
    history.goes_on(30)
    catch_up()
    whole = figures(MONTH)
    part = roll.sums(LeadFigure.objects.all(), MONTH.first, MONTH.last)
    stages = roll.stage_sums(LeadFigure.objects.all(), MONTH.first, MONTH.last)

    assert sorted(row[1:4] + row[5:] for row in whole.sums) == sorted(row[1:4] + row[5:] for row in part)
    assert sorted(whole.stages) == sorted(stages)


def rows_of(model):
    """All of it but the keys, the day first."""
    names = [field.attname for field in model._meta.concrete_fields if field.name not in ("id", "day")]
    return sorted(model.objects.values_list("day", *names))


@pytest.mark.parametrize("who", ["silvio", "camila", "rafael"])
def test_what_somebody_sees_of_it_is_what_his_leads_tell(history, santos, membership, request, who):
    """Issue 4: a Coordenador's teams', an attendant's and a Consultor's own, added up by person, equal to the slow truth"""
    history.goes_on(60)
    catch_up()
    team = Team.objects.create(name="Manhã")
    team.take_in(membership(request.getfixturevalue("camila")))
    team.take_in(membership(request.getfixturevalue("silvio")))
    scope = Scope(membership(request.getfixturevalue(who)), santos)
    for period in (MONTH, Period(BEGAN, BEGAN), Period(date(2026, 10, 12), date(2027, 1, 9))):
        rolled, first, last = Figures(scope, period), period.first, period.last
        slow = {measure: sum(counts.values()) for measure, counts in seen_by(scope, first, last).items()}

        assert sorted(row[1:4] + row[5:] for row in rolled.sums) == sorted(
            row[1:4] + row[5:] for row in roll.sums(scope.figures, first, last)
        )
        assert sorted(rolled.stages) == sorted(roll.stage_sums(scope.figures, first, last))
        assert {name: count for name, count in rolled.totals.items() if count and name != "worth"} == slow
        assert sum(came for _, came, _ in rolled.days()) == rolled.totals["leads"]


def seen_by(scope, first, last):
    """{measure: {lead: 1}} lead by lead, of the leads in that person's figures."""
    leads = set(scope.figures.values_list("lead__number", flat=True))
    found = {}
    for (measure, number), count in counted(first, last, lambda lead: lead.number).items():
        if number in leads:
            found.setdefault(measure, {})[number] = count
    return found


def test_ones_own_figures_are_of_the_leads_that_one_sees(history, santos, membership, rafael):
    """FOL-16: what went on without him is neither in his figures nor in his list"""
    history.goes_on(60)
    catch_up()
    scope, everything = Scope(membership(rafael), santos), Period(BEGAN, date(2027, 6, 1))
    seen = Lead.objects.visible_to(membership(rafael))
    others = list(Lead.objects.exclude(pk__in=seen.values("pk")).values_list("pk", flat=True))
    with roll.following(others, santos):
        LeadFigure.objects.filter(lead__in=others).update(attendant=rafael)  # he treated them before

    assert scope.hidden(everything.first, everything.last)
    assert set(scope.figures.values_list("lead", flat=True)) <= set(seen.values_list("pk", flat=True))
    assert sum(leads for _, leads, _ in Figures(scope, everything).days()) == scope.figures.count()
    assert scope.figures.count() == scope._mine.filter(lead__in=seen).count() == Figures(scope, everything).totals["leads"]


def test_counting_now_and_then_is_counting_once(history):
    """Also after days of which leads were deleted"""
    history.goes_on(40, counting=0.2)
    Lead.objects.filter(number__in=[2, 5]).delete()
    catch_up()
    seen = rows_of(DayFigure), rows_of(PersonFigure), rows_of(PersonStage)
    roll.roll({row[0] for row in seen[0]} | {BEGAN + timedelta(days=number) for number in range(120)})

    assert seen == (rows_of(DayFigure), rows_of(PersonFigure), rows_of(PersonStage))
    assert not StaleDay.objects.exists()


def test_the_day_is_the_units(lead, clock, santos, camila):  # noqa: F811
    """23:30 in Santos is the next day in Greenwich"""
    with tenant_context(santos):
        clock.at("2026-11-24 23:30")
        Lead.objects.filter(pk=lead.pk).update(created_at=clock.now)
        catch_up()

        assert LeadFigure.objects.get().came_on == date(2026, 11, 24)


def test_another_zone_counts_the_days_anew(lead, clock, santos):  # noqa: F811
    Lead.objects.filter(pk=lead.pk).update(created_at=clock.at("2026-11-24 23:30").now)
    catch_up()
    santos.time_zone = connection.tenant.time_zone = "America/Noronha"
    catch_up()

    assert LeadFigure.objects.get().came_on == date(2026, 11, 25)


def test_treated_in_time_is_before_the_first_limit_runs_out(lead, clock, camila):  # noqa: F811
    lead.journey.armed_limits.update(due_at=clock.now)
    clock.ahead(minutes=1)
    lead.decide("perder", by=camila, reason="Preço")
    catch_up()
    figure = LeadFigure.objects.get()

    assert (figure.treated_on, figure.in_time, figure.reason) == (date(2026, 11, 23), False, "Preço")


def test_a_handover_is_the_first_into_other_hands(lead, clock, camila, rafael):  # noqa: F811
    """FOL-09: the Consultor's answer brings it back, which is none"""
    clock.at("2026-11-24 09:00")
    lead.decide("agendar", by=camila, person=rafael, note="Quer ver.")
    clock.ahead(days=1)
    lead.decide("responder", by=rafael, note="Viu.")
    catch_up()
    figure = LeadFigure.objects.get()

    assert (figure.handed_on, figure.attendant, figure.seller) == (date(2026, 11, 24), camila, rafael)
    assert figure.reached == ["atender", "visitar", "finalizar"]
    assert figure.minutes[1:] == [24 * 60, None]


def test_two_that_count_at_once_do_not_wait_for_each_other(lead):
    """The second shows what is there."""
    assert catch_up() is Caught.UP
    FigureMark.objects.all().delete()
    assert catch_up(most=1) is Caught.SOME
    assert catch_up() is Caught.UP
    assert not FigureMark.objects.get().is_behind


def test_the_networks_rows_say_the_same_and_name_no_customer(history, figures, santos):
    """Architecture, Growth"""
    history.goes_on(25)
    catch_up()
    rows = UnitDay.objects.totals().filter(unit=santos).added("channel")

    told = {(name, row["channel"]): row[f"n_{name}"] for row in rows for name in MEASURES if row[f"n_{name}"] and name != "worth"}
    assert told == measures(figures(Period(BEGAN, date(2027, 6, 1))).added(TOTAL, lambda row: row.channel))
    assert set(UnitDay.objects.values_list("dimension", flat=True)) == {TOTAL, SOURCE, "atendente", SELLER}


def test_what_an_erasure_takes_from_the_timeline_goes_from_the_figures(lead, camila):
    """LGPD: erasure reaches every copy"""
    lead.decide("perder", by=camila, reason="Dona Marina mudou-se")
    catch_up()
    lead.journey.events.filter(kind="journey.reason").update(details={})
    count_anew([lead.journey_id])

    assert LeadFigure.objects.get().reason == "Perdido"
    assert DayFigure.objects.get(dimension=REASON).key == "Perdido"


def test_whoever_keeps_a_lead_is_known_at_the_next_count(lead, camila, rafael, marcos):
    """As Lead.objects.visible_to has it, so that nobody's sums have to ask each lead"""
    lead.journey.hand_to(marcos, by=camila)
    Lead.objects.filter(pk=lead.pk).update(seller=rafael)
    catch_up()

    journey = Journey.objects.get(pk=lead.journey_id)
    assert set(LeadFigure.objects.get().keepers) == {marcos.pk, rafael.pk, journey.creator_id} - {None}


def test_reasons_add_up_to_the_lost(history, figures):
    history.goes_on(25)
    catch_up()
    found = figures(Period(BEGAN, date(2027, 6, 1)))

    assert sum(sums[5] for sums in found.added(REASON, lambda row: row.key).values()) == found.totals["lost"] > 0
