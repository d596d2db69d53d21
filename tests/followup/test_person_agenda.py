"""The agenda of a sales contact and of a person: all that was ever marked, and a new one (BIM-13..15, BIM-20, BIM-44, BIM-45)."""

import pytest
from django_tenants.utils import tenant_context

from followup.models import ContactAppointment
from leads import privacy
from leads.models import Person
from tenants.models import Commitment
from tests.followup.scenes import address
from workflow.models import Appointment

SENT = {"kind": "visita", "starts_at": "2030-01-15T10:00", "note": "Levar a PK Inox"}


@pytest.fixture
def agenda(contact):
    return address("contact_agenda", contact.number)


@pytest.fixture
def marinas(contact):
    return address("person_agenda", contact.person.number)


def only(unit):
    with tenant_context(unit):
        return Appointment.objects.marked().get()


def test_an_appointment_of_a_contact_is_the_persons_too(browser, rafael, santos, agenda, marinas):
    """BIM-13, BIM-44"""
    browser(rafael).post(agenda, SENT | {"person": rafael.pk})

    assert Commitment.objects.get().title == "Visita: Marina Figueiredo Alves"
    for page in (agenda, marinas):
        assert "Visita, 15/01" in browser(rafael).get(page).content.decode()


def test_one_with_a_person_needs_neither_lead_nor_contact(browser, rafael, santos, contact, marinas):
    """BIM-13"""
    browser(rafael).post(marinas, SENT | {"person": rafael.pk})

    marked = only(santos)
    assert (marked.about, marked.about_address) == ("Marina Figueiredo Alves", f"/clientes/{contact.person.number}/")
    assert (
        f'/u/santos/clientes/{contact.person.number}/">Marina' in browser(rafael).get(f"/u/santos/agenda/{marked.number}/").content.decode()
    )


def test_previous_moved_and_cancelled_ones_stay_with_who_and_why(browser, rafael, santos, agenda, marinas):
    """BIM-14, BIM-20"""
    client = browser(rafael)
    client.post(agenda, SENT | {"person": rafael.pk})
    client.post("/u/santos/agenda/1/mover/", {"starts_at": "2030-01-16T10:00", "why": "Chuva"})
    client.post("/u/santos/agenda/2/cancelar/", {"why": "Desistiu"})

    for page in (agenda, marinas):
        content = client.get(page).content.decode()
        assert content.count("is-gone") == 2
        assert "Chuva; agora 16/01 às 10:00" in content
        assert "Desistiu" in content


def test_repeated_ones_are_all_the_contacts(browser, rafael, santos, agenda):
    """BIM-44"""
    browser(rafael).post(agenda, SENT | {"person": rafael.pk, "every": "1", "times": "3", "skip_rest": "on"})

    with tenant_context(santos):
        assert ContactAppointment.objects.count() == 3


def test_free_days_lead_back_to_the_contacts_own_form(browser, marcos, agenda):
    """BIM-45"""
    content = browser(marcos).get(agenda + "dias-livres/").content.decode()

    assert f"{agenda}?pessoa=" in content


def test_a_refused_one_keeps_what_was_typed(browser, rafael, santos, agenda, marinas):
    for page in (agenda, marinas):
        answer = browser(rafael).post(page, SENT | {"person": rafael.pk, "starts_at": "2020-01-01T10:00"})
        assert answer.status_code == 422
        assert "Levar a PK Inox" in answer.content.decode()


def test_another_persons_is_nobodys_who_may_not_see_him(browser, caio, agenda, marinas):
    """PUR-10"""
    for page in (agenda, marinas):
        assert browser(caio).get(page).status_code == 404


def test_what_was_marked_goes_along_when_two_records_become_one(browser, marcos, rafael, santos, contact, marinas):
    browser(rafael).post(marinas, SENT | {"person": rafael.pk})
    with tenant_context(santos):
        other = Person.objects.register(name="Marina F. Alves", phones=["(13) 99741-0055"])
        Person.objects.filter(pk=contact.person_id).update(merged_into=other)

    assert "Visita, 15/01" in browser(marcos).get(address("person_agenda", other.number)).content.decode()


def test_erasure_takes_the_words_of_what_was_marked_and_cancelled(browser, rafael, santos, contact, marinas):
    """LGPD art. 18"""
    browser(rafael).post(marinas, SENT | {"person": rafael.pk})
    browser(rafael).post("/u/santos/agenda/1/cancelar/", {"why": "Marina Figueiredo Alves viajou"})
    with tenant_context(santos):
        subject = privacy.Subject(Person.objects.get(pk=contact.person_id))
        for copy in privacy.copies():
            if copy.name in ("workflow.Appointment", "tenants.Commitment"):
                copy.erase(copy.rows(subject), subject)
        marked = Appointment.objects.get()

    assert (marked.about, marked.note, marked.result) == ("", "", "")
    assert Commitment.everything.get().title == "Compromisso"


def test_however_much_was_marked_it_asks_as_much(browser, rafael, santos, agenda, marinas, django_assert_max_num_queries):
    browser(rafael).post(agenda, SENT | {"person": rafael.pk, "every": "1", "times": "20", "skip_rest": "on"})
    client = browser(rafael)
    for page in (agenda, marinas):
        client.get(page)
        with django_assert_max_num_queries(20):
            client.get(page)
