"""The stages of a ready file, read strictly: a mistake is refused with its place, as a person would look for it."""

import re
from dataclasses import MISSING, fields

from workflow import registry
from workflow.models.appointment_kind import READY_SLUGS
from workflow.models.stage import Limit, LimitAlarm, Stage
from workflow.plan import AlarmPlan, LimitPlan, OutcomePlan, QuestionPlan, StagePlan

SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
QUESTION_SLUG = re.compile(r"[a-z][a-z0-9_]*")
LONGEST = {"slug": 40, "name": 60, "hint": 200, "question": 120}
CHOICES = {
    "picks": Stage.Picks.values, "ends": Stage.Ends.values, "channel": Stage.Channel.values, "clock": Limit.Clock.values,
    "deed": LimitAlarm.Deed.values,
}  # fmt: skip
NESTED = {
    StagePlan: {"outcomes": OutcomePlan, "limits": LimitPlan},
    OutcomePlan: {"answers": QuestionPlan},
    LimitPlan: {"alarms": AlarmPlan},
}


class PlanError(ValueError):
    """What is wrong, with its place."""


def read_stages(tables):
    """The StagePlans of a file's `[[stages]]`. Raises PlanError."""
    stages = _read_all(StagePlan, tables, "stages")
    names = [stage.slug for stage in stages]
    _refuse_twice(names, "stages")
    for stage in stages:
        _check_stage(stage, names)
    _refuse_twice([limit.slug for stage in stages for limit in stage.limits], "limits")
    _refuse_twice([stage.channel for stage in stages if stage.channel], "channel of stages")
    return stages


def read_questions(tables, place):
    """The QuestionPlans of a form. Raises PlanError."""
    questions = _read_all(QuestionPlan, tables, place)
    _refuse_twice([question.slug for question in questions], place)
    for question in questions:
        _check_question(question, f"{place}[{question.slug}]")
    return questions


def _read_all(plan, tables, place):
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise PlanError(f"{place}: expected tables")
    return tuple(_read(plan, table, f"{place}[{_called(table, at)}]") for at, table in enumerate(tables, start=1))


def _called(table, at):
    """A table by its name where it has one, else by its number."""
    return table["slug"] if isinstance(table.get("slug"), str) else at


def _read(plan, table, place):
    known = {each.name: each for each in fields(plan)}
    unknown = table.keys() - known.keys()
    if unknown:
        raise PlanError(f"{place}: unknown {', '.join(sorted(unknown))}")
    missing = [name for name, each in known.items() if each.default is MISSING and each.default_factory is MISSING and name not in table]
    if missing:
        raise PlanError(f"{place}: missing {', '.join(missing)}")
    nested = NESTED.get(plan, {})
    facts = {}
    for name, value in table.items():
        if name in nested:
            facts[name] = _read_all(nested[name], value, f"{place}.{name}")
        else:
            facts[name] = _value(known[name], value, f"{place}: {name}")
    return plan(**facts)


def _value(field, value, place):
    if field.type is tuple:
        if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
            raise PlanError(f"{place}: expected a list of words")
        return tuple(value)
    if type(value) is not field.type:
        raise PlanError(f"{place}: expected a {field.type.__name__}")
    if isinstance(value, str) and len(value) > LONGEST.get(field.name, 120):
        raise PlanError(f"{place}: longer than {LONGEST.get(field.name, 120)} letters")
    if field.name in CHOICES and value not in CHOICES[field.name]:
        raise PlanError(f"{place}: expected one of {', '.join(filter(None, CHOICES[field.name]))}")
    return value


def _check_stage(stage, names):
    place = f"stages[{stage.slug}]"
    _check_slug(stage.slug, place)
    if stage.ends and (stage.outcomes or stage.limits):
        raise PlanError(f"{place}: it ends the process, so it has neither outcomes nor limits")
    if not stage.ends and not stage.centre:
        raise PlanError(f"{place}: missing centre")
    for action in stage.actions:
        if not registry.has_entry_action(action):
            raise PlanError(f"{place}: actions: nothing is called {action}")
    _refuse_twice([outcome.slug for outcome in stage.outcomes], f"{place}.outcomes")
    for outcome in stage.outcomes:
        _check_outcome(outcome, names, f"{place}.outcomes[{outcome.slug}]")
    for limit in stage.limits:
        _check_limit(limit, stage, names, f"{place}.limits[{limit.slug}]")


def _check_outcome(outcome, names, place):
    _check_slug(outcome.slug, place)
    _check_known(outcome.to, names, f"{place}: to", "stage")
    for name in outcome.requires:
        if not registry.has_requirement(name):
            raise PlanError(f"{place}: requires: nothing is called {name}")
    for kind in outcome.kinds:
        _check_known(kind, READY_SLUGS, f"{place}: kinds", "kind of appointment")
    for name, needed in (("reasons", "reason"), ("kinds", "appointment"), ("answers", "answers")):
        if getattr(outcome, name) and needed not in outcome.requires:
            raise PlanError(f"{place}: {name} without {needed} in requires")
    if "answers" in outcome.requires and not outcome.answers:
        raise PlanError(f"{place}: requires answers, and asks nothing")
    _refuse_twice([question.slug for question in outcome.answers], f"{place}.answers")
    for question in outcome.answers:
        _check_question(question, f"{place}.answers[{question.slug}]")


def _check_question(question, place):
    if not QUESTION_SLUG.fullmatch(question.slug):
        raise PlanError(f"{place}: slug: expected small letters, digits and _")
    _check_known(question.kind, QuestionPlan.KINDS, f"{place}: kind", "kind of answer")
    if (question.kind == "escolha") != bool(question.choices):
        raise PlanError(f"{place}: choices belong to the kind escolha, and to no other")


def _check_limit(limit, stage, names, place):
    _check_slug(limit.slug, place)
    if limit.until:
        _check_known(limit.until, names, f"{place}: until", "stage")
    if (limit.clock == Limit.Clock.END_OF_MONTH) == bool(limit.amount):
        raise PlanError(f"{place}: amount: expected one, and none with the end of the month")
    outcomes = [outcome.slug for outcome in stage.outcomes]
    for at, alarm in enumerate(limit.alarms, start=1):
        if (alarm.deed == LimitAlarm.Deed.DECIDE) != bool(alarm.outcome):
            raise PlanError(f"{place}.alarms[{at}]: outcome belongs to the deed decidir, and to no other")
        if alarm.outcome:
            _check_known(alarm.outcome, outcomes, f"{place}.alarms[{at}]: outcome", "outcome of this stage")


def _check_slug(slug, place):
    if not SLUG.fullmatch(slug):
        raise PlanError(f"{place}: slug: expected small letters, digits and hyphens")


def _check_known(name, known, place, what):
    if name not in known:
        raise PlanError(f"{place}: no {what} is called {name}")


def _refuse_twice(names, place):
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise PlanError(f"{place}: twice {', '.join(twice)}")
