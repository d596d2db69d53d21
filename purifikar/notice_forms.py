"""How a person wants to be told."""

from django import forms

from tenants.models import Channel, Notice

HELP = {
    Notice.Kind.COMING: "Antes de um prazo seu vencer.",
    Notice.Kind.MISSED: "Quando um prazo seu vence.",
    Notice.Kind.TEAM: "Para quem é Gerente ou Franqueado: um prazo da unidade venceu.",
    Notice.Kind.RECEIVED: "Algo passou de outra pessoa para você.",
    Notice.Kind.OCCURRENCE: "Um prazo vencido em suas mãos ficou registrado.",
    Notice.Kind.DISPUTE: "Duas unidades atendem a mesma pessoa, ou a rede decidiu qual delas segue.",
    Notice.Kind.ENDED: "Uma solicitação sua chegou ao fim, com o resultado.",
    Notice.Kind.WATCHED: "Cada registro de um cliente que você escolheu acompanhar.",
    Notice.Kind.REMINDER: "Antes de cada compromisso seu, com a antecedência do tipo. O e-mail da manhã traz os do dia.",
}
ON_OFF = [(Channel.Mail.AT_ONCE, "enviar"), (Channel.Mail.NONE, "não enviar")]


class ChannelsForm(forms.Form):
    """One choice for each kind of notice, and one for the morning's own mail."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        chosen = dict(Channel.objects.filter(user=user).values_list("kind", "mail"))
        for kind, label in Notice.Kind.choices:
            choices = ON_OFF if kind == Notice.Kind.REMINDER else Channel.Mail.choices  # tomorrow morning is too late for it
            self._add(kind, label, HELP.get(kind, ""), choices, chosen)
        self._add(Channel.DAY, "Seu dia na Purifikar", "Às 7h30 dos dias de trabalho, só quando há algo a dizer.", ON_OFF, chosen)

    def _add(self, kind, label, words, choices, chosen):
        self.fields[kind] = forms.ChoiceField(label=label, help_text=words, choices=choices, initial=chosen.get(kind, Channel.Mail.AT_ONCE))

    def save(self):
        Channel.objects.choose(self.user, self.cleaned_data)
