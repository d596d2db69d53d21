"""Whom a mailing may go to: people by where they live, where they came from, where they stand and what they bought (BIM-54)."""

from datetime import timedelta
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.utils import timezone

from followup.models import Contact, Order, OrderItem, Product
from followup.models.contact import keys_of_visible_people
from followup.models.mailing import MOST
from leads.filters import LeadFilter
from leads.models import Address, Consent, Lead, Person
from purifikar.lib.keyset import page_of
from tenants.roles import Permission
from workflow.models import Stage

SHOWN = 100
NAMES = ("bairro", "cidade", "origem", "etapa", "resultado", "produto", "dias", "pedido", "aceita")
RESULTS = {"ganho": ("Fechou a venda", Stage.Ends.WON), "perdido": ("Não comprou", Stage.Ends.LOST)}
ORDERS = {"com": "Com pedido", "sem": "Sem pedido"}
DAYS = {
    "30": "há mais de 30 dias",
    "60": "há mais de 60 dias",
    "90": "há mais de 90 dias",
    "180": "há mais de 6 meses",
    "365": "há mais de 1 ano",
}


def people_of(member):
    """To whom this person may send: all whom he may see."""
    if member.may(Permission.LEAD_SEE_ALL):
        return Person.objects.all()
    return Person.objects.filter(pk__in=keys_of_visible_people(member))


class PersonFilter:
    """What the address asks for; a value that means nothing filters nothing. Only people whom the member may see."""

    def __init__(self, params, *, member, unit):
        self.member, self.params = member, params
        self.given = {name: value for name in NAMES if (value := params.get(name, "").strip()[:80].replace("\0", ""))}
        self._leads = LeadFilter({}, member=member, unit=unit)

    def get(self, name):
        return self.given.get(name, "")

    @property
    def query(self):
        return urlencode(self.given)

    @cached_property
    def products(self):
        return list(Product.objects.order_by("name"))

    @property
    def sources(self):
        return self._leads.sources

    @property
    def stages(self):
        return self._leads.stages

    results, orders, days = RESULTS, ORDERS, DAYS

    @cached_property
    def people(self):
        people = people_of(self.member).known().filter(merged_into=None)
        for keys in self._keys:
            people = people.filter(pk__in=keys)
        if days := self.get("dias") in DAYS and int(self.get("dias")):
            since = timezone.localdate() - timedelta(days=days)
            people = people.filter(~Exists(Contact.objects.filter(person=OuterRef("pk"), contacted_on__gt=since)))
        if self.get("pedido") == "sem":
            people = people.filter(~Exists(Order.objects.standing().filter(person=OuterRef("pk"))))
        return people

    @property
    def _keys(self):
        """Of each filter the people's keys, as a query of one column."""
        if self.get("bairro"):
            yield Address.objects.filter(district__iexact=self.get("bairro")).order_by().values("person")
        if self.get("cidade"):
            yield Address.objects.filter(city__iexact=self.get("cidade")).order_by().values("person")
        leads = Lead.objects.visible_to(self.member).order_by()
        if source := next((each for each in self.sources if each.slug == self.get("origem")), None) if self.get("origem") else None:
            yield leads.filter(source=source.key).values("person")
        if stage := next((each for each in self.stages if each.slug == self.get("etapa")), None) if self.get("etapa") else None:
            yield leads.running().filter(journey__stage__slug=stage.slug).values("person")
        if self.get("resultado") in RESULTS:
            yield leads.filter(journey__result=RESULTS[self.get("resultado")][1]).values("person")
        if product := next((each for each in self.products if str(each.pk) == self.get("produto")), None) if self.get("produto") else None:
            sold = OrderItem.objects.filter(product=product, contract__order__removed_at=None)
            yield sold.order_by().values("contract__order__person")
        if self.get("pedido") == "com":
            yield Order.objects.standing().order_by().values("person")
        if self.get("aceita"):
            yield Consent.objects.filter(use=Consent.Use.EMAIL, revoked_at=None).order_by().values("person")

    @cached_property
    def count(self):
        """How many, up to one more than a mailing takes."""
        return self.people.order_by()[: MOST + 1].count()

    @property
    def is_too_many(self):
        return self.count > MOST

    @cached_property
    def page(self):
        last = Contact.objects.filter(person=OuterRef("pk")).order_by("-contacted_on").values("contacted_on")[:1]
        return page_of(
            self.people.annotate(last_on=last).prefetch_related("emails", "addresses"), self.params, order=("-number",), size=SHOWN
        )

    @property
    def in_words(self):
        """For the mailing's own page, without anybody's name."""
        said = [self.get("bairro"), self.get("cidade")]
        said += [each.name for each in self.sources if self.get("origem") and each.slug == self.get("origem")]
        said += [each.name for each in self.stages if self.get("etapa") and each.slug == self.get("etapa")]
        said += [RESULTS[self.get("resultado")][0]] if self.get("resultado") in RESULTS else []
        said += [each.name for each in self.products if self.get("produto") and str(each.pk) == self.get("produto")]
        said += [f"último contato {DAYS[self.get('dias')]}"] if self.get("dias") in DAYS else []
        said += [ORDERS[self.get("pedido")].lower()] if self.get("pedido") in ORDERS else []
        said += ["aceita e-mails"] if self.get("aceita") else []
        return " · ".join(filter(None, said))[:300] or "todas as pessoas"
