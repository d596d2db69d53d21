"""What is asked while a proposal is made, sent and answered."""

from django import forms
from django.utils import timezone

from followup.forms.sales_rules import BlockField
from followup.models import Price, PriceTable, Product, ProposalTemplate
from leads.forms.decision import needed
from leads.forms.fields import AnyEmailField
from purifikar.db.keys import uuid7
from purifikar.lib.forms import DateInput

ROWS = 4  # products that an order may have beside the proposal's


class PriceField(forms.ModelChoiceField):
    """A product with its plan, out of the table in force today."""

    def label_from_instance(self, price):
        return price.words


def prices_today():
    table = PriceTable.objects.in_force()
    prices = Price.objects.filter(table=table) if table else Price.objects.none()
    return prices.filter(product__is_active=True).select_related("product")


class NewProposalForm(forms.Form):
    """Which lead or contact of the person it belongs to, and the model of its texts."""

    about = forms.ChoiceField(label="Para qual negociação", required=False)
    template = forms.ModelChoiceField(None, label="Modelo", required=False, empty_label=None)
    receipt = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7, required=False)

    def __init__(self, *args, choices, about="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [("", "nenhuma em especial"), *choices]
        self.fields["about"].initial = about
        templates = ProposalTemplate.objects.in_use()
        self.fields["template"].queryset = templates
        self.fields["template"].initial = templates.first()
        if len(templates) < 2:
            del self.fields["template"]


class ItemForm(forms.Form):
    price = PriceField(None, label="Produto", empty_label="escolha", error_messages=needed("Escolha o produto."))
    quantity = forms.IntegerField(label="Quantidade", min_value=1, max_value=999, initial=1, error_messages=needed("Informe quantos."))
    discount = forms.DecimalField(label="Desconto (%)", min_value=0, max_value=100, max_digits=5, decimal_places=2, required=False, localize=True)  # fmt: skip

    def __init__(self, *args, wanted="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["price"].queryset = prices = prices_today()
        if product := Product.objects.wanted_by(wanted):
            self.fields["price"].initial = prices.filter(product=product).first()

    def clean_discount(self):
        return self.cleaned_data["discount"] or 0


class ItemChangeForm(forms.Form):
    quantity = forms.IntegerField(label="Quantidade", min_value=1, max_value=999, error_messages=needed("Informe quantos."))
    discount = forms.DecimalField(label="Desconto (%)", min_value=0, max_value=100, max_digits=5, decimal_places=2, required=False, localize=True)  # fmt: skip

    def clean_discount(self):
        return self.cleaned_data["discount"] or 0


class TextForm(forms.Form):
    body = BlockField(label="Texto", widget=forms.Textarea({"rows": 12}))


class TermsForm(forms.Form):
    valid_until = forms.DateField(label="Vale até", widget=DateInput, error_messages=needed("Informe até quando vale."))

    def clean_valid_until(self):
        day = self.cleaned_data["valid_until"]
        if day < timezone.localdate():
            raise forms.ValidationError("Escolha um dia que ainda não passou.")
        return day


class SendForm(forms.Form):
    """By e-mail with the link, or the link alone to be passed on by WhatsApp or by hand."""

    way = forms.ChoiceField(label="Como", choices=[("email", "Por e-mail"), ("link", "Só o endereço, para copiar ou mandar por WhatsApp")], initial="email", widget=forms.RadioSelect)  # fmt: skip
    to = AnyEmailField(label="Para", required=False)
    subject = forms.CharField(label="Assunto", max_length=150, required=False)
    message = forms.CharField(label="Mensagem", max_length=2000, required=False, widget=forms.Textarea({"rows": 5}))
    receipt = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7, required=False)

    def clean(self):
        facts = super().clean()
        if facts.get("way") == "email" and not facts.get("to") and "to" not in self.errors:
            self.add_error("to", "Informe o e-mail do cliente, ou envie só o endereço.")
        return facts


class WordsForm(forms.Form):
    words = forms.CharField(label="Por quê", max_length=300, required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args, label="Por quê", missing="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label
        if missing:
            self.fields["words"].required = True
            self.fields["words"].error_messages["required"] = missing


class ToldForm(forms.Form):
    """The customer's answer, told to one of us."""

    answer = forms.ChoiceField(label="O cliente", choices=[("aceita", "aceitou"), ("recusada", "recusou")], widget=forms.RadioSelect({"group_class": "is-columns"}), error_messages=needed("Diga se aceitou ou recusou."))  # fmt: skip
    name = forms.CharField(label="Quem respondeu", max_length=80, error_messages=needed("Escreva quem respondeu."))
    words = forms.CharField(label="Em que palavras", max_length=300, required=False, widget=forms.Textarea({"rows": 2}))


class CustomerForm(forms.Form):
    """The customer's own answer on the page of the link."""

    name = forms.CharField(label="Seu nome completo", max_length=80, error_messages=needed("Escreva o seu nome."), widget=forms.TextInput({"autocomplete": "name"}))  # fmt: skip
    answer = forms.ChoiceField(choices=[("aceita", ""), ("recusada", "")], error_messages={"required": "Escolha uma das respostas.", "invalid_choice": "Escolha uma das respostas."})  # fmt: skip
    agree = forms.BooleanField(label="Li a proposta e aceito os itens, os valores e as condições", required=False)
    words = forms.CharField(label="Se quiser, diga o que faltou", max_length=300, required=False, widget=forms.Textarea({"rows": 2}))

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].replace("\0", "").split())

    def clean(self):
        facts = super().clean()
        if facts.get("answer") == "aceita" and not facts.get("agree"):
            self.add_error("agree", "Marque que leu e aceita.")
        return facts


class OrderForm(forms.Form):
    """Products sold, each with how many; without a proposal at least one."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7, required=False)

    def __init__(self, *args, needs_one=True, wanted="", **kwargs):
        super().__init__(*args, **kwargs)
        self.needs_one, prices = needs_one, prices_today()
        for row in range(ROWS):
            self.fields[f"price_{row}"] = PriceField(prices, label="Produto", required=False, empty_label="–")
            self.fields[f"quantity_{row}"] = forms.IntegerField(label="Quantidade", min_value=1, max_value=999, initial=1, required=False)
        product = Product.objects.wanted_by(wanted)
        if needs_one and product:
            self.fields["price_0"].initial = prices.filter(product=product).first()

    @property
    def rows(self):
        return [(self[f"price_{row}"], self[f"quantity_{row}"]) for row in range(ROWS)]

    def clean(self):
        facts = super().clean()
        self.chosen = [(facts.get(f"price_{row}"), facts.get(f"quantity_{row}") or 1) for row in range(ROWS) if facts.get(f"price_{row}")]
        if self.needs_one and not self.chosen and not self.errors:
            self.add_error("price_0", "Escolha ao menos um produto.")
        return facts
