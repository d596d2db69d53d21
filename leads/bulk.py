"""One deed for many leads: each is checked and done by itself, as on its own page, and those refused are told with the reason."""

from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from leads.decider import Decider
from leads.lead_page import LeadPage
from leads.models import Lead
from purifikar.db.keys import uuid7
from workflow import arriving, registry
from workflow.models import Outcome

MOST = 200
NEWS = "Por uma decisão sobre vários leads."
HELD = "/leads/?responsavel=eu"
_others = []  # what upper apps do with the leads that were chosen: (words, URL name, icon, permission)


def add_bulk(label, *, url_name, icon, permission):
    """One more button under the list; its page gets the same form."""
    if (label, url_name, icon, permission) not in _others:
        _others.append((label, url_name, icon, permission))


def others_for(member):
    return [(label, reverse(url_name), icon) for label, url_name, icon, permission in _others if member.may(permission)]


ONE_BY_ONE = {"appointment", "answers"}  # what cannot be the same for several leads


@dataclass(frozen=True)
class Told:
    """How it went with one lead; `words` say why not."""

    lead: Lead
    words: str = ""


class Chosen:
    """The leads that somebody chose in the list, with the turn at which he saw each; only those that are his to see."""

    def __init__(self, values, *, member, unit):
        self.member, self.unit, self.user = member, unit, member.user
        self.turns = dict(pair for value in values[:MOST] if (pair := _number_and_turn(value)))

    @cached_property
    def leads(self):
        found = Lead.objects.visible_to(self.member).filter(number__in=self.turns).with_desk().select_related("seller")
        return list(found.order_by("-number"))

    @cached_property
    def _decider(self):
        return Decider(self.member, self.unit)

    def why_not(self, lead, *, deciding):
        """Why this lead is not his to move, if it isn't; of what was decided since he saw it, by whom."""
        if deciding and lead.journey.turn != self.turns[lead.number]:
            return " ".join(lead.already_decided().messages)
        if not lead.is_running:
            return "Já foi encerrado."
        page = LeadPage(lead, self.member, self.unit, decider=self._decider)
        return "" if not deciding or page.may_decide else page.why_not

    def split(self, *, deciding=True):
        """(those that may go, those that may not, each with the reason)"""
        told = [Told(lead, self.why_not(lead, deciding=deciding)) for lead in self.leads]
        return [each.lead for each in told if not each.words], [each for each in told if each.words]

    def values(self):
        return [f"{lead.number}:{self.turns[lead.number]}" for lead in self.leads]

    def outcomes(self, leads):
        """The decisions that all those leads have in common and that may be asked for once."""
        stages = {lead.journey.stage_id for lead in leads}
        by_slug = {}
        for outcome in Outcome.objects.filter(stage__in=stages).select_related("stage", "target").order_by("order"):
            by_slug.setdefault(outcome.slug, []).append(outcome)
        common = [outcomes for outcomes in by_slug.values() if len(outcomes) == len(stages) and _ask_the_same(outcomes)]
        return [first for first, *_ in common if not ONE_BY_ONE & set(first.requires) and not registry.is_conditional(first)]

    def each(self, leads, deed, *, news=""):
        """Does the deed with every lead in a transaction of its own: (done, refused). With `news` each who got some of them is told once."""
        done, refused, had = [], [], {lead.pk: lead.journey.holder_id for lead in leads}
        for lead in leads:
            try:
                with transaction.atomic(), arriving.nobody_told():
                    deed(lead)
            except ValidationError as no:
                refused.append(Told(lead, " ".join(no.messages)))
            else:
                done.append(lead)
        got = [lead.journey for lead in done if news and lead.is_running and lead.journey.holder_id != had[lead.pk]]
        arriving.tell_of_many(got, by=self.user, text=news, key=uuid7(), address=HELD)
        return done, refused

    # --- the deeds ----------------------------------------------------------------------------------------------------

    def hand(self, leads, *, person, why):
        def deed(lead):
            if lead.journey.holder_id == person.pk:
                raise ValidationError(f"Já está com {person}.")
            if not lead.journey.stage.work_of(self.unit).filter(user=person).exists():
                raise ValidationError(f"{person} não recebe trabalho da etapa {lead.journey.stage}.")
            if lead.journey.turn != self.turns[lead.number]:
                raise lead.already_decided()
            lead.hand_to(person, by=self.user, why=why)

        return self.each(leads, deed, news=why)

    def decide(self, leads, outcome, **given):
        return self.each(leads, lambda lead: lead.decide(outcome, by=self.user, seen=self.turns[lead.number], **given), news=NEWS)

    def set_next(self, leads, *, next_at, note=""):
        return self.each(leads, lambda lead: lead.set_next(next_at, by=self.user, note=note))


def _ask_the_same(outcomes):
    return len({(outcome.name, str(outcome.requires), str(outcome.reasons), outcome.target.slug) for outcome in outcomes}) == 1


def _number_and_turn(value):
    number, _, turn = value.partition(":")
    return (int(number), int(turn)) if number.isdigit() and turn.isdigit() and len(value) < 20 else None
