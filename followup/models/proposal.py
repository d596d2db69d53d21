from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from followup import waiting, watching
from leads.models import Lead, Person
from purifikar.db.models import UnitModel, UnitQuerySet
from purifikar.lib import formats
from tenants.models import Notice
from tenants.roles import Permission
from workflow.models import Counter

from .contact import Contact, keys_of_visible_people, visible_people
from .proposal_text import ProposalTemplate
from .sales_rules import SalesRules


class NotNow(ValidationError):
    """The proposal is past the point at which that could be done, or not there yet; the message says why."""


class ProposalQuerySet(UnitQuerySet):
    def visible_to(self, member):
        """All for whoever sees all leads; else one's own, and those of the people whom one treats (FOL-16)."""
        if member.may(Permission.LEAD_SEE_ALL):
            return self
        mine = [self.model.objects.filter(**{name: member.user}).order_by().values("pk") for name in ("owner", "made_by")]
        people = keys_of_visible_people(member)
        return self.filter(pk__in=mine[0].union(mine[1], self.model.objects.filter(person__in=people).order_by().values("pk")))

    def seen_by(self, member):
        """The same asked of each row: of one person, or found by its number."""
        if member.may(Permission.LEAD_SEE_ALL):
            return self
        return self.filter(Q(owner=member.user) | Q(made_by=member.user) | Exists(visible_people(member).filter(pk=OuterRef("person"))))

    def with_desk(self):
        return self.select_related("person", "lead__journey__stage", "contact", "owner", "made_by")

    def sent_with(self, key, *, by):
        """The one that the same person made already with this receipt: a form sent twice is one proposal."""
        return self.filter(pk=key, made_by=by).first() if key else None

    def in_play(self):
        """Those that are worked on, offered, or accepted and not sold yet."""
        going = apps.get_model("followup", "ProposalVersion").objects.in_play()
        return self.filter(pk__in=going.order_by().values("proposal"))

    @transaction.atomic
    def hand_over(self, giver, taker, *, by, why):
        """Those of these that are in play and `giver`'s are `taker`'s from now on, with what waits of them in his day."""
        keys = list(self.in_play().filter(owner=giver).values_list("pk", flat=True))
        moved = self.model.objects.filter(pk__in=keys)
        waiting.hand(list(moved.values_list("versions", flat=True)), giver, taker)
        moved.update(owner=taker)
        words = f"de {giver} para {taker} · {why}"[:400]
        ProposalEvent.objects.bulk_create(
            (ProposalEvent(proposal_id=key, what=ProposalEvent.What.HANDED, by=by, words=words) for key in keys), batch_size=1000
        )

    @transaction.atomic
    def begin(self, person, *, by, lead=None, contact=None, owner=None, template=None, key=None):
        """A new proposal with its first version: the texts of the template, the data of today, no item yet."""
        contact_lead = contact.lead if contact else None
        proposal = self.create(
            number=Counter.next("proposta"), person=person, lead=lead or contact_lead, contact=contact, owner=owner or by, made_by=by,
            **({"id": key} if key else {}),
        )  # fmt: skip
        version = proposal.versions.create(number=1, is_current=True, valid_until=proposal.usual_validity(), made_by=by)
        version.furnish(template or ProposalTemplate.objects.usual())
        proposal.record("criada", by=by, version=version)
        return proposal


