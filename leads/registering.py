"""How somebody registers a lead by hand: which channels and sellers he may choose, who holds it, who was there before."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import transaction

from leads.finding import people_with
from leads.models import Lead, Person, Source
from purifikar.lib.postcodes import complete
from purifikar.lib.taxpayer import normal_number
from tenants.models import Centre, Membership
from tenants.roles import Permission
from workflow.beginnings import may_begin
from workflow.models import Stage

WEB, FLOW = Source.Channel.WEB, Source.Channel.FLOW


@dataclass(frozen=True)
class Known:
    """Somebody in the base already, as whoever registers may see him: the open lead's holder and date, a link if it is his to see."""

    person: Person
    holder: str
    since: datetime
    lead: int | None
    is_visible: bool


@dataclass(frozen=True)
class CompanyFacts:
    """What a registration says of a company besides its name and phone (BIM-74)."""

    cnpj: str = ""
    email: str = ""
    place: dict = field(default_factory=dict)
    origin: str = ""

    @property
    def person(self):
        """As a new person has them; whoever has a CNPJ is a company."""
        facts = {"cnpj": self.cnpj, "kind": Person.Kind.PJ} if self.cnpj else {}
        return facts | ({"emails": [self.email]} if self.email else {}) | ({"data_origin": self.origin} if self.origin else {})

    def complete(self, person):
        """What somebody known lacks of them; what is known of him stays."""
        if self.cnpj and not person.cnpj:
            person.cnpj = self.cnpj
            person.save(update_fields=["cnpj"])
        if self.email:
            person.add_email(self.email)
        person.note_search()


class Desk:
    """A person at his place in a unit, about to register a lead (PUR-21, FOL-19, FOL-20, FOL-22, FOL-28)."""

    def __init__(self, unit, member, *, last_source=""):
        self.unit, self.member, self.last_source = unit, member, last_source

    @cached_property
    def _beginnings(self):
        return Stage.objects.beginnings_of(self.unit.process)

    @cached_property
    def channels(self):
        """The kinds of lead he may bring, the likelier first: who sells in the shop brings walk-ins."""
        channels = [WEB]
        if self.takes_flow and self._brings_flow:
            channels.insert(0 if self.member.get_role().sells or self.directs else 1, FLOW)
        return channels

    @property
    def takes_flow(self):
        """The process has a beginning for walk-ins, and where the store flow must be switched on, it is (FOL-24)."""
        if self._flow_beginning is None:
            return False
        return self.unit.has_store_flow or not self.unit.process_has_store_flow

    @property
    def _flow_beginning(self):
        return next((stage for stage in self._beginnings if stage.channel == Stage.Channel.FLOW), None)

    @property
    def _brings_flow(self):
        """Sellers of the shop, attendants each by his own switch, and who receives people at the counter for them (FOL-19, FOL-28)."""
        return self.directs or may_begin(self.member, self._flow_beginning)

    @property
    def directs(self):
        """Registers for others and says who gets it: Recepção and whoever looks after the unit's counter (FOL-20, FOL-32)."""
        return self.member.unit_id is not None and not self.member.get_role().sells and self.member.may(Permission.LEAD_SEE_ALL)

    def same(self, *, phones=(), emails=(), cpf="", cnpj=""):
        """Who has that phone, e-mail or number already."""
        one = [next(iter(values), "") for values in (phones, emails)]
        return self.tell_known(people_with(phone=one[0], email=one[1], cpf=normal_number(cpf), cnpj=normal_number(cnpj))[:4])

    def alike(self, name, district, *, but=()):
        """Whose name is much the same, of this neighbourhood first."""
        known = {each.person.pk for each in but}
        return self.tell_known([person for person in Person.objects.known().named_like(name, district) if person.pk not in known])

    def tell_known(self, people):
        people = list(people)
        if not people:
            return []
        leads = Lead.objects.filter(person__in=people).select_related("journey__holder").order_by("journey__ended_at", "number")
        by_person = {}
        for lead in leads:
            if lead.person_id not in by_person or lead.is_running:
                by_person[lead.person_id] = lead
        visible = set(Person.objects.seen_by(self.member).filter(pk__in=[person.pk for person in people]).values_list("pk", flat=True))
        return [self._known(person, by_person.get(person.pk), person.pk in visible) for person in people]

    @staticmethod
    def _known(person, lead, is_visible):
        if lead is None or not lead.is_running:
            return Known(person, "", person.created_at, None, is_visible)
        return Known(person, str(lead.journey.holder or "a fila"), lead.created_at, lead.number, is_visible)

    @transaction.atomic(savepoint=False)
    def register(
        self, *, name, phone, key=None, person=None, channel="", seller=None, source=None, postcode="", note="", company=None, **facts
    ):
        """The person, unless it is one known, and his lead. The same receipt twice is one lead."""
        if done := Lead.objects.sent_with(key, by=self.member.user):
            return done
        channel = self._channel(channel)
        company = company or CompanyFacts()
        place = {"postcode": postcode, "district": facts.get("district", ""), **company.place}
        address = complete(place) if any(place.values()) else None
        if person is None:
            told = {"data_origin": f"Cadastro de {self.member.user}", **company.person}
            person = Person.objects.register(name=name, phones=[phone], address=address, by=self.member.user, with_lead=True, **told)
        else:
            self._complete(person, address, company)
        stage = self._beginning(channel)
        return Lead.objects.take_in(
            person, source=source or Source.objects.usual(channel), by=self.member.user, channel=channel, key=key, note=note,
            beginning=stage, seller=self._seller(seller), holder=self._holder(seller, stage), **facts,
        )  # fmt: skip

    @staticmethod
    def _complete(person, address, company):
        if address and person.address is None:
            person.addresses.create(**address)
            person.note_search()
        if company.cnpj or company.email:
            company.complete(person)

    def _channel(self, wished):
        channel = wished or self.channels[0]
        if channel not in self.channels:
            raise ValidationError({"channel": "Você não registra leads deste canal nesta unidade."})
        return channel

    def _beginning(self, channel):
        return next(stage for stage in self._beginnings if stage.channel in ("", channel))

    def _seller(self, directed):
        if directed:
            return directed.user
        return self.member.user if self.member.get_role().sells else None

    def _holder(self, directed, stage):
        """Whoever is in the first stage's centre keeps what he registers or is directed to; else the stage picks (PUR-21)."""
        member = directed or self.member
        if directed is None and self.directs:
            return None
        centre = Centre.objects.filter(pk=stage.centre).first()
        works_there = centre is not None and Membership.objects.filter(pk=member.pk, pk__in=centre.people(self.unit).values("pk")).exists()
        return member.user if works_there else None
