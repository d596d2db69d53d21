import uuid

from django import forms
from django.core import signing

from leads.forms.fields import AnyEmailField, AnyPhoneField, TaxpayerField
from leads.incoming import Newcomer
from purifikar.lib import formats
from purifikar.lib.fields import PostcodeField
from purifikar.lib.place_forms import PlaceFromPostcode
from purifikar.lib.taxpayer import validate_cnpj, validate_cpf

NAME_NEEDED = "Escreva o seu nome; o primeiro basta."
PHONE_NEEDED = "Informe o telefone com DDD, por exemplo (13) 99999-0000."
CONTACT_NEEDED = "Informe o telefone com DDD ou o e-mail."
CONSENT_NEEDED = "Marque para podermos falar com você."
STALE = "A página ficou aberta por muito tempo. Confira e envie de novo."
A_DAY = 24 * 3600


class NewcomerForm(PlaceFromPostcode, forms.Form):
    """The facts of somebody who comes in by a machine, in any writing; `newcomer` is their normal form."""

    name = forms.CharField(label="Nome", max_length=120, error_messages={"required": "Informe o nome."})
    phone = AnyPhoneField(label="Telefone", max_length=30, required=False)
    email = AnyEmailField(label="E-mail", max_length=254, required=False)
    cpf = TaxpayerField(label="CPF", max_length=14, required=False, words=formats.cpf, validators=[validate_cpf])
    cnpj = TaxpayerField(label="CNPJ", max_length=18, required=False, words=formats.cnpj, validators=[validate_cnpj])
    postcode = PostcodeField(label="CEP", max_length=10, required=False)
    district = forms.CharField(label="Bairro", max_length=60, required=False)
    product = forms.CharField(label="Produto de interesse", max_length=80, required=False)
    campaign = forms.CharField(label="Campanha", max_length=80, required=False)
    message = forms.CharField(label="Mensagem", max_length=2000, required=False)
    consent = forms.CharField(label="Consentimento", max_length=300, required=False)

    def clean(self):
        facts = super().clean()
        if not {"phone", "email"} & set(self.errors) and not facts.get("phone") and not facts.get("email"):
            self.add_error("phone", CONTACT_NEEDED)
        return facts

    def newcomer(self):
        return Newcomer(**self.cleaned_data)


class ContactForm(PlaceFromPostcode, forms.Form):
    """The public form of a source: few fields, the consent that the source words, and a trap for machines.

    `receipt` is signed by us and names this one filling of the form: sent twice it is one lead, and whoever never opened the
    page has none. It stands in for the token of a session, which a visitor without cookies doesn't have.
    """

    name = forms.CharField(label="Nome", max_length=120, error_messages={"required": NAME_NEEDED})
    phone = AnyPhoneField(label="Telefone com DDD", max_length=30, error_messages={"required": PHONE_NEEDED})
    email = AnyEmailField(label="E-mail", max_length=254, required=False)
    postcode = PostcodeField(label="CEP", max_length=10, required=False)
    district = forms.CharField(label="Bairro", max_length=60, required=False)
    product = forms.CharField(label="O que você procura", max_length=80, required=False)
    message = forms.CharField(label="Mensagem", max_length=2000, required=False, widget=forms.Textarea({"rows": 3}))
    consent = forms.BooleanField(error_messages={"required": CONSENT_NEEDED})
    more = forms.CharField(label="Deixe em branco", required=False)  # people don't see it
    receipt = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False)

    ABOUT = ("name", "phone", "email")
    PLACE = ("postcode", "district")

    def __init__(self, *args, source, campaign="", **kwargs):
        super().__init__(*args, **kwargs)
        self.source, self.campaign = source, campaign
        self.fields["consent"].label = source.consent_text
        self.fields["receipt"].initial = self.new_receipt()
        self.fields["more"].widget.attrs.update(tabindex="-1", autocomplete="off")
        for name, hint in {"name": "name", "phone": "tel", "email": "email", "postcode": "postal-code", "district": "off"}.items():
            self.fields[name].widget.attrs["autocomplete"] = hint

    @property
    def is_of_a_machine(self):
        return bool(self.data.get("more"))

    def new_receipt(self):
        return self._signer.sign(str(uuid.uuid4()))

    def clean_receipt(self):
        try:
            return self._signer.unsign(self.cleaned_data["receipt"], max_age=A_DAY)
        except signing.BadSignature:
            self.data = {**self.data.dict(), "receipt": self.new_receipt()}
            self.add_error(None, STALE)
            return ""

    @property
    def _signer(self):
        return signing.TimestampSigner(salt=f"contato {self.source.token}")

    def newcomer(self):
        facts = {name: self.cleaned_data[name] for name in (*self.ABOUT, *self.PLACE, "product", "message")}
        return Newcomer(**facts, campaign=self.campaign, consent=self.source.consent_text)
