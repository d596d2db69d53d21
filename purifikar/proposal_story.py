"""The catalogue and the proposals of the demo: prices as purifiers have them in Brazil, proposals in every state, orders and a surplus."""

import random
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from followup import answering, approving
from followup.models import (
    Contact,
    Order,
    OrderItem,
    OrderWatcher,
    Price,
    PriceTable,
    Product,
    Promotion,
    Proposal,
    ProposalTemplate,
    ProposalVersion,
    SalesRules,
)
from followup.proposal_texts import READY
from leads.models import Lead, Person
from purifikar import lead_story
from tenants.models import Membership

# code, name, kind, what the customer reads, sale, {months: monthly}, installation
CATALOGUE = [
    ("PK-SLIM", "PK Slim", "purificador", "Água natural, bancada ou parede, 2 litros por minuto.", "1290.00", {24: "69.90", 36: "59.90"}, "120.00"),
    ("PK-INOX", "PK Inox", "purificador", "Inox escovado, água natural e gelada, 3 litros por hora.", "1590.00", {24: "89.90", 36: "79.90"}, "120.00"),
    ("PK-GELADA", "PK Gelada", "purificador", "Compressor, água gelada e natural, 4 litros por hora.", "2390.00", {24: "129.90", 36: "114.90"}, "150.00"),
    ("PK-PRO", "PK Pro 30", "purificador", "Para até 30 pessoas: compressor, duas torneiras.", "4890.00", {24: "259.00", 36: "229.00"}, "280.00"),
    ("RF-CARVAO", "Refil de carvão ativado", "refil", "Dura 6 meses ou 3.000 litros.", "149.90", {}, "0.00"),
    ("RF-DUPLO", "Refil de dupla filtração", "refil", "Dura 12 meses ou 6.000 litros.", "239.90", {}, "0.00"),
    ("SV-MANUT", "Manutenção preventiva", "servico", "Visita com limpeza, medição e troca de vedações.", "129.00", {}, "0.00"),
    ("SV-REINST", "Reinstalação em outro endereço", "servico", "Retirada, transporte na cidade e instalação.", "260.00", {}, "0.00"),
]  # fmt: skip

# items [(product, months, quantity, discount)], days ago, what becomes of it, words
STORY = [
    ([("PK-INOX", 0, 1, "0")], 0, "rascunho", ""),
    ([("PK-SLIM", 24, 2, "5"), ("RF-CARVAO", 0, 2, "0")], 1, "rascunho", ""),
    ([("PK-PRO", 0, 2, "14")], 1, "aprovacao", "Dois pontos no mesmo prédio; o concorrente deu 15 %."),
    ([("PK-GELADA", 0, 1, "12")], 3, "aprovada", "Cliente antigo, indica sempre."),
    ([("PK-INOX", 24, 1, "0")], 2, "enviada", ""),
    ([("PK-GELADA", 36, 3, "0")], 4, "vista", ""),
    ([("PK-SLIM", 0, 1, "8"), ("SV-MANUT", 0, 1, "0")], 19, "vencida", ""),
    ([("PK-PRO", 36, 1, "0")], 6, "recusada", "Fechou com o condomínio vizinho em conjunto."),
    ([("PK-INOX", 0, 2, "10")], 5, "aceita", ""),
    ([("PK-GELADA", 24, 1, "5")], 8, "pedido", ""),
    ([("PK-SLIM", 0, 1, "0")], 9, "excedente", ""),
    ([("PK-INOX", 0, 1, "5")], 12, "excluido", "Cliente desistiu antes da instalação."),
    ([("PK-GELADA", 0, 1, "0")], 7, "versao", "Trocou a Slim pela Gelada."),
]  # fmt: skip
ORIGINS = ("189.46.12.201", "177.140.8.33", "201.17.90.154", "179.98.77.12")


def tell(unit, *, seed):
    """Fills the active unit: catalogue, rules, and a proposal in each state for people whom it knows from its leads."""
    dice = random.Random(f"propostas {seed}")
    staff = {member.role: member.user for member in Membership.objects.active().of_unit(unit).select_related("user").order_by("-since")}
    manager, seller = staff.get("gerente") or staff.get("franqueado"), staff.get("consultor")
    if not (manager and seller) or PriceTable.objects.exists():
        return
    _catalogue(staff, manager)
    people = list(
        Person.objects.filter(leads__isnull=False, merged_into=None).with_contacts().distinct().order_by("-number")[: 4 * len(STORY)]
    )
    for items, ago, fate, words in STORY[: len(people)]:
        moment = lead_story.at_work(timezone.now() - timedelta(days=ago, minutes=dice.randrange(30, 300)))
        person = next((each for each in people if each.created_at < moment), people[0])  # known before anybody offers him something
        people.remove(person)
        _one(person, items, fate, words, moment, seller, manager, dice)


