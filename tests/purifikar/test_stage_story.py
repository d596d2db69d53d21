"""The demo's leads: somebody in every stage, limits of today, calls that were tried, and addresses that exist."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tenants.utils import tenant_context

from leads.models import CallAttempt, Lead
from purifikar import lead_story, lead_words, stage_story, story
from purifikar.lib.postcodes import place_of
from tenants.models import Assignment, Turn
from tests.leads.scenes import inside
from workflow.models import Event


@pytest.fixture
def told(santos, rafael, denise, marcos, camila, monkeypatch):
    monkeypatch.setattr(lead_story, "LEADS_A_UNIT", 6)
    with inside(santos, "purifikar"):
        lead_story.tell(santos, seed=3)
        stage_story.tell(santos, seed=3)
    return santos


def test_no_stage_is_without_a_lead_and_some_are_up_today(told):
    """BEY-08, PUR-37: the demo shows all of it alive"""
    with tenant_context(told):
        running = Lead.objects.running().select_related("journey__stage")
        tonight = timezone.localtime().replace(hour=23, minute=59, second=59)

        assert {lead.journey.stage for lead in running} == {stage for stage, _, _ in stage_story.ways(told)}
        assert any(timezone.now() < lead.journey.due_at <= tonight for lead in running)
        assert CallAttempt.objects.exists()
        assert not any(lead.created_at > timezone.now() for lead in running)


@pytest.mark.parametrize("unit", story.UNITS, ids=lambda unit: unit["slug"])
def test_each_address_is_where_its_cep_leads(unit):
    for district, postcode, street in [*lead_words.PLACES[unit["slug"]], (unit["district"], unit["postcode"], unit["street"])]:
        place = place_of(postcode)

        assert (place.street, place.city, place.uf) == (street, unit["city"], unit["uf"])
        assert place.district == district


def test_each_history_is_told_in_the_order_in_which_it_happened(told):
    with tenant_context(told):
        journey = Lead.objects.running().first().journey
        Event.objects.create(journey=journey, kind="journey.noted", at=journey.started_at - timedelta(hours=1), details={"note": "Antes."})
        lead_story.in_order()
        moments = list(journey.events.order_by("id").values_list("at", flat=True))

        assert moments == sorted(moments)
        assert len(moments) == journey.events.count() > 1


def test_the_last_turn_is_that_of_the_newest_lead(told, camila):
    """BEY-09"""
    lead_story.last_turns()
    newest = Assignment.objects.filter(user=camila).order_by("at").last()

    assert Turn.objects.get(user=camila).taken_at == newest.at
