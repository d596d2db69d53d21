import secrets
from datetime import datetime, time, timedelta
from functools import cached_property

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils import timezone

from followup import placeholders, rich_text, waiting
from followup.money import NOTHING, total
from purifikar.db.models import UnitModel
from workflow.models import UnitFile

from .price import PriceTable, Promotion
from .proposal import NotNow, Proposal
from .proposal_item import ProposalItem, fingerprint
from .proposal_text import ProposalTemplate, TextBlock
from .sales_rules import SalesRules
from .version_queryset import VersionQuerySet, signed


class ProposalVersion(UnitModel):
    """A proposal as it was at one time. As long as it is a draft it is worked on; what was sent is never changed."""

    class State(models.TextChoices):
        DRAFT = "rascunho", "rascunho"
        WAITING = "aprovacao", "espera aprovação"
        SENT = "enviada", "enviada"
        ACCEPTED = "aceita", "aceita"
        REFUSED = "recusada", "recusada"
        REPLACED = "substituida", "substituída"
        WITHDRAWN = "retirada", "retirada"

    TONES = {"rascunho": "internal", "aprovacao": "today", "enviada": "open", "vista": "open", "vencida": "late", "aceita": "good"}
    LOOKS = [("rascunho", "rascunho"), ("aprovacao", "espera aprovação"), ("enviada", "enviada"), ("vista", "vista"), ("vencida", "vencida"),
             ("aceita", "aceita"), ("recusada", "recusada"), ("retirada", "retirada")]  # fmt: skip

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField("versão", default=1)
    is_current = models.BooleanField(default=False)
    state = models.CharField("situação", max_length=12, choices=State, default=State.DRAFT)
    valid_until = models.DateField("vale até")
    template = models.ForeignKey(ProposalTemplate, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="modelo")
    facts = models.JSONField("dados na proposta", default=dict)
    facts_at = models.DateTimeField("dados de", default=timezone.now)
    once = models.DecimalField("total à vista", max_digits=12, decimal_places=2, default=NOTHING)
    monthly = models.DecimalField("total por mês", max_digits=12, decimal_places=2, default=NOTHING)
    approved_up_to = models.DecimalField("desconto aprovado até (%)", max_digits=5, decimal_places=2, null=True)
    logo = models.ForeignKey(UnitFile, models.SET_NULL, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    sent_at = models.DateTimeField("enviada em", null=True)
    link_key = models.CharField(max_length=32, null=True, unique=True)
    link_until = models.DateTimeField("endereço vale até", null=True)
    viewed_at = models.DateTimeField("vista em", null=True)
    answered_at = models.DateTimeField("respondida em", null=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = "versão da proposta"
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["-id"], condition=Q(is_current=True), name="proposal_current"),
            models.Index(fields=["state", "-id"], condition=Q(is_current=True), name="proposal_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="proposal_version_once"),
            models.UniqueConstraint(fields=["proposal"], condition=Q(is_current=True), name="one_current_version"),
            models.UniqueConstraint(fields=["proposal"], condition=Q(state="aceita"), name="one_accepted_version"),
            models.CheckConstraint(
                condition=~Q(state__in=["enviada", "aceita", "recusada"]) | Q(sent_at__isnull=False, link_key__isnull=False),
                name="sent_version_has_link",
            ),
        ]

    def __str__(self):
        return self.code

    @property
    def code(self):
        return f"{self.proposal.number}/{self.number}"

    # --- what it is ---------------------------------------------------------------------------------------------------

    @property
    def is_draft(self):
        return self.state == self.State.DRAFT

    @property
    def is_expired(self):
        return self.valid_until < timezone.localdate()

    @property
    def look(self):
        """Its state as people speak of it: what was sent may have been seen meanwhile, or have run out."""
        if self.state != self.State.SENT:
            return self.state
        return "vencida" if self.is_expired else "vista" if self.viewed_at else "enviada"

    @property
    def look_words(self):
        return dict(self.LOOKS).get(self.look, self.get_state_display())

    @property
    def tone(self):
        return self.TONES.get(self.look, "closed")

    @property
    def awaits_answer(self):
        return self.state == self.State.SENT and not self.is_expired

    @cached_property
    def lines(self):
        return list(self.items.select_related("product__picture", "promotion"))

    @property
    def totals(self):
        return total(self.lines)

    @property
    def discount(self):
        """The highest discount given by hand; promotions need nobody's leave."""
        return max((line.discount_percent for line in self.lines), default=NOTHING)

    @property
    def fingerprint(self):
        return fingerprint(self.lines)

    @property
    def needs_approval(self):
        return self.discount > max(SalesRules.current().discount_limit, self.approved_up_to or NOTHING)

    @cached_property
    def blocks(self):
        """[(text, its safe HTML)], the empty ones left out."""
        values = placeholders.values_of(self)
        shown = [(text, rich_text.render(text.body, values)) for text in self.texts.all()]
        return [(text, html) for text, html in shown if text.body.strip()]

    # --- while it is a draft ------------------------------------------------------------------------------------------

    def furnish(self, template):
        """The template's texts and the data of today."""
        self.template = template if not template._state.adding else None
        self._take_facts()
        self.save(update_fields=["template", "facts", "facts_at"])
        self._take_texts(template)

    def copy_from(self, other):
        ProposalItem.objects.bulk_create(
            [ProposalItem(version=self, position=item.position, promotion=item.promotion, **item.facts) for item in other.lines]
        )
        TextBlock.objects.bulk_create([
            TextBlock(version=self, position=text.position, slug=text.slug, title=text.title, body=text.body, is_edited=text.is_edited)
            for text in other.texts.all()
        ])  # fmt: skip
        self.recount()

    @transaction.atomic
    def add(self, price, *, quantity=1, discount=NOTHING):
        """One more line, at the price of the table and with the best promotion of the day."""
        self._hold_draft()
        item = ProposalItem(version=self, position=len(self.lines), quantity=quantity, discount_percent=discount)
        item.product_id = price.product_id
        item.price_by(price, timezone.localdate())
        item.save(force_insert=True)
        self._forget_approval()
        self.recount()
        return item

    @transaction.atomic
    def change_item(self, item, *, quantity, discount):
        """Another quantity or discount; the promotion may fit now, or no more."""
        self._hold_draft()
        if (item.quantity, item.discount_percent) != (quantity, discount):
            self._forget_approval()
        item.quantity, item.discount_percent = quantity, discount
        item.promotion = Promotion.objects.best_for(item, timezone.localdate())
        item.promotion_name = item.promotion.name if item.promotion else ""
        item.promotion_amount = item.promotion.reduction_of(item) if item.promotion else NOTHING
        item.save(update_fields=["quantity", "discount_percent", "promotion", "promotion_name", "promotion_amount"])
        self.recount()

    @transaction.atomic
    def remove_item(self, item):
        self._hold_draft()
        self._forget_approval()
        item.delete()
        self.recount()

    @transaction.atomic
    def write(self, text, body):
        """Somebody's own words: from now on a refresh leaves them alone."""
        self._hold_draft()
        text.body, text.is_edited = body, True
        text.save(update_fields=["body", "is_edited"])

    @transaction.atomic
    def restore(self, text):
        """The template's words again."""
        self._hold_draft()
        words = next((block for block in self._template_blocks() if block["slug"] == text.slug), None)
        if words is None:
            raise NotNow("O modelo não tem mais este texto.")
        text.title, text.body, text.is_edited = words["title"], words["body"], False
        text.save(update_fields=["title", "body", "is_edited"])

    @transaction.atomic
    def set_validity(self, day):
        self._hold_draft()
        if day < timezone.localdate():
            raise ValidationError({"valid_until": "Escolha um dia que ainda não passou."})
        self.valid_until = day
        self.save(update_fields=["valid_until"])

    @transaction.atomic
    def refresh(self, *, by):
        """The data, prices and promotions of today, and the template's texts; what somebody wrote by hand stays (field note 13).

        Gives the lines whose product has no price in the table in force: they keep the one they had.
        """
        self._hold_draft()
        before = self.fingerprint
        self._take_facts()
        without = self._reprice()
        if self.fingerprint != before:
            self._forget_approval()
        if self.is_expired:
            self.valid_until = self.proposal.usual_validity()
        self.save(update_fields=["facts", "facts_at", "valid_until"])
        self._take_texts(self.template or ProposalTemplate.objects.usual())
        self.recount()
        self.proposal.record("dados", by=by, version=self)
        return without

    def recount(self):
        self.forget()
        totals = self.totals
        self.once, self.monthly = totals.at_once, totals.monthly
        self.save(update_fields=["once", "monthly"])

    def forget(self):
        """What was read of its lines and texts is read anew."""
        for name in ("lines", "blocks"):
            self.__dict__.pop(name, None)

    # --- out of the house ---------------------------------------------------------------------------------------------

    @transaction.atomic
    def send(self, *, by, how="", key=None):
        """Out to the customer: from now on it is as it is, its link opens, and the version sent before opens nothing any more."""
        self.proposal.hold()
        self._hold_draft()
        if not self.lines:
            raise NotNow("Inclua ao menos um produto antes de enviar.")
        if self.is_expired:
            raise NotNow("A validade já passou. Escolha outro dia antes de enviar.")
        if self.needs_approval:
            raise NotNow("O desconto passa do limite e precisa da aprovação do Gerente.")
        now = timezone.now()
        self.proposal.versions.filter(state=self.State.SENT).update(state=self.State.REPLACED)
        self.state, self.sent_by, self.sent_at = self.State.SENT, by, now
        self.facts = {**self.facts, "proposta.data": placeholders.today_in_words()}
        self.logo = SalesRules.current().logo
        self.link_key, self.link_until = secrets.token_urlsafe(16), self._end_of(self.valid_until)
        self.save(update_fields=["state", "sent_by", "sent_at", "facts", "logo", "link_key", "link_until"])
        self.forget()
        self.proposal.record("enviada", by=by, version=self, words=how, key=key)

    @transaction.atomic
    def withdraw(self, *, by, reason=""):
        """Not offered any more: neither this version nor the one that the customer still has; no link opens anything."""
        self.proposal.hold()
        going = [self.State.DRAFT, self.State.WAITING, self.State.SENT, self.State.REFUSED]
        if not ProposalVersion.objects.filter(pk=self.pk, state__in=going).update(state=self.State.WITHDRAWN):
            raise NotNow("Esta proposta já foi aceita ou retirada.")
        self.proposal.versions.filter(state=self.State.SENT).update(state=self.State.WITHDRAWN)
        self.refresh_from_db(fields=["state"])
        waiting.clear(self.proposal)
        self.proposal.record("retirada", by=by, version=self, words=reason)

    @property
    def token(self):
        """What stands in the address of the customer's page: a secret of the version's own, signed."""
        return signed.sign(self.link_key) if self.link_key else ""

    @property
    def opens(self):
        """Whether the link shows the proposal: also after the answer, until it runs out."""
        shown = (self.State.SENT, self.State.ACCEPTED, self.State.REFUSED)
        return self.state in shown and self.link_until is not None and timezone.now() < self.link_until

    # ------------------------------------------------------------------------------------------------------------------

    def _hold_draft(self):
        """The row held until this deed is done. Raises NotNow for one that is not a draft any more."""
        held = ProposalVersion.objects.select_for_update(of=["self"]).get(pk=self.pk)
        self.state = held.state
        if self.state == self.State.WAITING:
            raise NotNow("O desconto espera a aprovação do Gerente. Retire o pedido para mudar a proposta.")
        if not self.is_draft:
            raise NotNow("Esta versão já foi enviada e não muda mais. Faça uma nova versão.")

    def _forget_approval(self):
        """A discount was approved for the lines as they were read; other lines are asked for anew."""
        self.approved_up_to = None
        self.save(update_fields=["approved_up_to"])

    def _take_facts(self):
        person = self.proposal.person
        self.facts, self.facts_at = placeholders.facts_of(person, connection.tenant, self.proposal.owner), timezone.now()

    def _reprice(self):
        today = timezone.localdate()
        table = PriceTable.objects.in_force(today)
        prices = table.prices.select_related("product") if table else []
        known = {(price.product_id, price.plan, price.term_months): price for price in prices}
        without = []
        for item in self.lines:
            price = known.get((item.product_id, item.plan, item.term_months))
            if price is None:
                without.append(item)
                continue
            item.price_by(price, today)
            item.save()
        return without

    def _template_blocks(self):
        return (self.template or ProposalTemplate.objects.usual()).blocks

    def _take_texts(self, template):
        mine = {text.slug: text for text in self.texts.all()}
        for position, block in enumerate(template.blocks):
            text = mine.pop(block["slug"], None)
            if text is None:
                self.texts.create(position=position, **block)
            elif not text.is_edited:
                text.position, text.title, text.body = position, block["title"], block["body"]
                text.save(update_fields=["position", "title", "body"])
        self.texts.filter(slug__in=mine, is_edited=False).delete()
        self.forget()

    @staticmethod
    def _end_of(day):
        return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
