import re

from django import forms

from leads.models import Hook

PATH = re.compile(r"\A[^.\[\]]+(\[\d{1,3}\])*(\.[^.\[\]]+(\[\d{1,3}\])*)*\Z")
OURS = {
    "name": "Nome", "phone": "Telefone", "email": "E-mail", "cpf": "CPF", "cnpj": "CNPJ", "postcode": "CEP", "district": "Bairro",
    "product": "Produto de interesse", "campaign": "Campanha", "message": "Mensagem", "consent": "Consentimento",
}  # fmt: skip


class HookKindForm(forms.ModelForm):
    """Which system is to be connected."""

    class Meta:
        model = Hook
        fields = ["kind"]
        widgets = {"kind": forms.RadioSelect}


class PathField(forms.RegexField):
    """Where something stands in a JSON body: cliente.telefones[0].numero"""

    def __init__(self, **kwargs):
        words = {"invalid": "Escreva o caminho com pontos, por exemplo cliente.telefones[0].numero."}
        super().__init__(PATH, max_length=120, required=False, error_messages=words, **kwargs)


class HookForm(forms.ModelForm):
    """What an integration needs to know: by kind a secret, or where our fields stand in the sender's JSON."""

    class Meta:
        model = Hook
        fields = ["is_active", "secret"]
        labels = {"secret": "Segredo do aplicativo na Meta (App Secret)"}
        help_texts = {"secret": "Com ele, só entra o que a Meta assinou. Sem ele, prova quem envia só o endereço secreto."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.kind != Hook.Kind.META:
            del self.fields["secret"]
        if self.instance.kind == Hook.Kind.JSON:
            self._ask_for_paths()

    def _ask_for_paths(self):
        self.fields["each"] = PathField(label="Lista de leads", help_text="Só quando um envio traz vários: onde está a lista.")
        self.fields["key"] = PathField(label="Número do lead no outro sistema", help_text="O mesmo número não entra duas vezes.")
        for name, label in OURS.items():
            self.fields[name] = PathField(label=label)
        for name, path in self.instance.mapping.items():
            if name in self.fields:
                self.fields[name].initial = path

    def clean(self):
        facts = super().clean()
        if self.instance.kind == Hook.Kind.JSON and not self.errors and not (facts.get("phone") or facts.get("email")):
            self.add_error("phone", "Diga onde está o telefone, ou o e-mail.")
        return facts

    def save(self, commit=True):
        if self.instance.kind == Hook.Kind.JSON:
            names = ("each", "key", *OURS)
            self.instance.mapping = {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}
        return super().save(commit)
