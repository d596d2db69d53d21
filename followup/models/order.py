from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from followup import waiting, watching
from followup.money import NOTHING, total
from leads.models import Lead, Person
from purifikar.db.models import UnitModel, UnitQuerySet
from purifikar.lib import formats
from purifikar.lib.links import unit_url
from tenants.models import Mail
from tenants.roles import Permission
from workflow.models import Counter

from .contact import Contact, keys_of_visible_people, visible_people
from .price import Promotion
from .proposal_item import Line
from .proposal_version import ProposalVersion
from .sales_rules import OrderWatcher, SalesRules

ROUTINE_OFF = (
    "A venda de excedente está desligada nesta unidade: falta o tipo de movimento de cobrança em Configurações, Propostas e vendas. "
    "Sem ele, registre a nova venda num contato novo."
)


class OrderQuerySet(UnitQuerySet):
    def standing(self):
        return self.filter(removed_at=None)

    def visible_to(self, member):
        if member.may(Permission.LEAD_SEE_ALL):
            return self
        mine = self.model.objects.filter(made_by=member.user).order_by().values("pk")
        people = keys_of_visible_people(member)
        return self.filter(pk__in=mine.union(self.model.objects.filter(person__in=people).order_by().values("pk")))

    def seen_by(self, member):
        """The same asked of each row: of one person, or found by its number."""
        if member.may(Permission.LEAD_SEE_ALL):
            return self
        return self.filter(Q(made_by=member.user) | Exists(visible_people(member).filter(pk=OuterRef("person"))))

    def with_desk(self):
        return self.select_related("person", "lead", "contact", "version__proposal", "made_by", "removed_by")

    def sent_with(self, key, *, by):
        """The one that the same person sent already with this receipt: a form sent twice is one order."""
        return self.filter(pk=key, made_by=by).first() if key else None

    @transaction.atomic
    def sell(self, person, lines, *, by, version=None, contact=None, lead=None, more=(), key=None):
        """The order of what was sold, and its contract. `more` are products sold beyond the proposal in the same contact: surplus.

        Where the unit names a charge type for surplus they make a contract of their own, else they stand in the one with the rest
        (BIM-16..18). `lines` are unsaved OrderItems. A contact, or a proposal, is sold once: what comes later is surplus.
        """
        lines, more = list(lines), list(more)
        if not lines:
            raise ValidationError("Inclua ao menos um produto no pedido.")
        Person.objects.select_for_update(of=["self"], no_key=True).get(pk=person.pk)  # of two at once the second waits
        if contact:
            contact = Contact.objects.select_for_update(of=["self"]).get(pk=contact.pk)
            if other := self.standing().filter(contact=contact).first():
                raise ValidationError(f"O contato já tem o pedido {other.number}. O que for vendido a mais entra nele como excedente.", code="sold")  # fmt: skip
        if version and (other := self.standing().filter(version=version).first()):
            raise ValidationError(f"A proposta já virou o pedido {other.number}.", code="sold")
        separate = more and SalesRules.current().sells_surplus
        order = self.create(number=Counter.next("pedido"), person=person, version=version, contact=contact, lead=lead, made_by=by, **({"id": key} if key else {}))  # fmt: skip
        order.contract_for(lines if separate else lines + more)
        if separate:
            order.add_surplus(more, by=by)
        order.note_sale(by=by)
        return order


