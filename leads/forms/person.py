from django import forms

from leads.forms.company import PLACE, CompanyFields, CompanyInput
from leads.forms.fields import AnyEmailField, AnyPhoneField, TaxpayerField
from leads.models import Address, Consent, Person
from leads.renaming import tell_renamed
from purifikar.lib import formats
from purifikar.lib.fields import PostcodeField
from purifikar.lib.place_forms import PlaceFromPostcode


class PersonForm(forms.ModelForm):
    """Who somebody is: PF or PJ. A CPF or CNPJ belongs to one person only."""

    cpf = TaxpayerField(label="CPF", max_length=14, required=False, words=formats.cpf)
    cnpj = TaxpayerField(label="CNPJ", max_length=18, required=False, words=formats.cnpj, widget=CompanyInput)

    class Meta:
        model = Person
        fields = ["kind", "name", "contact_name", "cpf", "cnpj", "data_origin", "notes"]
        widgets = {"kind": forms.RadioSelect({"group_class": "is-columns"}), "notes": forms.Textarea({"rows": 3})}

    def clean(self):
        facts = super().clean()
        for name in ("cpf", "cnpj"):
            try:
                self._refuse_taken(name, facts.get(name))
            except forms.ValidationError as taken:
                self.add_error(name, taken)
        return facts

    def _refuse_taken(self, name, number):
        other = number and Person.objects.filter(**{name: number}, merged_into=None).exclude(pk=self.instance.pk).first()
        if other:
            raise forms.ValidationError(f"Este número já é de {other}, código {other.code}.")

    def save(self, commit=True):
        person = super().save(commit)
        person.note_search()
        if "name" in self.changed_data:
            tell_renamed([person])
        return person


class CompanyPersonForm(CompanyFields, PersonForm):
    """The same once the company was asked for: with what the register may know and this person lacks (BIM-74)."""

    phone = AnyPhoneField(label="Telefone", max_length=30, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        had = {"phone": self.instance.phone, "email": self.instance.emails.exists(), **dict.fromkeys(PLACE, self.instance.address)}
        for name in [name for name, known in had.items() if known]:
            del self.fields[name]

    def refuse_taken(self, cnpj):
        self._refuse_taken("cnpj", cnpj)

    def save(self, commit=True):
        given, person = self.cleaned_data, self.instance
        if given.get("phone"):
            person.add_phone(given["phone"])
        if given.get("email"):
            person.add_email(given["email"])
        if self.place:
            person.addresses.create(**self.place)
        return super().save(commit)


class PhoneForm(forms.Form):
    number = AnyPhoneField(label="Telefone", max_length=30)
    label = forms.CharField(label="De quem ou de onde", max_length=40, required=False)

    def add_to(self, person):
        return person.add_phone(self.cleaned_data["number"], label=self.cleaned_data["label"])


class EmailForm(forms.Form):
    address = AnyEmailField(label="E-mail", max_length=254)

    def add_to(self, person):
        return person.add_email(self.cleaned_data["address"])


class AddressForm(PlaceFromPostcode, forms.ModelForm):
    postcode = PostcodeField(label="CEP", max_length=10, required=False)

    class Meta:
        model = Address
        fields = ["postcode", "street", "number", "complement", "district", "city", "uf", "reference"]
        help_texts = {"reference": "O que ajuda a achar: ao lado da padaria, portão verde."}

    def clean(self):
        facts = super().clean()
        if not any(facts.get(name) for name in ("postcode", "street", "district")):
            raise forms.ValidationError("Informe ao menos o CEP, o logradouro ou o bairro.")
        return facts

    def add_to(self, person):
        self.instance.person = person
        return self.save()


class ConsentForm(forms.ModelForm):
    """What the person allows, and how we know (LGPD)."""

    class Meta:
        model = Consent
        fields = ["use", "wording"]
        help_texts = {"wording": "Como você sabe: o texto aceito, ou onde e quando a pessoa disse."}

    def add_to(self, person):
        self.instance.person = person
        return self.save()
