"""Whose leads and people are somebody's, asked as a set (for lists) and of each row (for the few that another key finds)."""

import pytest
from django_tenants.utils import tenant_context

from leads.models import Involvement, Lead, Person
from tests.leads.scenes import sale


@pytest.mark.parametrize("tie", ["holds", "registered", "sells", "was asked", "nothing"])
def test_both_questions_find_the_same(tie, santos, rafael, marcos, membership):
    """FOL-16"""
    lead = sale(santos, by=rafael if tie == "registered" else marcos)
    with tenant_context(santos):
        if tie == "holds":
            lead.journey.hand_to(rafael, by=marcos)
        elif tie == "sells":
            Lead.objects.filter(pk=lead.pk).update(seller=rafael)
        elif tie == "was asked":
            Involvement.objects.ask(lead, rafael, words="Veja isto.", by=marcos)
        for model in (Lead, Person):
            of_all, of_each = ([row.pk for row in found(membership(rafael))] for found in (model.objects.visible_to, model.objects.seen_by))
            assert of_all == of_each
            assert bool(of_each) is (tie != "nothing")
