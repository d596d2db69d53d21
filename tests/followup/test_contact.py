"""A sales contact: its five states, its next date, its end and its being opened again."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tenants.utils import tenant_context

from followup import closing
from followup.models import AttendanceType, Contact, FollowUpRules, Reopening, State, Watch
from tenants.models import Membership, Notice, OpenWork
from tests.followup.scenes import contact_of, history, kind, seen, today

STATES = [
    ({"next_on": today(-1)}, State.LATE),
    ({"next_on": today(-1), "next_is_internal": True}, State.LATE),
    ({"next_on": today()}, State.TODAY),
    ({"next_on": today(), "next_is_internal": True}, State.TODAY),
    ({"next_on": today(1), "next_is_internal": True}, State.INTERNAL),
    ({"next_on": today(1)}, State.OPEN),
    ({"next_on": None}, State.OPEN),
    ({"next_on": today(-1), "closed_at": timezone.now(), "result": "vendido"}, State.CLOSED),
]


@pytest.mark.parametrize(("facts", "state"), STATES)
def test_each_contact_is_in_one_of_five_states_and_the_base_says_the_same(santos, rafael, facts, state):
    """BIM-08; requirements 1.5, point 8: encerrado > vencido > desta data > data interna > aberto"""
    with tenant_context(santos):
        contact = contact_of(santos, by=rafael)
        Contact.objects.filter(pk=contact.pk).update(**{"closed_at": None, "result": "", **facts})
        found = [each for each in State if Contact.objects.in_state(each).exists()]

        assert (Contact.objects.get().state(), found) == (state, [state])


def test_a_date_comes_by_itself_at_midnight(contact, santos):
    """BIM-09: nobody touches it, and tomorrow it is of that day"""
    with tenant_context(santos):
        Contact.objects.update(next_on=today(1))
        assert [Contact.objects.get().state(today(days)) for days in (0, 1, 2)] == [State.OPEN, State.TODAY, State.LATE]


def test_the_next_date_is_as_many_days_on_as_the_type_says(contact):
    """BIM-10, BIM-67: the contact is of today, its type comes back after 7 days"""
    assert (contact.contacted_on, contact.next_on) == (today(), today(7))


def test_a_contact_is_of_an_item_not_of_a_group(contact, santos, rafael):
    """BIM-67"""
    with tenant_context(santos), pytest.raises(ValidationError, match="item do grupo"):
        Contact.objects.begin(contact.person, kind=kind("1"), name="Qualquer", by=rafael)


def test_what_nobody_makes_is_the_default_representatives(contact, santos, marcos):
    """BIM-66"""
    with tenant_context(santos):
        FollowUpRules.objects.create(default_owner=marcos)
        assert Contact.objects.begin(contact.person, kind=contact.kind, name="Veio de fora").owner == marcos


def test_closing_says_what_came_of_it_and_who_closed(contact, santos, rafael):
    with tenant_context(santos):
        contact.close(by=rafael, result="perdido", words="preço")
        again = seen(contact, santos)

    assert (again.state(), again.closed_by, again.state_words()) == (State.CLOSED, rafael, "sem venda hoje: preço")
    assert history(contact, santos)[-1] == ("encerrado", "sem venda · preço")


def test_of_two_who_close_at_once_the_second_is_told(contact, santos, rafael, marcos):
    with tenant_context(santos):
        stale = Contact.objects.get()
        contact.close(by=rafael, result="vendido")
        with pytest.raises(ValidationError, match="encerrado por Rafael Moreira"):
            stale.close(by=marcos, result="perdido")


def test_only_a_closed_contact_is_opened_again(contact, santos, marcos):
    """BIM-37"""
    with tenant_context(santos), pytest.raises(ValidationError, match="já está em aberto"):
        contact.reopen(by=marcos, reason="Engano")


def test_opening_again_takes_a_reason_which_stays_in_the_history(contact, santos, marcos):
    """BIM-41"""
    with tenant_context(santos):
        contact.close(by=marcos, result="perdido")
        with pytest.raises(ValidationError, match="motivo"):
            contact.reopen(by=marcos, reason="  ")
        contact.reopen(by=marcos, reason="O cliente ligou de volta")

    assert seen(contact, santos).is_open
    assert history(contact, santos)[-1] == ("reaberto", "O cliente ligou de volta")


def test_what_was_sold_in_it_keeps_it_closed(contact, santos, marcos, monkeypatch):
    """BIM-38, BIM-39: whoever sells in contacts says what stands in the way"""
    monkeypatch.setattr(closing, "_refusals", [lambda contact: closing.Refusal("Há o pedido 7. Exclua-o antes.")])
    with tenant_context(santos):
        contact.close(by=marcos, result="vendido")
        with pytest.raises(ValidationError, match="Há o pedido 7"):
            contact.reopen(by=marcos, reason="Engano")

    assert not seen(contact, santos).is_open


@pytest.fixture
def asked(contact, santos, rafael, marcos):
    """Rafael asks Marcos to let the closed contact be opened again."""
    with tenant_context(santos):
        contact.close(by=rafael, result="perdido")
        return Reopening.objects.ask(contact, marcos, reason="Ele ligou", by=rafael)


def test_a_request_to_reopen_stands_in_the_supervisors_day_and_bell(asked, marcos):
    """BIM-40"""
    assert OpenWork.objects.held_by(marcos).get().title == "Reabrir: 2 purificadores, 3º andar"
    assert Notice.objects.of(marcos).filter(title__startswith="Rafael Moreira pede").exists()


def test_a_supervisor_who_grants_it_is_named_beside_whoever_asked(asked, contact, santos, rafael, marcos):
    """BIM-40, BIM-64: on the supervisor's own authority"""
    with tenant_context(santos):
        asked.grant(by=marcos)
        event = contact.events.first()

    assert (event.what, event.by, event.authorised_by) == ("reaberto", rafael, marcos)
    assert not OpenWork.objects.exists()
    assert Notice.objects.of(rafael).filter(title__startswith="Marcos Antunes autorizou").exists()


