"""Whose leads and people are somebody's, asked as a set (for lists) and of each row (for the few that another key finds)."""

import pytest
from django.http import QueryDict
from django_tenants.utils import tenant_context

from leads import lead_list
from leads.filters import LeadFilter
from leads.lead_list import LeadList
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


def test_a_list_of_ones_own_is_read_page_by_page_whatever_makes_each_ones_own(santos, rafael, marcos, membership, monkeypatch):
    """FOL-16: forth and back the same rows in the order of their limits, each once."""
    monkeypatch.setattr(lead_list, "SHOWN", 2)
    for by in (rafael, rafael, marcos, marcos, marcos):
        last = sale(santos, by=by)
    with tenant_context(santos):
        last.journey.hand_to(rafael, by=marcos)
        Lead.objects.filter(pk=last.pk).update(seller=rafael)
        Lead.objects.filter(number=3).update(seller=rafael)
        filters = LeadFilter({}, member=membership(rafael), unit=santos)
        wanted = [lead.number for lead in filters.leads.order_by("due_key", "journey_id")]
        pages = [LeadList(filters, QueryDict())]
        while older := pages[-1].page.older_url:
            pages.append(LeadList(filters, QueryDict(older[1:])))
        back = LeadList(filters, QueryDict(pages[1].page.newer_url[1:]))

        assert [row.number for page in pages for row in page.rows] == wanted
        assert (len(wanted), [row.number for row in back.rows]) == (4, wanted[:2])
