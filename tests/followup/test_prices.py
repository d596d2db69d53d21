"""Products, price tables by validity, promotions, and amounts to the cent (DIR-54)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django_tenants.utils import tenant_context
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from followup.models import PriceTable, Product, Promotion, ProposalItem
from followup.money import cents, total
from tests.followup.sales import INOX, SLIM, catalogue, price, proposal_of
from tests.followup.scenes import address, today
from tests.leads.scenes import marinas_lead  # noqa: F401 (fixture)


@pytest.fixture
def table(santos):
    with tenant_context(santos):
        return catalogue()


def test_of_one_day_there_is_one_table(table, santos):
    """DIR-54: the database itself refuses a second"""
    with tenant_context(santos):
        with pytest.raises(IntegrityError), transaction.atomic():
            PriceTable.objects.create(name="Outra", starts=today(5), ends=today(9))
        with pytest.raises(ValidationError, match="já vale a tabela Tabela de teste"):
            PriceTable(name="Outra", starts=today(5)).keep()


def test_the_table_in_force_changes_with_the_day(table, santos):
    """DIR-54"""
    with tenant_context(santos):
        table.ends = today(9)
        table.keep()
        following = PriceTable(name="Dezembro", starts=today(10))
        following.keep()

        assert following.copy_prices(table, Decimal("5")) == 4
        assert [PriceTable.objects.in_force(today(days)) for days in (9, 10)] == [table, following]
        assert following.prices.get(product__name=SLIM).amount == Decimal("1354.50")


def test_a_rental_has_a_term_and_a_sale_has_none(table, santos):
    with tenant_context(santos), pytest.raises(IntegrityError), transaction.atomic():
        table.prices.create(product=Product.objects.get(name=SLIM), plan="locacao", amount=90)


def test_two_products_have_not_one_code(table, santos):
    with tenant_context(santos), pytest.raises(IntegrityError), transaction.atomic():
        Product.objects.create(code="pk-inox", name="Outro")


@pytest.mark.parametrize(("words", "found"), [("PK Inox", INOX), ("pk inox", INOX), ("quer a PK Inox", INOX), ("PK-SLIM", SLIM), ("PK", None), ("", None)])  # fmt: skip
def test_a_leads_product_of_interest_is_found_in_the_catalogue(table, santos, words, found):
    with tenant_context(santos):
        assert getattr(Product.objects.wanted_by(words), "name", None) == found


def promotion(*names, **facts):
    made = Promotion.objects.create(**{"name": "Semana da Água", "starts": today(-1), "ends": today(6), "value": 10, **facts})
    made.products.set(Product.objects.filter(name__in=names))
    return made


@pytest.mark.parametrize(
    ("facts", "quantity", "off"),
    [
        ({}, 1, "159.00"),
        ({"minimum": 2}, 1, "0.00"),
        ({"minimum": 2}, 2, "318.00"),
        ({"kind": "valor", "value": 100}, 3, "300.00"),
        ({"kind": "valor", "value": 9000}, 1, "1590.00"),
        ({"ends": today(-1)}, 1, "0.00"),
        ({"plan": "locacao"}, 1, "0.00"),
        ({"is_active": False}, 1, "0.00"),
    ],
)
def test_a_promotion_holds_for_its_days_products_plan_and_quantity(santos, rafael, table, facts, quantity, off):
    """DIR-54"""
    with tenant_context(santos):
        promotion(INOX, **facts)
    proposal = proposal_of(santos, by=rafael, items=[(INOX, "venda", quantity, 0)])
    with tenant_context(santos):
        assert proposal.current.lines[0].promotion_amount == Decimal(off)


def test_of_two_promotions_the_better_one_counts(santos, rafael, table):
    with tenant_context(santos):
        promotion(INOX)
        promotion(INOX, name="Fim de ano", value=15)
        item = ProposalItem(quantity=1)
        item.product_id = price().product_id
        item.price_by(price(), today())

        assert (item.promotion_name, item.promotion_amount) == ("Fim de ano", Decimal("238.50"))


def test_a_promotion_ends_after_it_starts(santos, table):
    with tenant_context(santos), pytest.raises(IntegrityError), transaction.atomic():
        promotion(INOX, ends=today() - timedelta(days=9))


MONEY, PERCENT = st.integers(0, 9_999_999), st.integers(0, 10_000)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(MONEY, st.integers(1, 999), PERCENT, MONEY), max_size=5))
def test_cents_never_vanish(rows):
    """What the lines say adds up to the total, and what goes off plus what is left is what it was."""
    lines = [
        ProposalItem(unit_price=Decimal(unit) / 100, quantity=many, discount_percent=Decimal(off) / 100, installation=Decimal(fee) / 100)
        for unit, many, off, fee in rows
    ]
    totals = total(lines)

    assert totals.once == sum((line.net for line in lines), Decimal(0))
    assert all(line.net + line.reduction == line.gross and line.net >= 0 for line in lines)
    assert totals.at_once == cents(totals.at_once)


def test_half_a_cent_goes_up():
    line = ProposalItem(unit_price=Decimal("0.05"), quantity=1, discount_percent=Decimal("10"))
    assert (line.discount, line.net) == (Decimal("0.01"), Decimal("0.04"))


def test_what_a_lead_is_interested_in_is_suggested_out_of_the_catalogue(browser, santos, rafael, lead):
    """BIM-49, BEY-14: while one types; other words are taken as well"""
    with tenant_context(santos):
        catalogue()
        Product.objects.filter(name=SLIM).update(is_active=False)
    client = browser(rafael)
    for page in (address("lead_new"), address("lead_edit", lead.number)):
        shown = client.get(page).text
        assert f'<option value="{INOX}"></option>' in shown
        assert f'<option value="{SLIM}"></option>' not in shown
