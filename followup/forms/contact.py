"""A sales contact as people write it down: what it is about, how it came, when to come back (BIM-10, BIM-11, BIM-59..63)."""

from datetime import date
from itertools import groupby
from uuid import UUID

from django import forms
from django.db.models import Q
from django.forms.models import ModelChoiceIterator
from django.utils import timezone

from followup.install import install_tables
from followup.models import AttendanceType, Contact, ContactMeans, Environment
from followup.models.contact import visible_people
from leads.finding import people_by
from leads.forms.decision import ColleagueField, needed
from leads.models import Lead
from purifikar.db.keys import uuid7
from purifikar.lib.forms import DateInput, TimeInput
from tenants.models import Membership
from tenants.roles import ROLES, Permission

FIELDS = ["kind", "name", "contacted_on", "means", "environment", "success", "value", "next_on", "next_at", "next_is_internal", "lead"]
WORKING = [role.slug for role in ROLES.values() if role.may(Permission.CONTACT_WORK)]
TOO_MANY = 5


def workers(unit):
    """Who may follow up contacts of this unit: its own people and the Franqueadora's attendants."""
    here = Q(unit=unit, role__in=WORKING) | Q(unit=None, role="comercial")
    return Membership.objects.active().filter(here).select_related("user").order_by("user__name")


class ByGroup(ModelChoiceIterator):
    """The items under their groups."""

    def __iter__(self):
        yield "", self.field.empty_label
        items = sorted(self.queryset, key=lambda item: item.sort)
        for group, found in groupby(items, key=lambda item: item.parent):
            yield str(group), [self.choice(item) for item in found]


class KindField(forms.ModelChoiceField):
    iterator = ByGroup


class MeansSelect(forms.Select):
    """Marks the means that ask who indicated, so that the page asks it for those only (BIM-62)."""

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if getattr(getattr(value, "instance", None), "asks_referral", False):
            option["attrs"]["data-asks"] = ""
        return option


class ContactForm(forms.ModelForm):
    """`referral` is written as a code, a name or a phone and cleans to the person."""

    kind = KindField(None, label="Tipo de atendimento", empty_label="escolha", error_messages=needed("Escolha o tipo de atendimento."))
    referral = forms.CharField(label="Quem indicou", max_length=80, required=False, help_text="Código, nome ou telefone de quem já está na base.")  # fmt: skip
    owner = ColleagueField(None, label="Responsável", empty_label=None)

    class Meta:
        model = Contact
        fields = FIELDS
        localized_fields = ["value"]
        widgets = {
            "contacted_on": DateInput,
            "next_on": DateInput,
            "next_at": TimeInput,
            "means": MeansSelect,
            "success": forms.NumberInput({"min": 0, "max": 100, "inputmode": "numeric"}),
        }
        labels = {
            "value": "Valor estimado R$",
            "success": "Sucesso %",
            "next_is_internal": "Data interna: só nossa, não prometida ao cliente",
        }
        help_texts = {"name": "Em poucas palavras, por exemplo “2 purificadores para a recepção”."}
        error_messages = {"name": needed("Descreva o contato em poucas palavras.")}

    def __init__(self, *args, person, unit, member, **kwargs):
        self.person, self.unit, self.member = person, unit, member
        super().__init__(*args, **kwargs)
        self._offer()
        self.fields["owner"].queryset = workers(unit)
        leads = Lead.objects.seen_by(member).filter(person=person).select_related("person", "journey__stage").order_by("-number")
        if self.instance.lead_id and not leads.filter(pk=self.instance.lead_id).exists():
            del self.fields["lead"]  # none of his to see: it stays as it is
        else:
            self.fields["lead"].queryset = leads
            self.fields["lead"].label_from_instance = lambda lead: f"{lead.code} · {lead.journey.stage}"
            self.fields["lead"].empty_label = "nenhum"
        for name in ("means", "environment"):
            self.fields[name].empty_label = "não informado"
        if self.instance.referral_id and not self._sees(self.instance.referral_id):
            del self.fields["referral"]  # nobody whom he knows: it stays as it is
        elif self.instance.referral_id:
            self.initial["referral"] = f"{self.instance.referral.code} {self.instance.referral}"

    def _sees(self, key):
        return visible_people(self.member).filter(pk=key).exists()

    def _offer(self):
        """What is in use, and what this contact has already; a unit that has none yet gets those that every unit begins with."""
        mine = {"kind": self.instance.kind_id, "means": self.instance.means_id, "environment": self.instance.environment_id}
        kinds = AttendanceType.objects.exclude(parent=None).select_related("parent").order_by("sort")
        self.fields["kind"].queryset = kinds.filter(Q(is_active=True, parent__is_active=True) | Q(pk=mine["kind"]))
        for name, table in (("means", ContactMeans), ("environment", Environment)):
            self.fields[name].queryset = table.objects.filter(Q(is_active=True) | Q(pk=mine[name]))

    def clean_referral(self):
        words = self.cleaned_data["referral"].strip()
        if not words:
            return None
        if self.instance.referral_id and words == self.initial.get("referral"):
            return self.instance.referral
        code = words.split()[0]
        people = people_by(code if code.replace(".", "").isdecimal() else words).exclude(pk=self.person.pk)
        found = list(people.filter(pk__in=visible_people(self.member).order_by().values("pk"))[: TOO_MANY + 1])
        if len(found) != 1:
            raise forms.ValidationError(_which(found))
        return found[0]

    def clean(self):
        facts = super().clean()
        means = facts.get("means")
        facts.setdefault("referral", self.instance.referral)  # where the field is left out
        if not (means and means.asks_referral):
            facts["referral"] = None
        if not facts.get("next_on") and not self._will_be_dated:
            facts["next_at"], facts["next_is_internal"] = None, False
        return facts

    @property
    def _will_be_dated(self):
        return False


