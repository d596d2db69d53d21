"""The catalogue: products, price tables, promotions (DIR-54)."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from followup.models import Plan, Price, PriceTable, Product, Promotion
from purifikar.lib import filetypes
from purifikar.lib.filetypes import JPEG, PNG, WEBP, RefusedFile
from purifikar.lib.forms import DateInput

PICTURES = (PNG, JPEG, WEBP)


class ProductForm(forms.ModelForm):
    class Meta:
        model = Product
        fields = ["name", "code", "kind", "description", "is_active"]
        widgets = {"kind": forms.RadioSelect({"group_class": "is-columns"}), "description": forms.Textarea({"rows": 2})}
        help_texts = {"is_active": "Fora de uso, não entra em novas propostas.", "code": "Como na etiqueta ou na nota."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Product.Kind.choices

    def clean_name(self):
        return self._once("name", "Já existe um produto com esse nome.")

    def clean_code(self):
        return self._once("code", "Já existe um produto com esse código.")

    def _once(self, field, words):
        value = " ".join(self.cleaned_data[field].split())
        if Product.objects.filter(**{f"{field}__iexact": value}).exclude(pk=self.instance.pk).exists():
            raise ValidationError(words)
        return value


class PictureForm(forms.Form):
    """A picture, told by its content."""

    picture = forms.FileField(label="Imagem", max_length=255, help_text="PNG, JPEG ou WEBP, até 10 MB.", error_messages={"required": "Escolha a imagem."}, widget=forms.FileInput({"accept": ".png,.jpg,.jpeg,.webp"}))  # fmt: skip
    KINDS = PICTURES

    def clean_picture(self):
        upload = self.cleaned_data["picture"]
        try:
            self.found = filetypes.accept(upload, upload.name)
        except RefusedFile as refused:
            raise ValidationError(str(refused)) from refused
        if self.found not in self.KINDS:
            raise ValidationError("Envie uma imagem: " + ", ".join(kind.endings[0].upper() for kind in self.KINDS) + ".")
        return upload


class LogoForm(PictureForm):
    """The unit's logo; a PDF draws no WEBP."""

    KINDS = (PNG, JPEG)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["picture"].help_text = "PNG ou JPEG, de preferência largo e com fundo branco."


class TableForm(forms.ModelForm):
    """A price table; a new one may begin as a copy of another, so many per cent dearer."""

    copy = forms.ModelChoiceField(None, label="Começar com os preços de", required=False, empty_label="nenhuma, em branco")
    percent = forms.DecimalField(label="Reajuste (%)", max_digits=5, decimal_places=2, min_value=-90, max_value=900, required=False, localize=True)  # fmt: skip

    class Meta:
        model = PriceTable
        fields = ["name", "starts", "ends"]
        widgets = {"starts": DateInput, "ends": DateInput}
        help_texts = {"ends": "Em branco, não tem fim; para outra começar, encerre esta antes."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.fields["copy"].queryset = PriceTable.objects.all()
            self.initial.setdefault("starts", timezone.localdate())
        else:
            del self.fields["copy"], self.fields["percent"]

    def clean(self):
        facts = super().clean()
        if facts.get("starts") and facts.get("ends") and facts["ends"] < facts["starts"]:
            self.add_error("ends", "O último dia vem antes do primeiro.")
        return facts

    def validate_constraints(self):
        """That another table is in force on these days is said by `keep`, in words."""

    def save(self, commit=True):
        """Raises ValidationError where another table is in force on these days."""
        table = super().save(commit=False)
        table.keep()
        if self.cleaned_data.get("copy"):
            table.copy_prices(self.cleaned_data["copy"], self.cleaned_data.get("percent") or Decimal(0))
        return table


class PriceForm(forms.ModelForm):
    class Meta:
        model = Price
        fields = ["product", "plan", "term_months", "amount", "installation"]
        localized_fields = ["amount", "installation"]
        widgets = {"plan": forms.RadioSelect({"group_class": "is-columns"})}
        labels = {"term_months": "Meses de locação", "amount": "Valor R$", "installation": "Instalação R$"}
        help_texts = {"term_months": "Só na locação."}

    def __init__(self, *args, table, **kwargs):
        super().__init__(*args, **kwargs)
        self.table = table
        self.fields["product"].queryset, self.fields["product"].empty_label = Product.objects.in_use(), "escolha"
        self.fields["plan"].choices = Plan.choices
        self.fields["term_months"].required = self.fields["installation"].required = False

    def clean_installation(self):
        return self.cleaned_data["installation"] or Decimal("0.00")

    def clean(self):
        facts = super().clean()
        plan = facts.get("plan")
        facts["term_months"] = (facts.get("term_months") or 0) if plan == Plan.RENTAL else 0
        if plan == Plan.RENTAL and not facts["term_months"] and "term_months" not in self.errors:
            self.add_error("term_months", "Informe por quantos meses é a locação.")
        same = self.table.prices.filter(product=facts.get("product"), plan=plan, term_months=facts["term_months"])
        if facts.get("product") and same.exclude(pk=self.instance.pk).exists():
            self.add_error("product", "Este produto já tem preço nesse plano. Exclua o outro antes.")
        return facts

    def save(self, commit=True):
        self.instance.table = self.table
        return super().save(commit)


class PromotionForm(forms.ModelForm):
    class Meta:
        model = Promotion
        fields = ["name", "products", "kind", "value", "plan", "minimum", "starts", "ends", "is_active"]
        localized_fields = ["value"]
        widgets = {"starts": DateInput, "ends": DateInput, "kind": forms.RadioSelect({"group_class": "is-columns"}), "products": forms.CheckboxSelectMultiple({"group_class": "is-columns"})}  # fmt: skip
        error_messages = {"products": {"required": "Escolha ao menos um produto."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        mine = Product.objects.filter(pk__in=self.instance.products.values("pk")) if not self.instance._state.adding else Product.objects.none()  # fmt: skip
        self.fields["products"].queryset = Product.objects.in_use() | mine
        self.fields["kind"].choices = Promotion.Kind.choices
        self.fields["plan"].choices = [("", "venda e locação"), *Plan.choices]
        self.initial.setdefault("starts", timezone.localdate())

    def clean(self):
        facts = super().clean()
        if facts.get("kind") == Promotion.Kind.PERCENT and facts.get("value") and facts["value"] > 100:
            self.add_error("value", "O desconto vai até 100 %.")
        if facts.get("starts") and facts.get("ends") and facts["ends"] < facts["starts"]:
            self.add_error("ends", "O último dia vem antes do primeiro.")
        return facts
