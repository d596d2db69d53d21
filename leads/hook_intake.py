"""Deliveries of other systems: read in their format, each lead of them taken in or kept with the reason (DIR-55, BEY-10)."""

import json
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from leads.doors import Refused, in_words, read_json, understood
from leads.forms.newcomer import NewcomerForm
from leads.intake_formats import READERS, NotUnderstood, text
from leads.models import Intake
from leads.models.intake import KeyTaken, digest_of

MESSAGE, NAMELESS = 2000, "Sem nome"
INFORMED = {
    "phone": "Telefone informado",
    "email": "E-mail informado",
    "cpf": "CPF informado",
    "cnpj": "CNPJ informado",
    "postcode": "CEP informado",
}


@dataclass
class Outcome:
    """What became of one delivery: its entries, and which of them were new."""

    intakes: list = field(default_factory=list)
    new: int = 0

    @property
    def refused(self):
        return [intake for intake in self.intakes if intake.state == Intake.State.REFUSED]

    @property
    def leads(self):
        return [intake.lead.number for intake in self.intakes if intake.lead]


def deliver(hook, body, *, header="", is_trusted=False):
    """Everything that the bytes tell of, each item by itself: one that is not understood holds up no other."""
    outcome = Outcome()
    try:
        data = read_json(body)
        if not is_trusted:
            _check(hook, data, body, header)
        items = READERS[hook.kind](data, hook)
    except (Refused, NotUnderstood) as trouble:
        kept = body.decode(errors="replace").replace("\0", "\ufffd")
        outcome.intakes.append(Intake.objects.refuse(str(trouble), source=hook.source, way=hook.kind, hook=hook, body=kept))
        return outcome
    for item in items:
        intake, is_new = take(hook, item)
        outcome.intakes.append(intake)
        outcome.new += is_new
    return outcome


def _check(hook, data, body, header):
    """That it comes from whom it says, where the format has a proof; without it the entry is kept, and nobody is made of it."""
    if hook.kind == hook.Kind.META and not hook.proves_meta(header, body):
        raise NotUnderstood("A assinatura X-Hub-Signature-256 não confere com o segredo do aplicativo.")
    if hook.kind == hook.Kind.GOOGLE and not hook.proves_google(data.get("google_key") if isinstance(data, dict) else None):
        raise NotUnderstood("A google_key não confere com a chave desta integração.")


def take(hook, item):
    """(entry, whether it is new) of one item."""
    body = json.dumps(item.piece, ensure_ascii=False)
    kept = {"source": hook.source, "way": hook.kind, "hook": hook, "body": body}
    if item.is_test or item.needs:
        state = Intake.State.TEST if item.is_test else Intake.State.FETCH
        return Intake.objects.keep(
            item.needs or "Teste do remetente; não vira lead.", state=state, key=item.key if item.needs else "", **kept
        )
    try:
        newcomer = newcomer_of(item)
        intake, is_new = _take_in(newcomer, item.key or f"corpo:{digest_of(body)}:{timezone.localdate()}", kept)
        intake.newcomer = newcomer  # for whoever tries
        return intake, is_new
    except ValidationError as refused:
        return Intake.objects.refuse(" ".join(refused.messages), **kept), True


def _take_in(newcomer, key, kept):
    try:
        found = Intake.objects.receive(newcomer, **kept, key=key[:160])
    except KeyTaken:  # the sender put its own data right: the lead is there already, what is new is shown
        return Intake.objects.keep(
            "O remetente mandou de novo, com dados diferentes, um lead que já entrou.", state=Intake.State.REPEATED, **kept
        )
    if key.startswith("meta:"):
        Intake.objects.filter(source=kept["source"], key=f"aviso:{key[5:]}").update(
            state=Intake.State.ACCEPTED, lead=found[0].lead, said=""
        )
    return found


def newcomer_of(item):
    """The person that the item tells of. What one of our fields cannot take goes into the message rather than away."""
    facts = {name: value for name, value in item.facts.items() if name in NewcomerForm.base_fields}
    more = list(item.more)
    for name, value in facts.items():
        most = NewcomerForm.base_fields[name].max_length
        facts[name] = value if name in INFORMED else value[:most]
    facts["name"] = facts.get("name") or text(facts.get("email", "").partition("@")[0]) or NAMELESS
    form = NewcomerForm(facts)
    if not form.is_valid():
        spoilt = set(form.errors) & set(INFORMED)
        more += [(INFORMED[name], facts.pop(name)) for name in INFORMED if name in spoilt and facts.get(name)]
        form = NewcomerForm(facts)
    lines = [facts.get("message", ""), *(f"{question}: {answer}" for question, answer in more)]
    form = NewcomerForm({**facts, "message": "\n".join(filter(None, lines))[:MESSAGE]})
    if not form.is_valid():
        raise ValidationError(
            [f"{form.fields[name].label}: {' '.join(errors)}" for name, errors in form.errors.items() if name in form.fields]
        )
    return form.newcomer()


def rehearse(hook, body):
    """What the body would become with the hook as it is; nothing of it stays."""
    with transaction.atomic():
        outcome = deliver(hook, body, is_trusted=True)
        transaction.set_rollback(True)
    return outcome


def try_again(intake):
    """A kept entry once more, by the mapping of today: the lead that it becomes, or the words why it still does not."""
    with transaction.atomic():
        if not Intake.objects.select_for_update().filter(pk=intake.pk, state=Intake.State.REFUSED).first():
            return None, "Alguém já cuidou desta entrada."
        lead, words = _again(intake)
        if lead is None:
            transaction.set_rollback(True)
        else:
            intake.settle(lead)
    return lead, words


def _again(intake):
    if intake.hook:
        outcome = deliver(intake.hook, intake.body.encode(), is_trusted=True)
        leads = [one.lead for one in outcome.intakes if one.lead]
        return (leads[0] if leads else None), " ".join(one.said for one in outcome.refused)
    kept = {"source": intake.source, "way": intake.way, "body": intake.body}
    try:
        return Intake.objects.receive(understood(intake.body.encode()), **kept)[0].lead, ""
    except (Refused, ValidationError) as refused:
        return None, in_words(refused) if isinstance(refused, Refused) else " ".join(refused.messages)
