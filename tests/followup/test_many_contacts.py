"""Pages of contacts ask the same questions of the base whether there is one contact or very many (BIM-01, BIM-03, BIM-24, BIM-72)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tenants.utils import tenant_context

from followup.models import Contact, ContactEvent, Opinion
from tests.conftest import HTMX
from tests.followup.scenes import URLS, address, contact_of, real, today
from tests.leads.scenes import sale
from workflow import registry

MANY = 40


@pytest.fixture
def first(santos, rafael):
    """Rafael's contact about a lead of his, late, with an opinion."""
    lead = sale(santos, by=rafael)
    contact = contact_of(santos, by=rafael, person=lead.person.name, lead=lead, next_on=today(-1))
    _say(contact, santos, rafael, 1)
    return contact


@pytest.fixture
def asked(browser, first):
    """`asked(user, page, …)`: what that page asks of the base, once it was looked at already."""

    def questions(user, page, **more):
        client = browser(user)
        client.get(page, **more)
        with CaptureQueriesContext(connection) as found:
            assert client.get(page, **more).status_code == 200
        return real(found)

    return questions


def _say(contact, unit, by, count):
    with tenant_context(unit):
        Opinion.objects.bulk_create(Opinion(contact=contact, kind=contact.kind, text=f"Parecer {i}", by=by) for i in range(count))
        ContactEvent.objects.bulk_create(ContactEvent(contact=contact, what="data", by=by, words=str(i)) for i in range(count))


def _multiply(contact, unit, by):
    """Many more of the same person, half of them closed, and much more said in that one."""
    _say(contact, unit, by, MANY)
    now = timezone.now()
    with tenant_context(unit):
        Contact.objects.bulk_create(
            Contact(
                number=1000 + i, person=contact.person, lead=contact.lead, kind=contact.kind, name=f"Assunto {i}", contacted_on=today(), next_on=today(-2),
                owner=by, made_by=by, **({"closed_at": now, "closed_by": by, "result": "perdido"} if i % 2 else {}),
            )
            for i in range(MANY)
        )  # fmt: skip


@pytest.mark.parametrize("who", ["rafael", "marcos"])
def test_no_page_asks_more_for_many(who, first, asked, santos, rafael, request):
    """Of one's own and of the whole unit's: the day's list, a person's contacts, one contact, its history, what is critical"""
    user, person, number = request.getfixturevalue(who), first.person.number, first.number
    todo, each, all_of_him = address("contacts"), address("contact", number), address("person_contacts", person) + "?mostrar=todos"
    pages = {
        todo: 10,
        todo + "?situacao=encerrado": 10,
        address("contacts_critical"): 10,
        each: 15,
        address("contact_history", number): 15,
        all_of_him: 15,
    }
    before = {page: asked(user, page) for page in pages}
    _multiply(first, santos, rafael)
    for page, most in pages.items():
        after = asked(user, page)
        assert len(after) <= min(most, len(before[page])), (page, after)


@pytest.mark.parametrize("place", ["lead", "person", "contact"])
def test_no_panel_asks_more_for_many(place, first, asked, santos, rafael):
    """Whatever stands in the panels of a lead, a person or a contact"""
    number = {"lead": first.lead, "person": first.person, "contact": first}[place].number
    pages = [f"/u/santos{reverse(panel.url_name, urlconf=URLS, args=[number])}" for panel in registry.panels(place)]
    before = {page: asked(rafael, page, headers=HTMX) for page in pages}
    _multiply(first, santos, rafael)
    assert before
    for page in pages:
        after = asked(rafael, page, headers=HTMX)
        assert len(after) <= min(15, len(before[page])), (page, after)
