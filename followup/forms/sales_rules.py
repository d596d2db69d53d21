"""How the unit sells, and the models of its proposals."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.text import slugify

from followup import placeholders
from followup.models import OrderWatcher, ProposalTemplate, SalesRules
from tenants.models import Membership

BLANK_BLOCKS = 2
MOST_BLOCKS = 20
LONGEST = 8000


class WatchersField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, member):
        return f"{member.user} ({member.get_role_display()})"


class SalesRulesForm(forms.ModelForm):
    """The limit of discounts, how long a proposal holds, surplus, and who hears of deleted orders (BIM-18, BIM-65)."""

    watchers = WatchersField(None, label="Quem recebe um e-mail quando um pedido é excluído", required=False)

    class Meta:
        model = SalesRules
        fields = ["discount_limit", "valid_days", "surplus_charge"]
        localized_fields = ["discount_limit"]
        labels = {"surplus_charge": "Tipo de movimento de cobrança (negociação) para venda de excedente"}
        help_texts = {
            "discount_limit": "Acima disso a proposta espera a aprovação do Gerente.",
            "surplus_charge": "Com ele, o que for vendido a mais no mesmo contato gera um contrato separado. Em branco, a rotina fica desligada.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["watchers"].queryset = Membership.objects.active().of_unit(connection.tenant).select_related("user").order_by("user__name")  # fmt: skip
        self.initial["watchers"] = list(self.fields["watchers"].queryset.filter(user__in=list(OrderWatcher.objects.values_list("user", flat=True))))  # fmt: skip

    def clean_surplus_charge(self):
        return " ".join(self.cleaned_data["surplus_charge"].split())

    @transaction.atomic
    def save(self, commit=True):
        OrderWatcher.set([member.user for member in self.cleaned_data["watchers"]])
        return super().save(commit)


class BlockField(forms.CharField):
    """A text with placeholders out of the list."""

    def __init__(self, **options):
        super().__init__(max_length=LONGEST, required=False, strip=False, **options)

    def validate(self, value):
        super().validate(value)
        if unknown := placeholders.unknown_in(value):
            names = ", ".join("{{" + name + "}}" for name in unknown)
            raise ValidationError(f"Não existe: {names}. Veja as variáveis da lista.")


class TemplateForm(forms.ModelForm):
    """A model of proposals: its texts in order; one emptied goes, two blank ones wait at the end."""

    class Meta:
        model = ProposalTemplate
        fields = ["name", "is_default", "is_active"]
        labels = {"is_default": "É o modelo de costume"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.pairs = []
        blocks = list(self.instance.blocks)[:MOST_BLOCKS]
        for number, block in enumerate([*blocks, *[{"slug": "", "title": "", "body": ""}] * BLANK_BLOCKS]):
            rows = min(14, max(3, block["body"].count("\n") + 2 + len(block["body"]) // 90))
            self.fields[f"title_{number}"] = forms.CharField(label="Título", max_length=80, required=False, initial=block["title"])
            self.fields[f"body_{number}"] = BlockField(label="Texto", initial=block["body"], widget=forms.Textarea({"rows": rows}))
            self.pairs.append((number, block["slug"]))

    @property
    def blocks(self):
        return [(self[f"title_{number}"], self[f"body_{number}"], bool(slug)) for number, slug in self.pairs]

    @property
    def own_fields(self):
        return [self[name] for name in self.Meta.fields]

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if ProposalTemplate.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Já existe um modelo com esse nome.")
        return name

    def validate_constraints(self):
        """Of two usual ones the other gives way, in `save`."""

    def clean(self):
        facts = super().clean()
        written, slugs = [], set()
        for number, slug in self.pairs:
            title, body = facts.get(f"title_{number}") or "", facts.get(f"body_{number}") or ""
            if title.strip() or body.strip():
                stem = slug or slugify(title)[:34] or "texto"
                name = next(each for each in (stem, *(f"{stem}-{turn}" for turn in range(2, 99))) if each not in slugs)
                slugs.add(name)
                written.append({"slug": name, "title": title.strip(), "body": body.strip()})
        if not written and not self.errors:
            self.add_error(None, "Escreva ao menos um texto.")
        self.instance.blocks = written
        return facts

    @transaction.atomic
    def save(self, commit=True):
        if self.instance.is_default:
            ProposalTemplate.objects.filter(is_default=True).exclude(pk=self.instance.pk).update(is_default=False)
        return super().save(commit)
