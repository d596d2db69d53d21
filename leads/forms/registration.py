import uuid
from functools import lru_cache

from django import forms
from django.core.exceptions import ValidationError

from leads import offering
from leads.forms.company import CompanyFields, CompanyInput, origin_words
from leads.forms.fields import AnyPhoneField, TaxpayerField
from leads.models import Person, Source
from leads.registering import CompanyFacts
from purifikar.lib import formats
from purifikar.lib.fields import PostcodeField
from purifikar.lib.forms import SuggestInput
from purifikar.lib.place_forms import PlaceFromPostcode
from purifikar.lib.taxpayer import validate_cnpj
from tenants.models import Membership

NAME_NEEDED = "Escreva o nome; o primeiro basta."
PHONE_NEEDED = "Informe o telefone com DDD, por exemplo (13) 99999-0000."
CNPJ_KNOWN = "Este CNPJ já está cadastrado: use a pessoa indicada nesta página."


class SellerField(forms.ModelChoiceField):
    """A person of the unit, by name."""

    def label_from_instance(self, member):
        return str(member.user)


@lru_cache(maxsize=500)
def _sellers(unit_key):
    """A question that each form asks anew, written once."""
    return Membership.objects.active().filter(unit=unit_key).selling().select_related("user").order_by("user__name")


class RegistrationForm(PlaceFromPostcode, forms.Form):
    """Quick registration: name and phone are enough (PUR-11, BEY-14).

    `desk` (leads.registering.Desk) says which channels and sellers this person may choose. A phone that somebody has already
    is refused once, with whom: `person` uses that one, `anyway` says it is another (BIM-75: search before creating).
    """

    name = forms.CharField(label="Nome", max_length=120, error_messages={"required": NAME_NEEDED})
    phone = AnyPhoneField(label="Telefone", max_length=30, error_messages={"required": PHONE_NEEDED})
    channel = forms.ChoiceField(label="Onde foi o contato", choices=Source.Channel, required=False, widget=forms.RadioSelect({"group_class": "is-columns"}))  # fmt: skip
    seller = SellerField(None, label="Direcionar a", required=False, empty_label="quem for a vez")
    district = forms.CharField(label="Bairro", max_length=60, required=False)
    product = forms.CharField(label="Produto de interesse", max_length=80, required=False, widget=SuggestInput(offering.products))
    source = forms.ModelChoiceField(None, label="Origem", required=False, empty_label=None)
    postcode = PostcodeField(label="CEP", max_length=10, required=False)
    note = forms.CharField(label="Observação", max_length=2000, required=False, widget=forms.Textarea({"rows": 3}))
    cnpj = TaxpayerField(label="CNPJ", max_length=18, required=False, words=formats.cnpj, validators=[validate_cnpj], widget=CompanyInput)
    person = forms.IntegerField(required=False, widget=forms.HiddenInput)
    anyway = forms.BooleanField(label="É outra pessoa com o mesmo telefone", required=False)
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    MORE = ("district", "product", "source", "postcode", "note")
    COMPANY = ()

    def __init__(self, *args, desk, **kwargs):
        super().__init__(*args, **kwargs)
        self.desk = desk
        self.fields["name"].widget.attrs.update(autocomplete="off", autofocus=True, autocapitalize="words")
        self.fields["key"].initial = uuid.uuid4
        self._offer_sources()
        self._offer_channels()
        self._offer_sellers()

    def _offer_sources(self):
        sources = Source.objects.in_use()
        self.fields["source"].queryset = sources
        self.fields["source"].initial = None if self.is_bound else sources.filter(slug=self.desk.last_source).first()
        if self.fields["source"].initial is None:
            self.fields["source"].empty_label = "a de costume"

    def _offer_channels(self):
        if len(self.desk.channels) < 2:
            del self.fields["channel"]
            return
        names = {"web": "na rua ou pela internet", "fluxo": "atendido na loja"}
        self.fields["channel"].choices = [(channel, names[channel]) for channel in self.desk.channels]
        self.fields["channel"].initial = self.desk.channels[0]

    def _offer_sellers(self):
        if not self.desk.directs:
            del self.fields["seller"]
            return
        self.fields["seller"].queryset = _sellers(self.desk.unit.pk)

    @property
    def main_fields(self):
        names = ("name", "phone", "channel", "seller")
        return [self[name] for name in names if name in self.fields]

    @property
    def more_fields(self):
        return [self[name] for name in self.MORE]

    @property
    def more_is_open(self):
        return any(name in self.errors for name in self.MORE) if self.is_bound else False

    @property
    def company_fields(self):
        return [self[name] for name in self.COMPANY]

    @property
    def company_is_open(self):
        return self.is_bound and bool(self.COMPANY or self["cnpj"].data)

    def clean_person(self):
        number = self.cleaned_data["person"]
        person = number and Person.objects.known().filter(number=number).first()
        if number and person is None:
            raise ValidationError("Esta pessoa não existe mais. Registre de novo.")
        return person

    def clean(self):
        facts = super().clean()
        phone, cnpj, person = facts.get("phone"), facts.get("cnpj"), facts.get("person")
        self.same = [] if person or not (phone or cnpj) else self.desk.same(phones=[phone] if phone else [], cnpj=cnpj)
        if cnpj and any(known.person.cnpj == cnpj for known in self.same):
            self.add_error("cnpj", CNPJ_KNOWN)
        elif self.same and not facts.get("anyway"):
            self.add_error("phone", "Este telefone já está cadastrado: use a pessoa abaixo ou diga que é outra.")
        return facts

    def save(self):
        facts = {name: value for name, value in self.cleaned_data.items() if name not in ("anyway", "cnpj")}
        return self.desk.register(**facts, company=self.company_facts)

    @property
    def company_facts(self):
        cnpj = self.cleaned_data["cnpj"]
        return CompanyFacts(cnpj) if cnpj else None


class CompanyRegistrationForm(CompanyFields, RegistrationForm):
    """The same once the company was asked for: with all that the register may know of it (BIM-74)."""

    looked_up = forms.BooleanField(required=False, widget=forms.HiddenInput)

    MORE = ("product", "source", "note")
    COMPANY = ("email", "postcode", "street", "number", "complement", "district", "city", "uf")

    def refuse_taken(self, cnpj):
        self.same = self.desk.same(cnpj=cnpj)
        if self.same:
            raise ValidationError(CNPJ_KNOWN)

    def _fill(self):
        super()._fill()
        self.data["looked_up"] = "True"

    def save(self):
        lead_facts = ("name", "phone", "channel", "seller", "product", "source", "note", "person", "key", "district", "postcode")
        facts = {name: self.cleaned_data[name] for name in lead_facts if name in self.cleaned_data}
        return self.desk.register(**facts, company=self.company_facts)

    @property
    def company_facts(self):
        given = self.cleaned_data
        origin = origin_words(f"Cadastro de {self.desk.member.user}") if given["looked_up"] else ""
        return CompanyFacts(given["cnpj"], given["email"], self.place, origin)
