"""The forms by which units are opened, edited and configured."""

import re
import unicodedata
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.html import format_html

from purifikar.lib.fields import CnpjField, PhoneField, PostcodeField
from purifikar.lib.place_forms import PlaceFromPostcode
from tenants.models import Holiday, Invitation, Network, Unit
from tenants.models.unit import SLUG
from tenants.roles import ROLES
from workflow.ready import ready_processes

ANY_YEAR = 2000  # a leap year, for days that come every year
RESERVED = {"nova"}
MANAGING = [(slug, ROLES[slug].name) for slug in ("gerente", "franqueado")]
DAY = r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?"
EXAMPLE = "Escreva dia/mês e o nome, por exemplo: 26/01 Aniversário de Santos."


def propose_slug(name):
    """`São José dos Campos` → `sao-jose-dos-campos`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return (slug if slug[:1].isalpha() else f"unidade-{slug}")[:40].strip("-")


def process_choices():
    """The ready processes with a sentence or two each."""
    return [
        (slug, format_html('<b>{}</b><span class="pk-sub d-block">{}</span>', process.name, process.summary))
        for slug, process in ready_processes().items()
    ]


def read_day(text):
    """`26/01` → that day of every year; `15/08/2027` → once. Raises ValueError when there is no such day."""
    match = re.fullmatch(DAY, text.strip())
    if not match:
        raise ValueError(text)
    day, month, year = match.groups()
    return date(int(year or ANY_YEAR), int(month), int(day)), year is None


class HolidaysField(forms.CharField):
    """Holidays of a municipality, one a line: `26/01 Aniversário de Santos`, or with the year for one that comes once."""

    widget = forms.Textarea(attrs={"rows": 4, "placeholder": "26/01 Aniversário de Santos\n08/09 Nossa Senhora do Monte Serrat"})

    def to_python(self, value):
        holidays, seen = [], set()
        for number, line in enumerate(super().to_python(value).splitlines(), start=1):
            if not line.strip():
                continue
            holiday = self._read(number, line.strip())
            if holiday.day in seen:
                raise ValidationError(f"Linha {number}: {holiday.written_day} já está numa linha acima.")
            seen.add(holiday.day)
            holidays.append(holiday)
        return holidays

    def _read(self, number, line):
        written, _, name = line.partition(" ")
        name = name.strip(" -–:")
        try:
            day, yearly = read_day(written)
        except ValueError as wrong:
            raise ValidationError(f"Linha {number}: “{written[:40]}” não é uma data. {EXAMPLE}") from wrong
        if not name or len(name) > 80:
            raise ValidationError(f"Linha {number}: falta o nome do feriado, com até 80 letras. {EXAMPLE}")
        return Holiday(day=day, yearly=yearly, name=name)


class FactsForm(PlaceFromPostcode, forms.ModelForm):
    """What is known of a unit, as its opening and its editing ask for it."""

    cnpj = CnpjField(label="CNPJ", help_text="Com ou sem pontos; vale também o CNPJ com letras.")
    phone = PhoneField(label="Telefone", required=False)
    postcode = PostcodeField(label="CEP", required=False)
    process = forms.ChoiceField(label="Processo", choices=process_choices, widget=forms.RadioSelect)

    class Meta:
        model = Unit
        fields = [
            "name", "kind", "legal_name", "cnpj", "phone", "email",
            "postcode", "street", "number", "complement", "district", "city", "uf", "time_zone", "process",
        ]  # fmt: skip
        widgets = {"kind": forms.RadioSelect(attrs={"group_class": "is-columns"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Unit.Kind.choices
        self.fields["uf"].choices = [("", "Escolha"), *Unit.UF.choices]
        zone = self.fields["time_zone"]
        zone.required, zone.initial, zone.choices = False, "", [("", "Pelo estado (UF)"), *Unit.Zone.choices]

    def clean_time_zone(self):
        return self.cleaned_data["time_zone"] or Unit.Zone.of(self.cleaned_data.get("uf"))


class OpeningForm(FactsForm):
    """A unit to be opened, with its municipality's holidays and, if they are known, its first manager (PUR-48)."""

    slug = forms.CharField(
        label="Endereço", max_length=40, required=False, validators=[SLUG],
        help_text="As páginas da unidade ficam em /u/endereço/. Em branco, é feito do nome. Não muda depois.",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "data-slug-of": "#id_name"}),
    )  # fmt: skip
    holidays = HolidaysField(
        label="Feriados municipais", required=False,
        help_text="Um por linha: dia/mês e nome. Com o ano (15/08/2027), vale só uma vez. Os nacionais e estaduais já contam.",
    )  # fmt: skip
    manager_name = forms.CharField(label="Nome", max_length=120, required=False)
    manager_email = forms.EmailField(label="E-mail", required=False, help_text="Recebe o convite para criar a senha.")
    manager_role = forms.ChoiceField(
        label="Papel", choices=MANAGING, initial="gerente", required=False, widget=forms.RadioSelect(attrs={"group_class": "is-columns"})
    )

    class Meta(FactsForm.Meta):
        fields = [*FactsForm.Meta.fields, "slug"]

    field_order = ["name", "slug"]

    def clean_slug(self):
        slug = self.cleaned_data["slug"] or propose_slug(self.cleaned_data.get("name", ""))
        if slug in RESERVED:
            raise ValidationError(f"“{slug}” é uma palavra das nossas páginas. Escolha outro endereço.")
        return slug

    def clean(self):
        cleaned = super().clean()
        name, email = cleaned.get("manager_name"), cleaned.get("manager_email")
        if name and not email and "manager_email" not in self.errors:
            self.add_error("manager_email", "Informe o e-mail para enviar o convite.")
        if email and not name:
            self.add_error("manager_name", "Informe o nome de quem vai receber o convite.")
        return cleaned

    @transaction.atomic
    def save(self, *, by):
        """The unit waiting to be opened, its holidays and the invitation; a worker opens it after the commit."""
        process = ready_processes()[self.cleaned_data["process"]]
        self.instance.attendant_role, self.instance.store_flow = process.attendant_role, process.store_flow
        unit = super().save()
        unit.record_state(by=by)
        for holiday in self.cleaned_data["holidays"]:
            holiday.unit = unit
        Holiday.objects.bulk_create(self.cleaned_data["holidays"])
        self._invite(unit, by)
        unit.open_later()
        return unit

    def _invite(self, unit, by):
        cleaned = self.cleaned_data
        if cleaned["manager_email"]:
            role = cleaned["manager_role"] or "gerente"
            Invitation.objects.invite(email=cleaned["manager_email"], name=cleaned["manager_name"], role=role, by=by, unit=unit)


