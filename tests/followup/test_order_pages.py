"""The pages of orders, surplus and the catalogue."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tenants.utils import tenant_context

from followup import answering
from followup.models import (
    Contact,
    FollowUpRules,
    Order,
    OrderItem,
    OrderWatcher,
    PriceTable,
    Product,
    Promotion,
    ProposalTemplate,
    SalesRules,
)
from followup.models.order import OrderQuerySet
from tests.followup.sales import INOX, REFILL, SLIM, catalogue, price, proposal_of
from tests.followup.scenes import address, contact_of, today


@pytest.fixture
def contact(santos, rafael):
    contact = contact_of(santos, by=rafael)
    with tenant_context(santos):
        catalogue()
    return contact


def row(santos, name, number=0, quantity=1):
    with tenant_context(santos):
        return {f"price_{number}": price(name).pk, f"quantity_{number}": quantity}


def accepted(santos, rafael, contact):
    proposal = proposal_of(santos, by=rafael, contact=contact)
    with tenant_context(santos):
        version = proposal.current
        version.send(by=rafael)
        answering.accept(version, name="Marina")
    return proposal


def test_a_sale_on_the_contact_closes_it_and_makes_order_and_contract(browser, santos, rafael, contact):
    """BIM-17"""
    browser(rafael).post(address("contact_sale", contact.number), row(santos, INOX, quantity=2))

    with tenant_context(santos):
        order = Order.objects.get()
        assert (Contact.objects.get().result, order.contracts.get().items.get().quantity) == ("vendido", 2)


def test_where_only_a_supervisor_closes_the_order_is_made_and_the_contact_stays(browser, santos, rafael, contact):
    """BIM-64"""
    with tenant_context(santos):
        FollowUpRules.objects.create(supervisor_closes=True)
    page = browser(rafael).post(address("contact_sale", contact.number), row(santos, INOX), follow=True)

    assert "só um supervisor o encerra" in page.text
    with tenant_context(santos):
        assert Contact.objects.get().is_open
        assert Order.objects.exists()


def test_beyond_the_accepted_proposal_it_is_surplus(browser, santos, rafael, contact):
    """BIM-16, BIM-17"""
    accepted(santos, rafael, contact)
    with tenant_context(santos):
        SalesRules.objects.create(surplus_charge="Boleto excedente")
    browser(rafael).post(address("proposal_order", 1), row(santos, REFILL))

    with tenant_context(santos):
        assert list(Order.objects.get().contracts.values_list("is_surplus", "charge")) == [(False, ""), (True, "Boleto excedente")]


def test_a_form_sent_twice_is_one_order(browser, santos, rafael, contact):
    given = {**row(santos, INOX), "key": "0199aaaa-aaaa-7aaa-8aaa-aaaaaaaaaaaa"}
    page = browser(rafael)
    answers = [page.post(address("contact_sale", contact.number), given).url for _ in range(2)]

    assert answers == [address("order", 1)] * 2


def test_surplus_after_the_sale_and_the_way_it_is_refused_without_the_charge_type(browser, santos, rafael, contact):
    """BIM-18"""
    page = browser(rafael)
    page.post(address("contact_sale", contact.number), row(santos, INOX))
    refused = page.post(address("order_surplus", 1), row(santos, SLIM))
    assert refused.status_code == 422
    assert "desligada nesta unidade" in refused.text
    with tenant_context(santos):
        SalesRules.objects.create(surplus_charge="Boleto")
    page.post(address("order_surplus", 1), row(santos, SLIM))

    assert "Contrato 2, excedente" in page.get(address("order", 1)).text


def test_deleting_an_order_is_the_gerentes_and_asks_why(browser, santos, rafael, marcos, contact):
    """BIM-65"""
    page = browser(marcos)
    page.post(address("contact_sale", contact.number), row(santos, INOX))
    assert browser(rafael).get(address("order_removal", 1)).status_code == 403
    assert page.post(address("order_removal", 1), {"words": " "}).status_code == 422
    page.post(address("order_removal", 1), {"words": "Cliente desistiu"})

    assert "Excluído por Marcos Antunes" in page.get(address("order", 1)).text
    assert "Cliente desistiu" in page.get(address("orders") + "?situacao=excluidos").text


def test_reopening_says_that_the_order_must_go_first_and_leads_there(browser, santos, marcos, contact):
    """BIM-39"""
    page = browser(marcos)
    page.post(address("contact_sale", contact.number), row(santos, INOX))
    shown = page.get(address("contact_reopen", contact.number)).text

    assert "Exclua o pedido antes de reabrir o contato." in shown
    assert address("order", 1) in shown


def test_a_product_a_table_and_a_promotion_by_their_pages(browser, santos, marcos):
    """DIR-54"""
    page = browser(marcos)
    page.post(address("product_new"), {"name": "PK Mini", "code": "M1", "kind": "purificador", "is_active": "on"})
    page.post(address("price_table_new"), {"name": "2027", "starts": f"{today():%Y-%m-%d}", "ends": ""})
    with tenant_context(santos):
        product, table = Product.objects.get(), PriceTable.objects.get()
    page.post(
        address("price_new", table.pk),
        {"product": product.pk, "plan": "locacao", "term_months": "24", "amount": "1.059,90", "installation": ""},
    )
    page.post(address("promotion_new"), {"name": "Verão", "products": [product.pk], "kind": "percentual", "value": "12,5", "minimum": "1", "starts": f"{today():%Y-%m-%d}", "is_active": "on"})  # fmt: skip

    with tenant_context(santos):
        assert table.prices.get().amount == Decimal("1059.90")
        assert [each.value for each in Promotion.objects.running()] == [Decimal("12.50")]


def test_two_tables_for_one_day_are_refused_at_the_field(browser, santos, marcos):
    """DIR-54"""
    with tenant_context(santos):
        catalogue()
    answer = browser(marcos).post(address("price_table_new"), {"name": "Outra", "starts": f"{today():%Y-%m-%d}"})

    assert answer.status_code == 422
    assert "já vale a tabela Tabela de teste" in answer.text


def test_a_model_with_an_unknown_variable_is_refused_and_kept(browser, santos, marcos):
    """BIM-51"""
    page = browser(marcos)
    given = {"name": "Condomínios", "is_active": "on", "title_0": "", "body_0": "Olá {{cliente.senha}}"}
    refused = page.post(address("proposal_template_new"), given)
    assert refused.status_code == 422
    assert "Não existe: {{cliente.senha}}." in refused.text
    page.post(address("proposal_template_new"), {**given, "body_0": "Olá {{cliente.nome}}"})

    with tenant_context(santos):
        assert ProposalTemplate.objects.get().blocks == [{"slug": "abertura", "title": "", "body": "Olá {{cliente.nome}}"}]


def test_another_model_becomes_the_usual_one(browser, santos, marcos):
    with tenant_context(santos):
        ProposalTemplate.objects.create(name="Padrão", is_default=True, blocks=[{"slug": "a", "title": "", "body": "a"}])
    browser(marcos).post(
        address("proposal_template_new"), {"name": "Novo", "is_default": "on", "is_active": "on", "title_0": "", "body_0": "b"}
    )

    with tenant_context(santos):
        assert ProposalTemplate.objects.usual().name == "Novo"


def test_a_picture_is_told_by_its_content(browser, santos, marcos, files_dir):
    answer = browser(marcos).post(address("sales_logo"), {"picture": SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>")})
    assert answer.status_code == 422
    with tenant_context(santos):
        assert not SalesRules.objects.exclude(logo=None).exists()


def test_a_surplus_sent_twice_is_one_contract(browser, santos, rafael, contact):
    page = browser(rafael)
    page.post(address("contact_sale", contact.number), row(santos, INOX))
    with tenant_context(santos):
        SalesRules.objects.create(surplus_charge="Boleto")
    for _ in range(2):
        page.post(address("order_surplus", 1), {**row(santos, SLIM), "key": "0199aaaa-aaaa-7aaa-8aaa-aaaaaaaaaaaa"})

    with tenant_context(santos):
        assert Order.objects.get().contracts.filter(is_surplus=True).count() == 1


def test_of_a_form_sent_twice_at_once_the_second_finds_the_order(browser, santos, rafael, contact, monkeypatch):
    """The second looks for it before the first has made it."""
    sent_with, looks = OrderQuerySet.sent_with, iter([True, False, True])
    monkeypatch.setattr(OrderQuerySet, "sent_with", lambda *given, **by: sent_with(*given, **by) if next(looks) else None)
    accepted(santos, rafael, contact)
    page, key = browser(rafael), {"key": "0199aaaa-aaaa-7aaa-8aaa-aaaaaaaaaaaa"}

    assert [page.post(address("proposal_order", 1), key).get("Location") for _ in range(2)] == [address("order", 1)] * 2


def test_deleted_orders_are_listed_in_the_same_queries_however_many(browser, santos, rafael, marcos, django_assert_max_num_queries):
    with tenant_context(santos):
        catalogue()
        people = [contact_of(santos, by=rafael, person=name).person for name in ("Ana Reis", "Bia Reis", "Caio Reis")]
        for person, by in zip(people, (rafael, marcos, rafael), strict=True):
            Order.objects.sell(person, [OrderItem.at_price(price(), quantity=1)], by=rafael).remove(by=by, reason="Desistiu")
    page = browser(marcos)
    page.get(address("orders"))
    with django_assert_max_num_queries(10):
        page.get(address("orders") + "?situacao=excluidos")


def test_a_contact_that_ended_without_a_sale_is_opened_again_before_one(browser, santos, rafael, contact):
    """BIM-37"""
    with tenant_context(santos):
        contact.close(by=rafael, result="perdido", words="preço")
    page = browser(rafael)

    assert "Registrar venda" not in page.get(address("contact_proposals", contact.number)).text
    assert page.post(address("contact_sale", contact.number), row(santos, INOX)).status_code == 403


def test_an_order_without_a_contact_takes_no_surplus(browser, santos, rafael, contact):
    """BIM-16: it is what is sold beyond in the same contact"""
    with tenant_context(santos):
        SalesRules.objects.create(surplus_charge="Boleto")
        Order.objects.sell(contact.person, [OrderItem.at_price(price(), quantity=1)], by=rafael)

    assert browser(rafael).post(address("order_surplus", 1), row(santos, SLIM)).status_code == 403


def test_who_hears_of_deleted_orders_is_chosen_in_the_settings(browser, santos, marcos, denise):
    """BIM-18, BIM-65: with the charge type of the surplus, in the same rules"""
    page, chosen = browser(marcos), denise.memberships.get().pk
    rules = {"discount_limit": "10", "valid_days": "10", "surplus_charge": ""}
    page.post(address("sales_rules"), {**rules, "watchers": [chosen], "surplus_charge": "Boleto excedente"})
    with tenant_context(santos):
        assert (OrderWatcher.people(), SalesRules.current().sells_surplus) == ([denise], True)
    page.post(address("sales_rules"), rules)

    with tenant_context(santos):
        assert (OrderWatcher.people(), SalesRules.current().sells_surplus) == ([], False)