def _which(found):
    if not found:
        return "Ninguém que você atenda tem esse código, nome ou telefone. Registre a pessoa primeiro, ou deixe em branco."
    shown = ", ".join(f"{person.code} {person}" for person in found[:TOO_MANY])
    return f"Há mais de uma pessoa assim; escreva o código: {shown}{'…' if len(found) > TOO_MANY else ''}"


class NewContactForm(ContactForm):
    """A new one: of today, mine, and due again as its type says unless a date is chosen."""

    receipt = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, member, lead=None, **kwargs):
        initial = {"contacted_on": timezone.localdate(), "owner": member.user_id, "receipt": uuid7(), "lead": lead}
        super().__init__(*args, member=member, **{**kwargs, "initial": {**initial, **kwargs.get("initial", {})}})
        if not self.is_bound and not AttendanceType.objects.exists():
            install_tables()
        self.fields["next_on"].help_text = "Vazia, fica a do tipo de atendimento."
        if not any(member.user_id == worker.user_id for worker in self.fields["owner"].queryset):
            self.initial["owner"] = None
            self.fields["owner"].empty_label = "escolha"

    @property
    def _will_be_dated(self):
        kind = self.cleaned_data.get("kind")
        return bool(kind and kind.days_to_next is not None)

    def save(self, *, by):
        facts = {name: self.cleaned_data[name] for name in [*FIELDS, "referral", "owner"]}
        if not facts["next_on"]:
            del facts["next_on"]  # its type's
        return Contact.objects.begin(self.person, by=by, key=self.cleaned_data["receipt"], **facts)


class NextForm(forms.Form):
    """When to come back, as promised to the customer or only among ourselves."""

    next_on = forms.DateField(label="Próxima data", widget=DateInput, error_messages=needed("Escolha o dia."))
    next_at = forms.TimeField(label="Hora", widget=TimeInput, required=False)
    next_is_internal = forms.BooleanField(label="Data interna: só nossa, não prometida ao cliente", required=False)
    words = forms.CharField(label="O que foi feito", max_length=200, required=False)

    def clean_next_on(self):
        day = self.cleaned_data["next_on"]
        if day < timezone.localdate():
            raise forms.ValidationError("Escolha hoje ou um dia que ainda vem.")
        return day

    def apply_to(self, contact, *, by):
        facts = self.cleaned_data
        contact.set_next(facts["next_on"], by=by, hour=facts["next_at"], is_internal=facts["next_is_internal"], words=facts["words"])


def next_date(given):
    """(the day to show, the day that the type says) while somebody fills the form in; a day of his own choice stays."""
    kind = AttendanceType.objects.filter(pk=_value(UUID, given.get("kind"))).first()
    begins = _value(date.fromisoformat, given.get("contacted_on")) or timezone.localdate()
    said = kind and kind.next_after(begins)
    own = _value(date.fromisoformat, given.get("next_on"))
    is_own = own and given.get("next_on") != given.get("suggested")
    return (own if is_own else said), said


def _value(read, text):
    try:
        return read(text or "")
    except ValueError:
        return None


def receipt_of(request):
    """The key that the form carried, to find what it has made already."""
    return _value(UUID, request.POST.get("receipt"))
