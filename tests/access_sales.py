"""What the addresses of proposals, orders and the catalogue name in the permission matrix: one of each sort, made by the administrator."""

from decimal import Decimal

from followup import answering
from followup.models import Contact, Order, OrderItem, Price, PriceTable, Product, Promotion, Proposal, ProposalTemplate, SalesRules
from followup.proposal_texts import READY
from tests.followup.scenes import kind, today

WHO_READS = "-consultor operacional recepcao gerente franqueado comercial coordenador admin"
WHO_MAKES = "-consultor operacional gerente franqueado comercial admin"
WHO_BEGINS = "consultor operacional gerente franqueado comercial admin"
EVERY_WORKER = "consultor operacional recepcao gerente franqueado comercial coordenador admin"
WHO_MANAGES = "gerente franqueado admin"
OFFER, ITEM, TEXT, SOLD, TABLE, PRODUCT = (
    ("proposal",),
    ("proposal", "offer_item"),
    ("proposal", "offer_text"),
    ("order",),
    ("table",),
    ("product",),
)

SALES = {
    "proposals": ((), EVERY_WORKER),
    "orders": ((), EVERY_WORKER),
    "proposal_new": ((), WHO_BEGINS),
    "customer_proposals": (("customer",), WHO_READS),
    "lead_proposals": (("lead",), WHO_READS),
    "contact_proposals": (("contact",), WHO_READS),
    "contact_proposal": (("contact",), WHO_MAKES),
    "contact_sale": (("contact",), WHO_MAKES),
    **dict.fromkeys(("proposal", "proposal_variables", "proposal_preview", "proposal_pdf", "proposal_logo"), (OFFER, WHO_READS)),
    **dict.fromkeys(("proposal_item_new", "proposal_refresh", "proposal_terms", "proposal_ask", "proposal_ask_back", "proposal_send", "proposal_told", "proposal_version_new", "proposal_withdrawal", "proposal_order"), (OFFER, WHO_MAKES)),
    "proposal_item": (ITEM, WHO_MAKES),
    "proposal_item_removal": (ITEM, WHO_MAKES),
    "proposal_text": (TEXT, WHO_MAKES),
    "proposal_text_restore": (TEXT, WHO_MAKES),
    "proposal_approval": (OFFER, WHO_MANAGES),
    "order": (SOLD, WHO_READS),
    "order_surplus": (SOLD, WHO_MAKES),
    "order_removal": (SOLD, WHO_MANAGES),
    **dict.fromkeys(("products", "product_new", "price_tables", "price_table_new", "promotions", "promotion_new"), ((), WHO_MANAGES)),
    **dict.fromkeys(("product", "product_picture", "product_removal"), (PRODUCT, WHO_MANAGES)),
    "product_image": (PRODUCT, EVERY_WORKER),
    **dict.fromkeys(("price_table", "price_table_removal", "price_new"), (TABLE, WHO_MANAGES)),
    "price_removal": (("table", "price"), WHO_MANAGES),
    "promotion": (("promotion",), WHO_MANAGES),
    **dict.fromkeys(("sales_rules", "sales_logo", "sales_logo_removal", "proposal_placeholders", "proposal_template_new"), ((), WHO_MANAGES)),
    "proposal_template": (("offer_model",), WHO_MANAGES),
}  # fmt: skip

SALES_DOORS = {"proposal_door": ("offer_token",), "proposal_door_pdf": ("offer_token",), "proposal_door_logo": ("offer_token",)}


def furnish_sales(person, picture, admin):
    """A proposal that was accepted, its order, and the catalogue behind them."""
    table = PriceTable.objects.create(name="Preços", starts=today())
    product = Product.objects.create(code="PK-1", name="PK da Matriz", picture=picture)
    price = Price.objects.create(table=table, product=product, amount=Decimal("1290.00"))
    SalesRules.objects.create(logo=picture)
    proposal = Proposal.objects.begin(person, by=admin)
    version = proposal.current
    version.add(price)
    version.send(by=admin)
    answering.accept(version, name="Marina")
    contact = Contact.objects.begin(person, kind=kind(), name="Vendido", by=admin)
    order = Order.objects.sell(person, [OrderItem.at_price(price, quantity=1)], by=admin, contact=contact)
    contact.close(by=admin, result="vendido")
    promotion = Promotion.objects.create(name="Semana", starts=today(), value=5)
    return {
        "proposal": proposal.number, "offer_item": version.items.get().pk, "offer_text": "abertura", "offer_token": version.token,
        "order": order.number, "table": table.pk, "price": price.pk, "product": product.pk, "promotion": promotion.pk,
        "offer_model": ProposalTemplate.objects.create(name="Modelo", blocks=READY).pk,
    }  # fmt: skip