class StoreFlowMixin:
    """The switch of the store flow, which a unit may turn only where the network allows it and its process has one (FOL-24)."""

    def guard_store_flow(self):
        field, network = self.fields["store_flow"], Network.get()
        why_not = self.why_no_store_flow(network)
        if why_not:
            field.disabled, field.help_text = True, why_not

    def why_no_store_flow(self, network):
        if not self.instance.process_has_store_flow:
            return "O processo da unidade não tem fluxo de loja. O Administrador da rede o troca por “Processo 2 com fluxo de loja”."
        if not network.store_flow_allowed:
            kept = "Está ligado aqui, mas não vale: a" if self.instance.store_flow else "A"
            return f"{kept} rede não liberou o fluxo de loja. O Administrador o libera em Configurações da rede."
        return ""


class EditForm(StoreFlowMixin, FactsForm):
    """A unit's facts and process, for the network's administrator. Its address and schema never change (FOL-25)."""

    class Meta(FactsForm.Meta):
        fields = [*FactsForm.Meta.fields, "store_flow", "attendant_role"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.guard_store_flow()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("process") not in Unit.WITH_STORE_FLOW:
            cleaned["store_flow"] = False
        return cleaned


class SettingsForm(StoreFlowMixin, forms.ModelForm):
    """What the Gerente or Franqueado sets in his unit."""

    phone = PhoneField(label="Telefone", required=False)

    class Meta:
        model = Unit
        fields = ["phone", "email", "attendant_role", "store_flow"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.guard_store_flow()


class HolidayForm(forms.Form):
    """One more holiday of the unit's municipality."""

    day = forms.CharField(label="Dia", max_length=10, help_text="26/01, ou 15/08/2027 se é só uma vez.", widget=forms.TextInput(attrs={"inputmode": "text"}))  # fmt: skip
    name = forms.CharField(label="Feriado", max_length=80)

    def __init__(self, *args, unit, **kwargs):
        self.unit = unit
        super().__init__(*args, **kwargs)

    def clean_day(self):
        try:
            day, self.yearly = read_day(self.cleaned_data["day"])
        except ValueError as wrong:
            raise ValidationError("Escreva o dia e o mês, por exemplo 26/01.") from wrong
        same = self.unit.holidays.filter(day__day=day.day, day__month=day.month, yearly=self.yearly)
        if same.exists() and (self.yearly or same.filter(day=day).exists()):
            raise ValidationError("Esse dia já está na lista.")
        return day

    def save(self):
        return self.unit.holidays.create(day=self.cleaned_data["day"], yearly=self.yearly, name=self.cleaned_data["name"])


class SuspensionForm(forms.Form):
    """Why a unit is suspended; the note stays in its history."""

    note = forms.CharField(
        label="Motivo", max_length=200, widget=forms.Textarea(attrs={"rows": 3}), help_text="Fica no histórico da unidade."
    )


class ClosureForm(SuspensionForm):
    """Why a unit is closed, with its name written out as a confirmation."""

    name = forms.CharField(
        label="Para confirmar, escreva o nome da unidade", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args, unit, **kwargs):
        self.unit = unit
        super().__init__(*args, **kwargs)

    def clean_name(self):
        if self.cleaned_data["name"].strip().lower() != self.unit.name.lower():
            raise ValidationError(f"Escreva “{self.unit.name}” para confirmar.")
        return self.cleaned_data["name"]


class NetworkForm(forms.ModelForm):
    """What holds for the whole network (FOL-24)."""

    class Meta:
        model = Network
        fields = ["name", "store_flow_allowed", "sender_name", "sender_reply_to", "sender_signature"]
        widgets = {"sender_signature": forms.Textarea({"rows": 3})}
        help_texts = {"sender_name": "Aparece como remetente. Em branco, o nome da rede."}