class Proposal(UnitModel):
    """What the unit offers a person, in one or more versions (BIM-49)."""

    number = models.PositiveIntegerField("número", unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="proposals", verbose_name="pessoa")
    lead = models.ForeignKey(Lead, models.SET_NULL, null=True, blank=True, related_name="proposals", verbose_name="lead")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="proposals", verbose_name="contato")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+", verbose_name="responsável")  # fmt: skip
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    made_at = models.DateTimeField("feita em", default=timezone.now)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "proposta"
        ordering = ["-number"]

    def __str__(self):
        return f"Proposta {self.number}"

    @property
    def address(self):
        return f"/propostas/{self.number}/"

    @property
    def current(self):
        """The version that is worked on, or was sent last."""
        return self.versions.get(is_current=True)

    @property
    def accepted(self):
        return self.versions.accepted().first()

    @property
    def offered(self):
        """The version that the customer has and may still answer, whatever is being written meanwhile."""
        return self.versions.offered().first()

    def usual_validity(self):
        return timezone.localdate() + timedelta(days=SalesRules.current().valid_days)

    def hold(self):
        """Held until this deed is done: the customer's answer and what we do at the same moment come one after the other."""
        Proposal.objects.select_for_update(no_key=True).get(pk=self.pk)

    @transaction.atomic
    def renew(self, *, by):
        """One more version, a copy of the current one to go on working on; the one that was sent stays as it is."""
        self.hold()
        before = self.current
        if before.is_draft:
            raise NotNow("A versão atual ainda é um rascunho: mude-a.")
        if self.accepted:
            raise NotNow("O cliente já aceitou esta proposta. Para vender mais, faça outra.")
        before.is_current = False
        before.save(update_fields=["is_current"])
        after = self.versions.create(number=before.number + 1, is_current=True, valid_until=self.usual_validity(), made_by=by, facts=before.facts, template=before.template)  # fmt: skip
        after.copy_from(before)
        self.record("versao", by=by, version=after)
        return after

    def record(self, what, *, by=None, version=None, words="", name="", origin=None, key=None):
        """Into the proposal's history; on its lead's history too (ONE timeline for whoever reads the lead)."""
        keys = {"id": key} if key else {}
        event = self.events.create(what=what, by=by, version_number=version.number if version else None, words=words[:400], name=name[:80], origin=origin, **keys)  # fmt: skip
        if self.lead_id:
            self.lead.journey.record(
                f"proposal.{what}", by=by, proposal=self.number, version=event.version_number, words=event.words, name=event.name
            )
        return event

    def tell(self, people, title, words, *, key):
        people = watching.still_here(people)
        Notice.objects.tell(people, kind=Notice.Kind.RECEIVED, title=title, text=words, key=f"proposta:{key}", unit=connection.tenant, address=self.address)  # fmt: skip


class ProposalEvent(UnitModel):
    """Something that happened to a proposal: by one of us, or by the customer with the name that he typed and where he came from."""

    class What(models.TextChoices):
        MADE = "criada", "proposta criada"
        VERSION = "versao", "nova versão"
        REFRESHED = "dados", "dados atualizados"
        ASKED = "pedido", "aprovação do desconto pedida"
        GRANTED = "aprovada", "desconto aprovado"
        DENIED = "negada", "desconto não aprovado"
        SENT = "enviada", "enviada"
        VIEWED = "vista", "vista pelo cliente"
        ACCEPTED = "aceita", "aceita"
        REFUSED = "recusada", "recusada"
        WITHDRAWN = "retirada", "retirada"
        ORDERED = "pedido_feito", "pedido registrado"
        HANDED = "passada", "passada a outro responsável"

    ICONS = {
        "criada": "plus", "versao": "copy", "dados": "rotate-ccw", "pedido": "hand-helping", "aprovada": "circle-check", "negada": "x",
        "enviada": "send", "vista": "eye", "aceita": "circle-check", "recusada": "x", "retirada": "archive", "pedido_feito": "clipboard-list",
        "passada": "arrow-left-right",
    }  # fmt: skip

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="events", db_index=False)
    version_number = models.PositiveSmallIntegerField("versão", null=True)
    what = models.CharField("o que houve", max_length=12, choices=What)
    words = models.CharField("palavras", max_length=400, blank=True)
    name = models.CharField("nome escrito pelo cliente", max_length=80, blank=True)
    origin = models.GenericIPAddressField("endereço de origem", null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    at = models.DateTimeField("quando", default=timezone.now)

    class Meta:
        verbose_name = "história da proposta"
        ordering = ["-id"]
        indexes = [models.Index(fields=["proposal", "-id"], name="proposal_event_of")]

    def __str__(self):
        return self.get_what_display()

    @property
    def icon(self):
        return self.ICONS[self.what]

    @property
    def at_words(self):
        return formats.full_moment(timezone.localtime(self.at))
