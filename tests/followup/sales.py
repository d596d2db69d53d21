"""A catalogue, Marina and her proposal in Santos, for the tests of what is sold."""

from decimal import Decimal

from django_tenants.utils import tenant_context

from followup.models import Price, PriceTable, Product, Proposal
from leads.models import Person
from tests.followup.scenes import today

INOX, SLIM, REFILL = "PK Inox", "PK Slim", "Refil PK"


def catalogue():
    """In the active unit: two purifiers, sold and rented, and a refill, in a table in force since last month."""
    table = PriceTable.objects.create(name="Tabela de teste", starts=today(-30))
    inox = Product.objects.create(code="PK-INOX", name=INOX)
    slim = Product.objects.create(code="PK-SLIM", name=SLIM)
    refill = Product.objects.create(code="RF-1", name=REFILL, kind="refil")
    Price.objects.create(table=table, product=inox, amount=Decimal("1590.00"), installation=Decimal("120.00"))
    Price.objects.create(table=table, product=inox, plan="locacao", term_months=24, amount=Decimal("89.90"), installation=Decimal("120.00"))
    Price.objects.create(table=table, product=slim, amount=Decimal("1290.00"))
    Price.objects.create(table=table, product=refill, amount=Decimal("189.99"))
    return table


def price(name=INOX, plan="venda"):
    return Price.objects.select_related("product").get(product__name=name, plan=plan, table=PriceTable.objects.in_force())


def proposal_of(unit, *, by, items=((INOX, "venda", 1, 0),), person="Marina Figueiredo Alves", **facts):
    """A draft of that unit: `items` are (product, plan, quantity, discount)."""
    with tenant_context(unit):
        if not PriceTable.objects.exists():
            catalogue()
        who = Person.objects.filter(name=person).first() or Person.objects.register(name=person, phones=["(13) 99741-0022"], emails=["marina@mail.example"], by=by)  # fmt: skip
        proposal = Proposal.objects.begin(who, by=by, **facts)
        version = proposal.current
        for name, plan, quantity, discount in items:
            version.add(price(name, plan), quantity=quantity, discount=Decimal(discount))
        return proposal


def version_of(proposal, unit):
    """Its current version as it is in the base now."""
    with tenant_context(unit):
        return Proposal.objects.get(pk=proposal.pk).current


def sent(unit, *, by, **facts):
    """A proposal that went out, and its version."""
    proposal = proposal_of(unit, by=by, **facts)
    with tenant_context(unit):
        version = proposal.current
        version.send(by=by)
        return proposal, version
