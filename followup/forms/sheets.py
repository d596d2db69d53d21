"""Choosing the layout of a visit sheet, for which appointment, and who gets it; and whose sheets of which day."""

from django import forms
from django.utils import timezone

from followup.models.mention import colleagues
from followup.sheet_day import SHIFTS
from followup.sheet_facts import kind_of
from followup.sheet_layouts import BY_KIND, CHOICES, LAYOUTS, OPINIONS
from purifikar.db.keys import uuid7
from purifikar.lib.formats import when
from purifikar.lib.forms import DateInput
from workflow.decision_form import needed

COLUMNS = {"group_class": "is-columns"}
ALONE = [("", "sem compromisso")]
MOST_TO = 10
TO_WHOM = "Escolha para quem a ficha vai."


def opinions_field():
    return forms.ChoiceField(
        label="Últimos pareceres (uso interno)", choices=OPINIONS, required=False, help_text="O cliente lê o que assina: nessas fichas eles só saem quando você pede. Na visita técnica, nunca."
    )  # fmt: skip


class SheetForm(forms.Form):
    """The two ways out, print and e-mail, share the choice of layout and appointment. `prints`: to whom is not asked."""

    modelo = forms.ChoiceField(label="Modelo da ficha", choices=CHOICES, widget=forms.RadioSelect, error_messages=needed("Escolha o modelo da ficha."))  # fmt: skip
    compromisso = forms.ChoiceField(label="Compromisso", required=False)
    pareceres = opinions_field()
    equipe = forms.MultipleChoiceField(label="Para a equipe", required=False, widget=forms.CheckboxSelectMultiple(COLUMNS))
    cliente = forms.MultipleChoiceField(label="Para o cliente", required=False, widget=forms.CheckboxSelectMultiple, help_text="A ficha do cliente vai sem pareceres nem dados internos.")  # fmt: skip
    recado = forms.CharField(label="Recado no e-mail", required=False, max_length=1000, widget=forms.Textarea({"rows": 3}))
    receipt = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid7)

    def __init__(self, data=None, *, person, appointments, unit, user, prints=False):
        super().__init__(data)
        self.prints, self.appointments = prints, {str(each.number): each for each in appointments}
        self._offer_appointments()
        others = [each.user for each in colleagues(unit) if each.user_id != user.pk]
        self.team = {str(each.pk): each.email for each in (user, *others)}
        self.fields["equipe"].choices = [(str(user.pk), f"{user} (você)"), *((str(each.pk), str(each)) for each in others)]
        self.initial |= {"modelo": "visita", "equipe": [str(user.pk)]}
        addresses = [(each.address, each.address) for each in person.emails.all()]
        self.fields["cliente"].choices = addresses
        if not addresses:
            del self.fields["cliente"]

    def _offer_appointments(self):
        """The next one is chosen already."""
        now, to_come = timezone.localtime(), [number for number, each in self.appointments.items() if each.is_marked and each.ends_at > timezone.now()]  # fmt: skip
        words = [(number, f"{kind_of(each)}, {when(timezone.localtime(each.starts_at), now)}, com {each.person}") for number, each in self.appointments.items()]  # fmt: skip
        self.fields["compromisso"].choices = [*words, *ALONE]
        self.initial["compromisso"] = to_come[0] if to_come else ""
        if not words:
            del self.fields["compromisso"]

    @property
    def layouts(self):
        """Each with whether it is the chosen one."""
        chosen = self["modelo"].value()
        return [(each, each.slug == chosen) for each in LAYOUTS.values()]

    @property
    def appointment(self):
        return self.appointments.get(self.cleaned_data.get("compromisso") or "")

    @property
    def staff(self):
        return [self.team[key] for key in self.cleaned_data.get("equipe") or ()]

    @property
    def customer(self):
        return self.cleaned_data.get("cliente") or []

    def clean(self):
        said = super().clean()
        if self.prints or "equipe" in self.errors:
            return said
        count = len(self.staff) + len(self.customer)
        if not 1 <= count <= MOST_TO:
            self.add_error("equipe", f"Escolha no máximo {MOST_TO} endereços." if count else TO_WHOM)
        return said


class DayForm(forms.Form):
    """Whose sheets of which day; what the address leaves out is today, oneself, and the layout that fits each kind of appointment."""

    dia = forms.DateField(label="Dia", widget=DateInput, error_messages=needed("Escolha o dia."))
    turno = forms.ChoiceField(label="Turno", choices=SHIFTS, required=False)
    modelo = forms.ChoiceField(label="Modelo", choices=[(BY_KIND, "conforme o compromisso"), *CHOICES])
    pareceres = opinions_field()
    contatos = forms.BooleanField(label="Incluir contatos desta data sem hora marcada", required=False)
    pessoa = forms.ModelMultipleChoiceField(None, label="Pessoas", required=False, widget=forms.CheckboxSelectMultiple(COLUMNS))
    tecnico = forms.ModelMultipleChoiceField(None, label="Técnicos", required=False, widget=forms.CheckboxSelectMultiple(COLUMNS))

    def __init__(self, data, *, people, resources, user):
        data = data.copy()
        for name, value in (("dia", timezone.localdate().isoformat()), ("modelo", BY_KIND)):
            if name not in data:
                data[name] = value
        if "pessoa" not in data and "tecnico" not in data:
            data["pessoa"] = str(user.pk)
        super().__init__(data)
        self.fields["pessoa"].queryset, self.fields["tecnico"].queryset = people, resources

    @property
    def asked(self):
        """What DaySheets takes; None while something cannot be read."""
        if not self.is_valid():
            return None
        said = self.cleaned_data
        return {
            "day": said["dia"],
            "layout": said["modelo"],
            "opinions": said["pareceres"],
            "with_due": said["contatos"],
            "shift": said["turno"],
            "people": list(said["pessoa"]),
            "resources": list(said["tecnico"]),
        }
