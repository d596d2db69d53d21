"""The demo's sales contacts are made by the contacts' own verbs, so what they ask of a story is tried here."""

import pytest
from django_tenants.utils import tenant_context

from followup.install import install_tables
from followup.models import Contact, Reopening, State
from leads.models import Lead, Person, Source
from purifikar import followup_story
from workflow.install import install_all


@pytest.fixture
def told(santos, rafael, denise, marcos, camila):
    with tenant_context(santos):
        install_all()
        install_tables()
        for number in range(6):
            person = Person.objects.register(name=f"Cliente {number}", phones=[f"(13) 99741-00{number:02}"], by=rafael)
            Lead.objects.take_in(person, source=Source.objects.usual("web"), by=rafael)
        followup_story.tell(santos, seed=1)
    return santos


def test_the_demo_has_contacts_in_all_five_states(told):
    """BIM-08"""
    with tenant_context(told):
        assert [state for state in State if not Contact.objects.in_state(state).exists()] == []


def test_a_supervisor_of_the_demo_is_asked_to_reopen_one(told, marcos):
    """BIM-40"""
    with tenant_context(told):
        assert Reopening.objects.waiting().get().supervisor == marcos