class Order(UnitModel):
    """Pedido: what a person bought or rented, out of a proposal or of items entered, with its contracts."""

    number = models.PositiveIntegerField("número", unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="orders", verbose_name="pessoa")
    lead = models.ForeignKey(Lead, models.SET_NULL, null=True, blank=True, related_name="orders", verbose_name="lead")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="orders", verbose_name="contato")
    version = models.ForeignKey(ProposalVersion, models.SET_NULL, null=True, blank=True, related_name="orders", verbose_name="proposta")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    made_at = models.DateTimeField("feito em", default=timezone.now)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    removed_at = models.DateTimeField("excluído em", null=True)
    removal_reason = models.CharField("motivo da exclusão", max_length=300, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = "pedido"
        ordering = ["-number"]
        indexes = [models.Index(fields=["-number"], condition=Q(removed_at=None), name="order_standing")]
        constraints = [
            models.UniqueConstraint(fields=["contact"], condition=Q(removed_at=None), name="one_order_a_contact"),
            models.UniqueConstraint(fields=["version"], condition=Q(removed_at=None), name="one_order_a_proposal"),
            models.CheckConstraint(
                condition=Q(removed_by=None, removed_at=None, removal_reason="") | Q(removed_at__isnull=False, removed_by__isnull=False) & ~Q(removal_reason=""),
                name="order_removed_with_reason",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"Pedido {self.number}"

    @property
    def address(self):
        return f"/pedidos/{self.number}/"

    @property
    def is_removed(self):
        return self.removed_at is not None

    @property
    def contracts_with_items(self):
        return self.contracts.prefetch_related(models.Prefetch("items", OrderItem.objects.select_related("product")))

    @property
    def totals(self):
        return total([item for contract in self.contracts_with_items for item in contract.items.all()])

    def contract_for(self, lines, *, charge="", is_surplus=False, key=None):
        keys = {"id": key} if key else {}
        contract = self.contracts.create(number=Counter.next("contrato"), is_surplus=is_surplus, charge=charge, **keys)
        for position, line in enumerate(lines):
            line.contract, line.position = contract, position
        OrderItem.objects.bulk_create(lines)
        return contract

    @transaction.atomic
    def add_surplus(self, lines, *, by, key=None):
        """New products sold in the same contact after the sale: a separate contract, by the charge type of the unit (BIM-16..18).

        A form sent twice, with the same `key`, is one contract.
        """
        rules = SalesRules.current()
        if not rules.sells_surplus:
            raise ValidationError(ROUTINE_OFF, code="routine_off")
        if not lines:
            raise ValidationError("Inclua ao menos um produto.")
        held = Order.objects.select_for_update(of=["self"]).get(pk=self.pk)
        if held.is_removed:
            raise ValidationError("O pedido foi excluído.")
        if key and (first := self.contracts.filter(pk=key).first()):
            return first
        contract = self.contract_for(lines, charge=rules.surplus_charge, is_surplus=True, key=key)
        self.record("order.surplus", by=by, contract=contract.number)
        return contract

    @transaction.atomic
    def remove(self, *, by, reason):
        """Deleted on somebody's word; it stays to be seen with who, when and why, and those who are to know get an e-mail (BIM-65)."""
        if not reason.strip():
            raise ValidationError({"reason": "Escreva o motivo da exclusão."})
        gone = Order.objects.standing().filter(pk=self.pk).update(removed_by=by, removed_at=timezone.now(), removal_reason=reason.strip())
        self.refresh_from_db(fields=["removed_by", "removed_at", "removal_reason"])
        if not gone:
            raise ValidationError(f"O pedido já foi excluído por {self.removed_by}.")
        self.record("order.removed", by=by, reason=reason.strip())
        watching.tell(self, f"{self.person}: pedido {self.number} excluído", reason, by=by, key=f"pedido:{self.pk}:x")
        self._mail_removal(by, reason.strip())

    def note_sale(self, *, by):
        if self.version:
            self.version.proposal.record("pedido_feito", by=by, version=self.version, words=str(self))
            waiting.clear(self.version.proposal)
        self.record("order.made", by=by)
        watching.tell(self, f"{self.person}: pedido {self.number}", "", by=by, key=f"pedido:{self.pk}")

    def record(self, kind, *, by, **details):
        if self.lead_id:
            self.lead.journey.record(kind, by=by, order=self.number, **details)

    def _mail_removal(self, by, reason):
        unit = connection.tenant
        link = settings.PUBLIC_URL + unit_url(unit, "order", self.number)
        lines = [
            f"O pedido {self.number}, de {self.person}, foi excluído.", "", f"Por: {by}", f"Motivo: {reason}",
            f"Valor: {formats.brl(self.totals.at_once)} à vista, {formats.brl(self.totals.monthly)} por mês", "", link, "", "Purifikar",
        ]  # fmt: skip
        for person in OrderWatcher.people():
            Mail.objects.write(to=person.email, subject=f"Pedido {self.number} excluído: {self.person}", text="\n".join(lines), kind="pedido_excluido", unit=unit, repeatable=True)  # fmt: skip


class Contract(UnitModel):
    """Contrato of an order: of the sale itself, or of a surplus sold in the same contact (BIM-17)."""

    number = models.PositiveIntegerField("número", unique=True)
    order = models.ForeignKey(Order, models.CASCADE, related_name="contracts", verbose_name="pedido")
    is_surplus = models.BooleanField("excedente", default=False)
    charge = models.CharField("tipo de movimento de cobrança", max_length=60, blank=True)
    made_at = models.DateTimeField("feito em", default=timezone.now)

    class Meta:
        verbose_name = "contrato"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(is_surplus=False), name="one_main_contract"),
            models.CheckConstraint(condition=Q(is_surplus=False) | ~Q(charge=""), name="surplus_names_its_charge"),
        ]

    def __str__(self):
        return f"Contrato {self.number}"

    @property
    def totals(self):
        return total(self.items.all())


class OrderItem(Line):
    """A line of an order, as it was sold."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="items")

    class Meta(Line.Meta):
        verbose_name = "item do pedido"

    @classmethod
    def of_version(cls, version):
        return [cls(**item.facts) for item in version.lines]

    @classmethod
    def at_price(cls, price, *, quantity, discount=NOTHING):
        """At the price of the table and with the best promotion of the day; unsaved."""
        line = cls(
            product=price.product, plan=price.plan, term_months=price.term_months, quantity=quantity, unit_price=price.amount,
            installation=price.installation, discount_percent=discount,
        )  # fmt: skip
        if promotion := Promotion.objects.best_for(line):
            line.promotion_name, line.promotion_amount = promotion.name, promotion.reduction_of(line)
        return line
