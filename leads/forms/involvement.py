"""Asking somebody into a lead, answering, and saying that it is urgent."""

from django import forms
from django.db.models import Q

from leads.forms.decision import ColleagueField, FutureField, needed
from leads.models import Involvement
from tenants.models import Membership
from tenants.roles import ROLES, Permission

WORKING = [role.slug for role in ROLES.values() if role.may(Permission.LEAD_WORK)]


class AskForm(forms.Form):
    """Whom, for what, why, until when. Everybody of the unit who treats leads, and the Franqueadora's attendants."""

    kind = forms.ChoiceField(label="O que você precisa", choices=[("participar", "Que entre na negociação"), ("alinhar", "Alinhar um ponto")], initial="participar", widget=forms.RadioSelect)  # fmt: skip
    person = ColleagueField(None, label="De quem", empty_label="escolha", error_messages=needed("Escolha de quem você precisa."))
    words = forms.CharField(label="Por quê", max_length=400, widget=forms.Textarea({"rows": 2}), error_messages=needed("Diga em poucas palavras por quê."))  # fmt: skip
    until = FutureField(label="Até quando", required=False)
    is_urgent = forms.BooleanField(label="É urgente", required=False)

    def __init__(self, *args, lead, unit, by, **kwargs):
        self.lead, self.by = lead, by
        first = lead.seller_id or lead.journey.holder_id
        super().__init__(*args, initial={"person": first if first != by.pk else None}, **kwargs)
        here = Q(unit=unit, role__in=WORKING) | Q(unit=None, role="comercial")
        people = Membership.objects.active().filter(here).exclude(user=by).select_related("user").order_by("user__name")
        self.fields["person"].queryset = people

    def save(self):
        facts = self.cleaned_data
        return Involvement.objects.ask(self.lead, facts.pop("person"), by=self.by, **facts)


class ReplyForm(forms.Form):
    words = forms.CharField(label="Sua resposta", max_length=1000, widget=forms.Textarea({"rows": 2}), error_messages=needed("Escreva a resposta."))  # fmt: skip


class UrgencyForm(forms.Form):
    words = forms.CharField(label="Por que é urgente", max_length=200, error_messages=needed("Diga por que é urgente."))
