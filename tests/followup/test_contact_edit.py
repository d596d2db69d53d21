"""Two people at one contact: nothing that is newer is lost, and nothing that was typed; and who indicated stays among those who know him."""

from datetime import time

import pytest
from django_tenants.utils import tenant_context

from followup.models import Contact, ContactMeans
from leads.models import Person
from tests.followup.scenes import address, contact_of, history, seen, today


@pytest.fixture
def page(browser, rafael):
    return browser(rafael)


@pytest.fixture
def opened(page, contact):
    """What the form shows, to be sent back with some of it changed."""
    form = page.get(address("contact_edit", contact.number)).context["form"]
    return {name: form[name].value() if form[name].value() is not None else "" for name in form.fields if form[name].value() is not False}


@pytest.fixture
def send(page, contact, opened):
    return lambda **changes: page.post(address("contact_edit", contact.number), {**opened, **changes})


@pytest.fixture
def meanwhile(contact, santos, marcos):
    """Marcos agrees on another day with the customer while Rafael has the form open."""

    def happens():
        with tenant_context(santos):
            Contact.objects.get(pk=contact.pk).set_next(today(20), by=marcos, hour=time(15))

    return happens


def test_a_newer_date_stays_where_nobody_touched_it(send, meanwhile, contact, santos):
    """BEY-02: and the history says only what he changed"""
    meanwhile()
    send(name="3 purificadores")
    now = seen(contact, santos)

    assert (now.name, now.next_on, f"{now.next_at:%H:%M}") == ("3 purificadores", today(20), "15:00")
    assert history(contact, santos)[-1] == ("alterado", "assunto")


def test_where_both_changed_the_same_it_is_said_and_sent_once_more(page, send, meanwhile, contact, santos, opened):
    """BEY-02: nothing typed is lost"""
    meanwhile()
    refused = send(name="3 purificadores", next_on=today(5))
    form = refused.context["form"]

    assert refused.status_code == 422
    assert f"agora é “{today(20):%d/%m/%Y}”" in refused.text
    assert (form["name"].value(), form["next_on"].value(), seen(contact, santos).next_on) == ("3 purificadores", str(today(5)), today(20))
    page.post(
        address("contact_edit", contact.number), {**opened, "name": "3 purificadores", "next_on": today(5), "seen": form["seen"].value()}
    )
    assert seen(contact, santos).next_on == today(5)


def test_half_of_a_newer_agreement_is_never_kept(send, meanwhile, contact, santos):
    """BEY-02: the day of one with the hour of the other"""
    meanwhile()

    assert send(next_at="09:00").status_code == 422
    assert f"{seen(contact, santos).next_at:%H:%M}" == "15:00"


@pytest.mark.parametrize("seen_before", ["", "[1]", "{", '{"name": 3}'])
def test_what_the_page_showed_may_be_forged_and_breaks_nothing(send, seen_before):
    assert send(name="Outro", seen=seen_before).status_code in (302, 422)


def test_a_contact_that_ended_meanwhile_is_not_changed(browser, rafael, contact, santos, opened, marcos):
    """BIM-26: nor from the opinion"""
    client = browser(rafael)
    client.get(address("opinion_new", contact.number))
    with tenant_context(santos):
        draft = contact.drafts.get()
        contact.close(by=marcos, result="perdido", words="preço")
    answer = client.post(address("opinion_contact", draft.pk), {**opened, "name": "Outro"})

    assert (answer.status_code, "O contato foi encerrado." in answer.text) == (422, True)


def test_whoever_gets_a_contact_is_told(send, contact, marcos):
    send(owner=marcos.pk)

    assert [notice.title for notice in marcos.notices.all()] == ["Rafael Moreira passou a você: Marina Figueiredo Alves"]


# --- who indicated ----------------------------------------------------------------------------------------------------


@pytest.fixture
def stranger(santos, marcos):
    """Somebody whom Rafael does not know."""
    return contact_of(santos, by=marcos, person="Célia Prado").person


@pytest.fixture
def indication(contact, santos):
    with tenant_context(santos):
        return ContactMeans.objects.get(name="Indicação")


@pytest.mark.parametrize("words", ["Célia", "000.002", "Célia Prado"])
def test_nobody_s_name_is_found_out_by_an_indication(send, stranger, indication, words):
    """BIM-62, FOL-16"""
    answer = send(means=indication.pk, referral=words)

    assert answer.status_code == 422
    assert "Ninguém que você atenda" in answer.text


def test_an_indication_by_somebody_else_s_customer_stays_as_it_is(page, contact, santos, stranger, indication, opened):
    """BIM-62, FOL-16: a name to speak of, and no page"""
    with tenant_context(santos):
        Contact.objects.filter(pk=contact.pk).update(means=indication, referral=stranger)
        assert Person.objects.get(pk=stranger.pk).number == 2
    shown = page.get(address("contact", contact.number)).text
    page.post(address("contact_edit", contact.number), {**opened, "means": indication.pk, "name": "Outro", "referral": "", "seen": ""})

    assert ("por Célia Prado" in shown, address("person_contacts", 2) in shown) == (True, False)
    assert (seen(contact, santos).name, seen(contact, santos).referral) == ("Outro", stranger)