def _catalogue(staff, manager):
    today = timezone.localdate()
    year = date(today.year, 1, 1)
    past = PriceTable.objects.create(name=f"Tabela {year.year - 1}", starts=date(year.year - 1, 1, 1), ends=year - timedelta(days=1))
    table = PriceTable.objects.create(name=f"Tabela {year.year}", starts=year)
    products = {}
    for code, name, kind, description, sale, rentals, installation in CATALOGUE:
        product = products[code] = Product.objects.create(code=code, name=name, kind=kind, description=description)
        plans = [("venda", 0, sale), *[("locacao", months, amount) for months, amount in rentals.items()]]
        Price.objects.bulk_create(
            Price(table=table, product=product, plan=plan, term_months=months, amount=Decimal(amount), installation=Decimal(installation))
            for plan, months, amount in plans
        )
    past.copy_prices(table, Decimal("-8"))
    ahead = Promotion.objects.create(name="Semana da Água", starts=today - timedelta(days=3), ends=today + timedelta(days=4), value=10, plan="venda", minimum=2)  # fmt: skip
    ahead.products.set([products["PK-SLIM"], products["PK-INOX"]])
    gone = Promotion.objects.create(name="Volta às aulas", starts=year, ends=year + timedelta(days=59), kind="valor", value=80)
    gone.products.set([products["PK-SLIM"]])
    SalesRules.objects.create(surplus_charge="Boleto único de excedente")
    OrderWatcher.set([person for person in (manager, staff.get("operacional")) if person])
    ProposalTemplate.objects.create(name="Padrão", blocks=READY, is_default=True)


def _one(person, items, fate, words, moment, seller, manager, dice):
    lead = Lead.objects.running().filter(person=person, created_at__lt=moment).first()
    contact = Contact.objects.open().filter(person=person, orders=None).first()
    with lead_story.clock(moment):
        proposal = Proposal.objects.begin(person, by=seller, lead=lead, contact=contact if fate in ("excedente", "pedido") else None)
        version = proposal.current
        for code, months, quantity, discount in items:
            price = Price.objects.select_related("product").get(product__code=code, term_months=months, table=PriceTable.objects.in_force())
            version.add(price, quantity=quantity, discount=Decimal(discount))
        if fate in ("aprovacao", "aprovada"):
            approving.ask(version, by=seller, words=words)
        if fate in ("rascunho", "aprovacao"):
            return
        if fate == "aprovada":
            approving.answer(version, by=manager, grants=True, words="Pode, à vista.")
        version.send(
            by=seller, how="por e-mail a " + version.facts["cliente.email"] if version.facts["cliente.email"] else "endereço para mandar"
        )
    with lead_story.clock(moment + timedelta(hours=3)):
        _fate(proposal, version, fate, words, seller, manager, dice.choice(ORIGINS))
    if fate == "vencida":
        late = timezone.localdate() - timedelta(days=5)
        ProposalVersion.objects.filter(pk=version.pk).update(valid_until=late)


def _fate(proposal, version, fate, words, seller, manager, origin):
    name = proposal.person.name
    if fate in ("enviada", "aprovada"):
        return
    answering.note_view(version, origin)
    if fate == "recusada":
        answering.refuse(version, name=name, words=words, origin=origin)
    elif fate == "versao":
        after = proposal.renew(by=seller)
        after.write(after.texts.get(slug="abertura"), f"{{{{cliente.primeiro_nome}}}}, como combinamos: {words}")
    elif fate in ("aceita", "pedido", "excedente", "excluido"):
        answering.accept(version, name=name, origin=origin)
        if fate != "aceita":
            _sold(proposal, version, fate, words, seller, manager)


def _sold(proposal, version, fate, words, seller, manager):
    order = Order.objects.sell(proposal.person, OrderItem.of_version(version), by=seller, version=version, contact=proposal.contact, lead=proposal.lead)  # fmt: skip
    if fate == "excedente":
        refill = Price.objects.select_related("product").get(product__code="RF-CARVAO", table=PriceTable.objects.in_force())
        order.add_surplus([OrderItem.at_price(refill, quantity=2)], by=seller)
    if fate == "excluido":
        order.remove(by=manager, reason=words)
