"""What the tests of reports share: a random history of leads in Santos, and the same figures counted the slow way."""

import random
from collections import Counter
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from leads.models import CallAttempt, Lead, Person
from leads.reports.catch_up import catch_up
from workflow.models import ArmedLimit, Event, Stage

ZONE = ZoneInfo("America/Sao_Paulo")
BEGAN = date(2026, 10, 1)
DISTRICTS, REASONS = ["Gonzaga", "gonzaga", "Embaré", ""], ["Preço", "Sem interesse", "Mudou-se"]


class History:
    """Leads that come, are called, decided on and lost at random hours of random days; now and then the figures are counted."""

    def __init__(self, clock, sources, people, *, seed):
        self.clock, self.sources, self.people = clock, sources, people
        self.dice = random.Random(seed)
        clock.at(f"{BEGAN} 09:00")

    def goes_on(self, steps, *, counting=0.05):
        for _ in range(steps):
            self.clock.ahead(minutes=self.dice.randrange(5, 700))
            self.step()
            if self.dice.random() < counting:
                catch_up()

    def step(self):
        running = list(Lead.objects.running().select_related("journey__stage"))
        if len(running) < 5 or self.dice.random() < 0.3:
            return self.takes_in()
        lead = self.dice.choice(running)
        return self.dice.choice([self.decides, self.decides, self.calls, self.changes])(lead)

    def takes_in(self):
        person = Person.objects.register(name="Alguém de Santos")
        facts = {
            "district": self.dice.choice(DISTRICTS),
            "campaign": self.dice.choice(["", "verão"]),
            "value": self.dice.choice([None, 900]),
        }
        by, seller = self.dice.choice([None, *self.people]), self.dice.choice([None, self.people[0]])
        Lead.objects.take_in(person, source=self.dice.choice(self.sources), by=by, seller=seller, created_at=self.clock.now, **facts)

    def decides(self, lead):
        outcome = self.dice.choice(list(lead.journey.stage.outcomes.all()))
        given = {"note": "Falou.", "reason": self.dice.choice(REASONS), "person": self.people[0]}
        lead.decide(outcome, by=self.dice.choice([lead.journey.holder, self.people[-1], None]), **given)

    def calls(self, lead):
        next_at = self.clock.now + timedelta(days=1)
        CallAttempt.objects.log(lead, result="atendeu", next_at=next_at, by=self.dice.choice(self.people))

    def changes(self, lead):
        lead.district = self.dice.choice(DISTRICTS)
        lead.change(by=self.people[0], names=["district"])


def days_of(lead):
    """{what happened: on which day} of one lead, told from all its events, without any of the reports' code."""
    events = list(Event.objects.filter(journey=lead.journey_id).order_by("id"))
    centres = dict(Stage.objects.values_list("name", "centre"))
    touched = [event.at for event in events if event.kind in ("journey.decided", "lead.called") and event.by_id]
    found = {"leads": lead.created_at}
    if touched:
        found["treated"] = touched[0]
        due = ArmedLimit.objects.filter(journey=lead.journey_id).order_by("started_at").first().due_at
        found |= {"in_time": touched[0]} if touched[0] <= due else {}
    for place, event in enumerate(events):
        deciders = [each.by_id for each in events[:place] if each.kind == "journey.decided"]
        if event.kind == "journey.entered" and deciders and deciders[-1] and centres[event.details["stage"]] == "vendas":
            found.setdefault("handed", event.at)
    if lead.journey.ended_at:
        found[{"ganho": "won", "perdido": "lost"}[lead.journey.result]] = lead.journey.ended_at
    return {name: moment.astimezone(ZONE).date() for name, moment in found.items()}


def counted(first, last, by):
    """{(measure, what `by(lead)` says): how many} between those days, lead by lead."""
    found = Counter()
    for lead in Lead.objects.select_related("journey", "source"):
        found.update((measure, by(lead)) for measure, day in days_of(lead).items() if first <= day <= last)
    return found
