"""What is sold: orders out of proposals or of items, contracts, surplus, and deleting an order with its reason."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tenants.utils import tenant_context

from followup import answering
from followup.models import Contract, Order, OrderItem, OrderWatcher, SalesRules
from tenants.models import Mail, OpenWork
from tests.followup.sales import INOX, REFILL, SLIM, catalogue, price, proposal_of
from tests.followup.scenes import contact_of

CHARGE = "Boleto excedente"


def line(name=INOX, plan="venda", quantity=1):
    return OrderItem.at_price(price(name, plan), quantity=quantity)


@pytest.fixture
def accepted(santos, rafael):
    """Marina's contact with a proposal that she accepted: a rented PK Inox."""
    contact = contact_of(santos, by=rafael)
    proposal = proposal_of(santos, by=rafael, items=[(INOX, "locacao", 1, 5)], contact=contact)
    with tenant_context(santos):
        version = proposal.current
        version.send(by=rafael)
        answering.accept(version, name="Marina")
    return contact


@pytest.fixture
def surplus_on(santos):
    with tenant_context(santos):
        SalesRules.objects.create(surplus_charge=CHARGE)


def test_closing_a_contact_as_sold_makes_the_order_and_its_contract(santos, rafael, accepted):
    """BIM-17: out of the proposal that the customer accepted, as it was offered"""
    assert OpenWork.objects.filter(kind="involvement", holder=rafael).exists()
    with tenant_context(santos):
        accepted.close(by=rafael, result="vendido")
        order = Order.objects.get()

        assert (order.contact, [str(item) for item in order.contracts.get().items.all()]) == (accepted, ["1 × PK Inox"])
        assert order.contracts.get().items.get().net == order.version.totals.monthly
    assert not OpenWork.objects.filter(kind="involvement").exists()


def test_closing_it_otherwise_makes_none(santos, rafael, accepted):
    with tenant_context(santos):
        accepted.close(by=rafael, result="perdido")
        assert not Order.objects.exists()


def test_a_surplus_makes_a_contract_of_its_own(santos, rafael, accepted, surplus_on):
    """BIM-16, BIM-17, BIM-18"""
    with tenant_context(santos):
        accepted.close(by=rafael, result="vendido")
        order = Order.objects.get()
        order.add_surplus([line(SLIM)], by=rafael)

        assert list(order.contracts.values_list("is_surplus", "charge")) == [(False, ""), (True, CHARGE)]
        assert order.contracts.last().items.get().product.name == SLIM


def test_what_is_sold_beyond_the_proposal_at_the_closing_is_surplus_too(santos, rafael, contact, surplus_on):
    """BIM-17: two contracts, one for the new sale's products, one for the surplus"""
    with tenant_context(santos):
        catalogue()
        order = Order.objects.sell(contact.person, [line(INOX)], more=[line(REFILL, quantity=2)], by=rafael, contact=contact)

        assert [[str(item) for item in each.items.all()] for each in order.contracts.all()] == [["1 × PK Inox"], ["2 × Refil PK"]]


def test_without_the_charge_type_the_routine_is_off(santos, rafael, accepted):
    """BIM-18: no value, no surplus"""
    with tenant_context(santos):
        accepted.close(by=rafael, result="vendido")
        order = Order.objects.get()
        with pytest.raises(ValidationError, match="desligada nesta unidade"):
            order.add_surplus([line(SLIM)], by=rafael)

        assert Contract.objects.count() == 1


def test_without_the_charge_type_all_is_in_one_contract(santos, rafael, contact):
    """BIM-18"""
    with tenant_context(santos):
        catalogue()
        order = Order.objects.sell(contact.person, [line(INOX)], more=[line(REFILL)], by=rafael, contact=contact)

        assert order.contracts.get().items.count() == 2


def test_a_contact_is_sold_once(santos, rafael, accepted):
    with tenant_context(santos):
        accepted.close(by=rafael, result="vendido")
        with pytest.raises(ValidationError, match="já tem o pedido 1"):
            Order.objects.sell(accepted.person, [line(SLIM)], by=rafael, contact=accepted)


def test_an_order_stands_against_reopening_until_it_is_deleted(santos, rafael, marcos, accepted):
    """BIM-39: its own message, and the way out"""
    with tenant_context(santos):
        accepted.close(by=rafael, result="vendido")
        with pytest.raises(ValidationError, match="Exclua o pedido antes de reabrir"):
            accepted.reopen(by=marcos, reason="Desistiu")
        Order.objects.get().remove(by=marcos, reason="Cliente desistiu")
        accepted.reopen(by=marcos, reason="Quer outro modelo")

        assert accepted.is_open


def test_a_surplus_stands_against_reopening_for_good(santos, rafael, marcos, accepted, surplus_on):
    """BIM-38: also after the order was deleted"""
    with tenant_context(santos):
        accepted.close(by=rafael, result="vendido")
        order = Order.objects.get()
        order.add_surplus([line(SLIM)], by=rafael)
        order.remove(by=marcos, reason="Cliente desistiu")
        with pytest.raises(ValidationError, match="Houve venda de excedente"):
            accepted.reopen(by=marcos, reason="Quer outro modelo")


def test_deleting_an_order_keeps_who_when_and_why_and_mails_those_who_are_to_know(santos, rafael, marcos, denise, accepted):
    """BIM-65"""
    with tenant_context(santos):
        OrderWatcher.set([denise, marcos])
        accepted.close(by=rafael, result="vendido")
        order = Order.objects.get()
        order.remove(by=marcos, reason="Cliente desistiu")
        order = Order.objects.get()

    assert (order.removed_by_id, order.removal_reason, bool(order.removed_at)) == (marcos.pk, "Cliente desistiu", True)
    mails = Mail.objects.filter(kind="pedido_excluido")
    assert {mail.to for mail in mails} == {denise.email, marcos.email}
    assert "Motivo: Cliente desistiu" in mails[0].text


def test_an_order_is_deleted_once_and_with_a_reason(santos, rafael, marcos, accepted):
    with tenant_context(santos):
        accepted.close(by=rafael, result="vendido")
        order = Order.objects.get()
        with pytest.raises(ValidationError, match="motivo"):
            order.remove(by=marcos, reason="  ")
        order.remove(by=marcos, reason="Engano")
        with pytest.raises(ValidationError, match="já foi excluído por Marcos"):
            Order.objects.get().remove(by=rafael, reason="De novo")


def test_the_database_keeps_no_deleted_order_without_a_reason(santos, rafael, accepted):
    with tenant_context(santos):
        accepted.close(by=rafael, result="vendido")
        with pytest.raises(IntegrityError), transaction.atomic():
            Order.objects.update(removed_by=rafael, removed_at=accepted.closed_at)


def test_whoever_left_the_unit_gets_no_mail_of_its_orders(santos, denise, marcos):
    """BIM-65"""
    with tenant_context(santos):
        OrderWatcher.set([denise, marcos])
        denise.memberships.update(ended_at=timezone.now())
        assert OrderWatcher.people() == [marcos]