def test_a_supervisor_who_refuses_says_why(asked, contact, santos, rafael, marcos):
    """BIM-40"""
    with tenant_context(santos):
        asked.refuse("Abra um novo.", by=marcos)

    assert not seen(contact, santos).is_open
    assert Notice.objects.of(rafael).filter(text="Abra um novo.").exists()


def test_whoever_watches_a_person_is_told_of_each_record(contact, santos, rafael, marcos):
    """BIM-71: but never of what he did himself"""
    with tenant_context(santos):
        for user in (rafael, marcos):
            Watch.objects.create(person=contact.person, user=user)
        contact.close(by=rafael, result="vendido")

    assert Notice.objects.of(marcos).get().title == "Marina Figueiredo Alves: contato encerrado – 2 purificadores, 3º andar"
    assert not Notice.objects.of(rafael).exists()


def test_one_tap_says_done_and_brings_the_next_date(contact, santos, rafael):
    """BIM-03"""
    with tenant_context(santos):
        Contact.objects.update(next_on=today(-3), next_at="11:00", next_is_internal=True)
        again = Contact.objects.select_related("kind").get()
        again.touch(by=rafael)

    assert (again.next_on, again.next_at, again.next_is_internal) == (today(7), None, False)


def test_a_seller_sees_his_own_and_those_of_the_people_he_treats(contact, santos, rafael, caio, membership):
    """FOL-16"""
    contact_of(santos, by=None, person="Otávio Brandão", owner=None)
    with tenant_context(santos):
        assert list(Contact.objects.visible_to(membership(rafael))) == [contact]


def test_a_group_that_gets_another_number_takes_its_items_along(contact, santos):
    """BIM-67"""
    with tenant_context(santos):
        kind("1").renumber("12")
        assert AttendanceType.objects.get(name="Visita").classification == "12.1"
        assert AttendanceType.objects.order_by("sort").last().name == "Indicação"


def test_an_attachment_may_have_ten_megabytes_at_most(contact, santos):
    """BIM-30"""
    with tenant_context(santos), pytest.raises(IntegrityError), transaction.atomic():
        AttendanceType.objects.update(attachment_limit=11)


def test_how_late_it_is_counts_in_days(contact):
    """BIM-72"""
    contact.next_on = today(-6)
    assert contact.days_late() == timedelta(days=6).days


def test_whoever_left_the_unit_is_told_no_more(contact, santos, campinas, rafael, denise):
    """BIM-71: his account may go on in another unit"""
    with tenant_context(santos):
        Watch.objects.create(person=contact.person, user=denise)
    denise.memberships.update(ended_at=timezone.now())
    Membership.objects.give(denise, "operacional", unit=campinas)
    with tenant_context(santos):
        contact.touch(by=rafael)

    assert not Notice.objects.filter(user=denise).exists()


def test_whoever_sees_the_contact_no_more_is_told_no_more(contact, santos, rafael, marcos, denise):
    """BIM-71, FOL-16: Denise watched while the person was hers"""
    denise.memberships.update(role="consultor")
    with tenant_context(santos):
        for user in (denise, marcos):
            Watch.objects.create(person=contact.person, user=user)
        contact.touch(by=rafael)

    assert not Notice.objects.filter(user=denise).exists()
    assert Notice.objects.filter(user=marcos).exists()


def test_to_open_again_what_was_opened_meanwhile_nobody_is_asked(contact, santos, rafael, marcos):
    """BIM-37"""
    with tenant_context(santos):
        contact.close(by=rafael, result="perdido", words="preço")
        read_before = Contact.objects.get(pk=contact.pk)
        contact.reopen(by=marcos, reason="Ligou de novo")
        with pytest.raises(ValidationError, match="já está em aberto"):
            Reopening.objects.ask(read_before, marcos, reason="Ligou", by=rafael)
