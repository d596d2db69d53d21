"""The end of a contact and its being opened again, with a supervisor's own sign-in where one's own power is not enough."""

from django import forms

from followup.authorising import NotAuthorised, authorise, supervisors
from followup.models import Contact, Reopening
from leads.forms.decision import ColleagueField, needed
from purifikar.db.keys import uuid7
from tenants.models import Notice

HERE, ASK = "aqui", "pedir"


class SupervisorForm(forms.Form):
    """For somebody without the power: a supervisor signs in here for this one deed, or is asked and answers from his own place."""

    use_required_attribute = False  # of the two ways one is hidden, and a browser would stop at what it does not show

    way = forms.ChoiceField(label="Autorização do supervisor", choices=[(HERE, "O supervisor está aqui e autoriza agora"), (ASK, "Pedir, e o supervisor responde de onde estiver")], initial=HERE, widget=forms.RadioSelect)  # fmt: skip
    email = forms.EmailField(
        label="E-mail do supervisor",
        error_messages=needed("Preencha o e-mail do supervisor."),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    password = forms.CharField(label="Senha do supervisor", error_messages=needed("Preencha a senha do supervisor."), strip=False, widget=forms.PasswordInput({"autocomplete": "off"}))  # fmt: skip
    code = forms.CharField(label="Código do aplicativo, se ele usa", required=False, max_length=10, widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}))  # fmt: skip
    supervisor = ColleagueField(None, label="A quem pedir", empty_label="escolha", error_messages=needed("Escolha a quem pedir."))

    def __init__(self, *args, request, contact, may, **kwargs):
        """Whoever has the power himself (`may`) is asked for nothing of this."""
        self.request, self.contact, self.may, self.authority = request, contact, may, None
        super().__init__(*args, **kwargs)
        if may:
            for name in ("way", "email", "password", "code", "supervisor"):
                del self.fields[name]
        else:
            self.fields["supervisor"].queryset = supervisors(request.unit)
            asks = self.data.get("way") == ASK
            self.fields["email"].required = self.fields["password"].required = not asks
            self.fields["supervisor"].required = asks or not self.is_bound

    def clean(self):
        facts = super().clean()
        if self.may or self.errors:
            return facts
        if facts["way"] == ASK:
            return facts
        try:
            self.authority = authorise(self.request, email=facts["email"], password=facts["password"], code=facts["code"])
        except NotAuthorised as refused:
            self.add_error(refused.field, refused.words)
        return facts

    @property
    def asks(self):
        return not self.may and self.cleaned_data["way"] == ASK

    def tell_supervisor(self, deed):
        """What was done on his sign-in stands in his bell: he would see there what he did not sign."""
        if self.authority:
            Notice.objects.tell(
                [self.authority], kind=Notice.Kind.RECEIVED, title=f"Com a sua senha: {deed}", text=f"Feito por {self.request.user}.",
                key=f"autorizou:{uuid7()}", unit=self.request.unit, address=self.contact.address,
            )  # fmt: skip


class ReopenForm(SupervisorForm):
    reason = forms.CharField(label="Motivo da reabertura", max_length=400, widget=forms.Textarea({"rows": 3}), error_messages=needed("Escreva o motivo da reabertura."))  # fmt: skip
    field_order = ["reason"]

    def save(self):
        """The contact, open; or the request that waits for a supervisor."""
        reason, by = self.cleaned_data["reason"], self.request.user
        if self.asks:
            return Reopening.objects.ask(self.contact, self.cleaned_data["supervisor"], reason=reason, by=by)
        self.contact.reopen(by=by, reason=reason, authorised_by=self.authority)
        self.tell_supervisor(f"reabrir “{self.contact}”")
        return self.contact


class CloseForm(SupervisorForm):
    """How it ended. Where only supervisors close, one authorises on the spot (BIM-64)."""

    result = forms.ChoiceField(label="Como terminou", choices=[(Contact.Result.SOLD, "Vendido"), (Contact.Result.LOST, "Sem venda"), (Contact.Result.DONE, "Atendido, nada a vender")], widget=forms.RadioSelect, error_messages=needed("Diga como terminou."))  # fmt: skip
    words = forms.CharField(label="Motivo ou observação", max_length=200, required=False)
    field_order = ["result", "words"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "way" in self.fields:
            self.fields["way"].choices = [(HERE, "O supervisor autoriza agora")]
            self.fields["way"].widget = forms.HiddenInput()
            del self.fields["supervisor"]

    def clean_words(self):
        words = self.cleaned_data["words"]
        if self.cleaned_data.get("result") == Contact.Result.LOST and not words:
            raise forms.ValidationError("Diga por que não houve venda.")
        return words

    def save(self):
        facts = self.cleaned_data
        self.contact.close(by=self.request.user, result=facts["result"], words=facts["words"], authorised_by=self.authority)
        self.tell_supervisor(f"encerrar “{self.contact}”")


class RefusalForm(forms.Form):
    words = forms.CharField(label="Por que não", max_length=400, error_messages=needed("Diga por que não autoriza."))
