"""The forms by which a unit says how a centre's work is given out."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from tenants.models import Team
from workflow.models import Distribution, DistributionRule
from workflow.process_forms import LinesField

POSTCODE = re.compile(r"^(\d{5})-?(\d{3})$")


class PostcodesField(LinesField):
    """Ranges of CEP, one a line: `11060-000 a 11065-999`, or one CEP alone."""

    def prepare_value(self, value):
        return "\n".join(map(_written, value)) if isinstance(value, list) else value

    def to_python(self, value):
        return [_read(number, line) for number, line in enumerate(super().to_python(value), start=1)]


def _written(pair):
    low, high = (f"{code[:5]}-{code[5:]}" for code in pair)
    return low if low == high else f"{low} a {high}"


def _read(number, line):
    parts = [part.strip() for part in re.split(r"\s+(?:a|até|-|–)\s+", line)]
    codes = [POSTCODE.match(part) for part in parts]
    if len(codes) > 2 or not all(codes):
        raise ValidationError(f"Linha {number}: escreva um CEP, ou dois com “a” no meio: 11060-000 a 11065-999.")
    digits = ["".join(code.groups()) for code in codes]
    if digits[0] > digits[-1]:
        raise ValidationError(f"Linha {number}: o primeiro CEP vem depois do segundo.")
    return [digits[0], digits[-1]]


class DistributionForm(forms.ModelForm):
    """Hours, reaction, and what no rule reaches."""

    class Meta:
        model = Distribution
        fields = ["outside", "react_minutes", "unmatched"]
        widgets = {"outside": forms.RadioSelect, "unmatched": forms.RadioSelect}
        labels = {"react_minutes": "Passar ao próximo depois de quantos minutos sem reação"}
        help_texts = {"react_minutes": "Contam só as horas de trabalho da unidade. Em branco, fica com quem recebeu."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["react_minutes"].widget.attrs["min"] = 5
        if not self.instance.sorted_rules():
            del self.fields["unmatched"]


class RuleForm(forms.ModelForm):
    """From where, and to whom."""

    districts = LinesField(label="Bairros", required=False, help_text="Um por linha. Acentos e maiúsculas não contam.")
    postcodes = PostcodesField(label="Faixas de CEP", required=False, help_text="Uma por linha: 11060-000 a 11065-999.")
    cities = LinesField(label="Municípios", required=False, help_text="Um por linha.")

    class Meta:
        model = DistributionRule
        fields = ["districts", "postcodes", "cities", "to", "team", "only_they"]

    def __init__(self, *args, unit, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("districts", "postcodes", "cities"):
            self.fields[name].widget.attrs["rows"] = 3
        self.fields["team"].queryset = Team.objects.filter(Q(unit=unit) | Q(unit=None)).select_related("unit")
        self.fields["team"].empty_label = "Escolha a equipe"
        if not self.fields["team"].queryset.exists():
            del self.fields["team"]
            self.fields["to"].choices = [choice for choice in DistributionRule.To.choices if choice[0] != DistributionRule.To.TEAM]

    def clean(self):
        cleaned = super().clean()
        to_team = cleaned.get("to") == DistributionRule.To.TEAM
        if to_team and not cleaned.get("team") and "team" not in self.errors:
            self.add_error("team", "Escolha a equipe que recebe.")
        if not to_team:
            cleaned["team"] = None
        return cleaned
