"""Somebody who comes in by a door from outside: who he is among the people known, what he allowed, and his lead."""

import json
from dataclasses import asdict, dataclass

from django.db import connection

from leads.finding import people_with
from leads.models import Consent, Email, Lead, Person, Phone
from purifikar.db.adding import add
from purifikar.db.locks import one_at_a_time
from workflow.models import Stage


@dataclass(frozen=True)
class Newcomer:
    """What a door understood of a delivery, in normal form (BIM-75: somebody known is found, not made again)."""

    name: str
    phone: str = ""
    email: str = ""
    cpf: str = ""
    cnpj: str = ""
    postcode: str = ""
    district: str = ""
    product: str = ""
    campaign: str = ""
    message: str = ""
    consent: str = ""  # the text that was agreed to

    def as_json(self):
        """What is known of him, as the signed webhook would have it: a kept entry is read again by the same code."""
        return json.dumps({name: value for name, value in asdict(self).items() if value}, ensure_ascii=False)

    @property
    def phones(self):
        return [self.phone] if self.phone else []

    @property
    def emails(self):
        return [self.email] if self.email else []

    def become_lead(self, source, *, key=None):
        """The person and his lead on its way through the unit's process, in the caller's transaction."""
        one_at_a_time(*filter(None, (self.phone, self.email, self.cpf, self.cnpj)))  # two deliveries of somebody new are one person
        known, beginning = self._known(), Stage.objects.beginning_of(connection.tenant.process, source.channel)
        person = known or self._new_person(source)
        lead = Lead.objects.take_in(
            person, source=source, key=key, beginning=beginning, campaign=self.campaign, district=self.district, product=self.product
        )  # fmt: skip
        if self.message:
            lead.journey.record("lead.message", message=self.message, name=self.name)
        if known:
            self._tell_what_is_new(known, source, lead)
        self._keep_consent(person, source)
        return lead

    def _known(self):
        """Who has that number, phone or e-mail: the CPF or CNPJ says it better than a phone that a family shares."""
        people = people_with(phone=self.phone, email=self.email, cpf=self.cpf, cnpj=self.cnpj, oldest_first=True)
        by_number = [one for one in people if (self.cpf and one.cpf == self.cpf) or (self.cnpj and one.cnpj == self.cnpj)]
        return next(iter(by_number or people), None)

    def _new_person(self, source):
        return Person.objects.register(
            name=self.name, phones=self.phones, emails=self.emails, cpf=self.cpf, cnpj=self.cnpj, data_origin=source.name,
            kind=Person.Kind.PJ if self.cnpj else Person.Kind.PF, address=self._address, with_lead=True,
        )  # fmt: skip

    @property
    def _address(self):
        return {"postcode": self.postcode, "district": self.district} if self.postcode or self.district else None

    def _tell_what_is_new(self, person, source, lead):
        """Somebody known keeps what the unit wrote of him; another phone or e-mail is added, another name is only told."""
        had = {*person.phones.values_list("number", flat=True), *person.emails.values_list("address", flat=True)}
        phones = [Phone(person=person, number=number, label=source.name[:40]) for number in self.phones if number not in had]
        emails = [Email(person=person, address=address) for address in self.emails if address not in had]
        Phone.objects.bulk_create(phones, ignore_conflicts=True)
        Email.objects.bulk_create(emails, ignore_conflicts=True)
        if self._address and person.address is None:
            person.addresses.create(**self._address)
        if phones or emails:
            person.note_search()
        news = [*(phone.number for phone in phones), *(email.address for email in emails)]
        name = self.name if self.name.casefold() != person.name.casefold() else ""
        if news or name:
            lead.journey.record("lead.told", name=name, contacts=news)

    def _keep_consent(self, person, source):
        """What he agreed to, with where he said so, for each way of reaching him (LGPD art. 8)."""
        uses = [*([Consent.Use.CALL, Consent.Use.WHATSAPP] if self.phone else []), *([Consent.Use.EMAIL] if self.email else [])]
        wording = f"{source.name}: {self.consent}"[:300]
        if self.consent:
            add(*(Consent(person=person, use=use, wording=wording) for use in uses))
