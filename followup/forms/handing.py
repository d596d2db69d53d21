from django import forms
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from followup.forms.contact import workers
from followup.models import Contact, Proposal
from leads.forms.decision import ColleagueField, needed
from purifikar.db.keys import uuid7
from tenants.models import Membership, Notice


class HandOverForm(forms.Form):
    """From whom: also from people who have left and still have open contacts."""

    giver = ColleagueField(None, label="De quem", empty_label="escolha", error_messages=needed("Escolha de quem."))
    taker = ColleagueField(None, label="Para quem", empty_label="escolha", error_messages=needed("Escolha quem recebe."))
    why = forms.CharField(label="Motivo", max_length=200, error_messages=needed("Diga por quê."))

    def __init__(self, *args, unit, giver, **kwargs):
        self.unit = unit
        super().__init__(*args, initial={"giver": giver}, **kwargs)
        holds = Exists(Contact.objects.open().filter(owner=OuterRef("user")).order_by())
        people = Membership.objects.filter(Q(unit=unit) | Q(unit=None)).filter(holds).order_by("user__name", "user", "pk").distinct("user__name", "user")  # fmt: skip
        self.fields["giver"].queryset = people.select_related("user")
        self.fields["taker"].queryset = workers(unit)

    def clean(self):
        facts = super().clean()
        if facts.get("giver") and facts.get("giver") == facts.get("taker"):
            self.add_error("taker", "Escolha outra pessoa.")
        return facts

    @transaction.atomic
    def save(self, *, by):
        giver, taker, why = (self.cleaned_data[name] for name in ("giver", "taker", "why"))
        Proposal.objects.filter(contact__in=Contact.objects.open().filter(owner=giver)).hand_over(giver, taker, by=by, why=why)
        count = Contact.objects.hand_over(giver, taker, by=by, why=why)
        if count and taker != by:
            title = f"{by} passou a você {count} {'contato' if count == 1 else 'contatos'} de {giver}"
            Notice.objects.tell(
                [taker], kind=Notice.Kind.RECEIVED, title=title, text=why, key=f"contatos:{uuid7()}", unit=connection.tenant, address="/contatos/?responsavel=eu",
            )  # fmt: skip
        return count
