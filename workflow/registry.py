"""The three registries that upper apps fill in their `wiring.py` (architecture.md): entry actions, requirements, panels.

workflow calls what is registered by name and never imports upwards.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError


@dataclass(frozen=True)
class EntryAction:
    """What may happen when a journey enters a stage. `run(journey, *, by)` runs in the deed's transaction."""

    name: str
    label: str
    run: Callable

    def __call__(self, journey, *, by):
        return self.run(journey, by=by)


@dataclass(frozen=True)
class Requirement:
    """What an outcome may ask for.

    `clean(journey, outcome, given)` returns the answer or raises ValidationError({field: words}); `apply(journey, outcome,
    answer, by=…)` does what follows in the deed's transaction and may return the person who holds the journey next. Where
    `stands` is given, the outcome is offered to people only while `stands(journey)` says so.
    """

    name: str
    label: str
    clean: Callable
    apply: Callable
    stands: Callable | None = None


@dataclass(frozen=True)
class Panel:
    """A section that an upper app adds to the person's or lead's page: its heading, the URL name that fills it, the power it takes."""

    label: str
    url_name: str
    place: str
    permission: str | None = None


_actions, _requirements, _panels, _followers, _places = {}, {}, [], [], []
_end_followers, _replacement_followers, _subjects = [], [], []


def entry_action(name, label=None):
    """With a label: a decorator that registers an action. Without: the action of that name (KeyError for an unknown one)."""
    if label is None:
        return _actions[name]

    def register(run):
        _actions[name] = EntryAction(name, label, run)
        return run

    return register


def has_entry_action(name):
    return name in _actions


def entry_actions():
    return sorted(_actions.values(), key=lambda action: action.label)


def add_requirement(name, label, *, clean, apply, stands=None):
    _requirements[name] = Requirement(name, label, clean, apply, stands)


def is_conditional(outcome):
    """Whether it is offered only at times."""
    return any(has_requirement(name) and requirement(name).stands for name in outcome.requires)


def is_offered(journey, outcome):
    """Whether people are shown it now."""
    tests = (requirement(name).stands for name in outcome.requires if has_requirement(name))
    return all(stands(journey) for stands in tests if stands)


def has_requirement(name):
    return name in _requirements


def requirement(name):
    return _requirements[name]


def requirements():
    return list(_requirements.values())


def add_panel(label, url_name, *, place="lead", permission=None):
    _panels.append(Panel(label, url_name, place, permission))


def panels(place, member=None):
    """Those of that page, and of `member` only what he may open."""
    found = [panel for panel in _panels if panel.place == place]
    return [panel for panel in found if member is None or panel.permission is None or member.may(panel.permission)]


def follow_appointments(follow):
    """Lets `follow(journey, starts_at)` run, in the deed's transaction, when an appointment of a journey moves to another time."""
    _followers.append(follow)


def follow_replacements(follow):
    """Lets `follow({appointment: the one that takes its place})` run, in the deed's transaction, when some move to another time."""
    _replacement_followers.append(follow)


def appointments_replaced(following):
    for follow in _replacement_followers:
        follow(following)


def follow_ends(follow):
    """Lets `follow(journey)` run, in the deed's transaction, when a journey comes to an end."""
    _end_followers.append(follow)


def journey_ended(journey):
    for follow in _end_followers:
        follow(journey)


def appointment_moved(journey, starts_at):
    for follow in _followers:
        follow(journey, starts_at)


def know_place(tell):
    """Lets `tell(journey)` say where what travels is: {"district": …, "postcode": …, "city": …}, or nothing."""
    _places.append(tell)


def place_of(journey):
    """Where it is, for whoever gives it out by territory; {} when nobody knows."""
    return next(filter(None, (tell(journey) for tell in _places)), {})


def know_subjects(tell):
    """Lets `tell(address, member)` name the customer or lead whose page that is, where the person may see it; else nothing."""
    _subjects.append(tell)


def subject_at(address, member):
    """Whose page it is, in words: what a solicitação is about (PUR-22)."""
    return next(filter(None, (tell(address, member) for tell in _subjects)), "")


def clean_answers(journey, outcome, given):
    """Every requirement's answer: {requirement: answer}. Raises one ValidationError with all that is missing, by field."""
    answers, errors = {}, {}
    for name in outcome.requires:
        try:
            answers[name] = requirement(name).clean(journey, outcome, given)
        except ValidationError as missing:
            errors.update(missing.message_dict)
    if errors:
        raise ValidationError(errors)
    return answers


def apply_answers(journey, outcome, answers, *, by):
    """Lets every requirement do what follows from its answer; returns the person chosen to hold the journey next, if any."""
    chosen = None
    for name, answer in answers.items():
        chosen = requirement(name).apply(journey, outcome, answer, by=by) or chosen
    return chosen
