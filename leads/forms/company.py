"""The company of a CNPJ in a form: a button asks who it is, what is still empty is filled, a person looks over it and saves (BIM-74)."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils import timezone

from leads.forms.fields import AnyEmailField
from purifikar.lib import company
from purifikar.lib.contact import plain
from purifikar.lib.fields import PostcodeField
from purifikar.lib.place_forms import PlaceFromPostcode
from purifikar.lib.taxpayer import normal_number, validate_cnpj
from purifikar.lib.throttle import too_often
from tenants.models import Unit

ASKS = "buscar_empresa"  # the button that asks
FIELDS = "empresa"  # sent along by a form that has the company's fields
ORIGIN = "consulta do CNPJ"
PLACE = ("postcode", "street", "number", "complement", "district", "city", "uf")
WHERE = ("postcode", "street", "district", "city", "uf")  # two addresses that differ here are two
ASKER = {"most": 30, "seconds": 600}

CNPJ_NEEDED = "Informe o CNPJ para buscar os dados da empresa."
UNKNOWN = "CNPJ não encontrado. Confira os números ou preencha os dados à mão."
AWAY = "O serviço de consulta não respondeu. Preencha os dados à mão ou tente de novo daqui a pouco."
TOO_OFTEN = "São muitas consultas seguidas. Preencha os dados à mão ou espere alguns minutos."


def has_company_fields(request):
    """Whether what was sent needs the form that has them."""
    return request.method == "POST" and (FIELDS in request.POST or asks_company(request))


def asks_company(request):
    return request.method == "POST" and ASKS in request.POST and company.is_configured()


def origin_words(before, *, most=120):
    """What the person's data came from, with the register as the last of it."""
    told = f"{ORIGIN} ({company.source()}, {timezone.localdate():%d/%m/%Y})"[:most]
    head = before.split(f"; {ORIGIN}")[0][: most - len(told) - 2]
    return f"{head}; {told}" if head and not head.lower().startswith(ORIGIN.lower()) else told[:1].upper() + told[1:]


class CompanyInput(forms.TextInput):
    """A CNPJ with the button that asks for its company, where a service is configured; without JavaScript it sends the form."""

    def __init__(self, attrs=None):
        super().__init__({"autocomplete": "off", "autocapitalize": "characters", **(attrs or {})})

    def render(self, name, value, attrs=None, renderer=None):
        drawn = super().render(name, value, attrs, renderer)
        return (
            self._render("components/widgets/company.html", {"input": drawn, "asks": ASKS}, renderer) if company.is_configured() else drawn
        )


class CompanyFields(PlaceFromPostcode, forms.Form):
    """What the public register knows of a company besides its name. The form that has it declares `cnpj`."""

    email = AnyEmailField(label="E-mail", max_length=254, required=False)
    postcode = PostcodeField(label="CEP", max_length=10, required=False)
    street = forms.CharField(label="Logradouro", max_length=120, required=False)
    number = forms.CharField(label="Número", max_length=12, required=False)
    complement = forms.CharField(label="Complemento", max_length=60, required=False)
    district = forms.CharField(label="Bairro", max_length=60, required=False)
    city = forms.CharField(label="Município", max_length=60, required=False)
    uf = forms.ChoiceField(label="UF", choices=[("", "Escolha"), *Unit.UF.choices], required=False)
    empresa = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)

    company, trouble, is_asking, is_elsewhere = None, None, False, False

    def ask(self, request):
        """Fills what is empty, or says at the CNPJ what is wrong. Nothing else of the form is looked at on this turn."""
        self.is_asking, self.data = True, self.data.copy()
        self.data[FIELDS] = "True"
        try:
            self.company = self._found(request)
        except ValidationError as refused:
            self.trouble = refused
        else:
            self._fill()

    def full_clean(self):
        if not self.is_asking:
            super().full_clean()
            return
        self._errors, self.cleaned_data = ErrorDict(renderer=self.renderer), {}
        if self.trouble:
            self.add_error("cnpj", self.trouble)

    def refuse_taken(self, cnpj):
        """Raises ValidationError where the CNPJ is of somebody in the base: he is used, not registered again (BIM-75)."""

    def _found(self, request):
        cnpj = normal_number(self["cnpj"].data)
        if not cnpj:
            raise ValidationError(CNPJ_NEEDED)
        validate_cnpj(cnpj)
        self.refuse_taken(cnpj)
        if too_often(request, f"empresa:{request.user.pk}", **ASKER):
            raise ValidationError(TOO_OFTEN)
        try:
            return company.look_up(cnpj)
        except company.CompanyUnknownError:
            raise ValidationError(UNKNOWN) from None
        except company.CompanyServiceError:
            raise ValidationError(AWAY) from None

    def _fill(self):
        self.is_elsewhere = any(self._differs(name) for name in WHERE)
        for name in ("name", "phone", "email", *(() if self.is_elsewhere else PLACE)):
            if name in self.fields and not self._typed(name):
                self.data[name] = getattr(self.company, name)
        if "kind" in self.fields:
            self.data["kind"] = "pj"
        if "data_origin" in self.fields:
            self.data["data_origin"] = origin_words(self._typed("data_origin"))

    def _typed(self, name):
        return self.data.get(name, "").strip()

    def _differs(self, name):
        """Of two addresses no third one is made: what somebody wrote of another place stays alone."""
        typed, known = self._typed(name), getattr(self.company, name)
        if name == "postcode":
            typed = normal_number(typed)
        return name in self.fields and bool(typed and known) and plain(typed) != plain(known)

    @property
    def asked_of(self):
        return company.source()

    @property
    def place(self):
        """The address as it was written, without what is empty."""
        return {name: self.cleaned_data[name] for name in PLACE if self.cleaned_data.get(name)}
