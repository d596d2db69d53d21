"""A process as plain data: what a ready file says, what a version in the database holds, and the way between the two."""

from dataclasses import dataclass, field

from workflow.models import Limit, LimitAlarm, Outcome, Stage


@dataclass(frozen=True)
class QuestionPlan:
    """One question of the form that an outcome asks to be filled. `kind` says how it is answered."""

    slug: str
    label: str
    kind: str = "texto"
    choices: tuple = ()
    optional: bool = False

    KINDS = ("texto", "numero", "data", "sim_nao", "escolha")

    def as_json(self):
        return {"slug": self.slug, "label": self.label, "kind": self.kind, "choices": list(self.choices), "optional": self.optional}


@dataclass(frozen=True)
class OutcomePlan:
    slug: str
    name: str
    to: str
    requires: tuple = ()
    question: str = ""
    reasons: tuple = ()
    kinds: tuple = ()
    answers: tuple = ()


@dataclass(frozen=True)
class AlarmPlan:
    """`at` is in % of the limit; `after` adds minutes to it."""

    deed: str
    at: int = 100
    after: int = 0
    outcome: str = ""


@dataclass(frozen=True)
class LimitPlan:
    slug: str
    name: str
    clock: str
    amount: int = 0
    until: str = ""
    alarms: tuple = ()


@dataclass(frozen=True)
class StagePlan:
    slug: str
    name: str
    centre: str = ""
    picks: str = Stage.Picks.KEEP.value
    ends: str = ""
    channel: str = ""
    hint: str = ""
    actions: tuple = ()
    outcomes: tuple = field(default=())
    limits: tuple = field(default=())


def write(version, stages):
    """Fills an empty version with those stages, in few statements: opening a unit writes five processes."""
    rows = {plan.slug: _stage(version, order, plan) for order, plan in enumerate(stages)}
    Stage.objects.bulk_create(rows.values())
    outcomes = {
        (plan.slug, outcome.slug): _outcome(rows, plan, order, outcome)
        for plan in stages for order, outcome in enumerate(plan.outcomes)
    }  # fmt: skip
    Outcome.objects.bulk_create(outcomes.values())
    limits = [(plan, limit, _limit(version, rows, plan, limit)) for plan in stages for limit in plan.limits]
    Limit.objects.bulk_create([row for _, _, row in limits])
    LimitAlarm.objects.bulk_create(
        LimitAlarm(
            limit=row, percent=alarm.at, minutes_after=alarm.after, deed=alarm.deed, outcome=outcomes.get((plan.slug, alarm.outcome))
        )
        for plan, limit, row in limits for alarm in limit.alarms
    )  # fmt: skip


def plan_of(version):
    """The stages of a version as data, in their order."""
    stages = version.stages.prefetch_related("outcomes__target", "limits__alarms__outcome", "limits__until").order_by("order")
    return tuple(_plan_of_stage(stage) for stage in stages)


def _stage(version, order, plan):
    return Stage(
        version=version, order=order, slug=plan.slug, name=plan.name, centre=plan.centre, picks=plan.picks, ends=plan.ends,
        channel=plan.channel, hint=plan.hint, actions=list(plan.actions),
    )  # fmt: skip


def _outcome(rows, plan, order, outcome):
    return Outcome(
        stage=rows[plan.slug], order=order, slug=outcome.slug, name=outcome.name, target=rows[outcome.to],
        requires=list(outcome.requires), question=outcome.question, reasons=list(outcome.reasons), kinds=list(outcome.kinds),
        answers=[question.as_json() for question in outcome.answers],
    )  # fmt: skip


def _limit(version, rows, plan, limit):
    return Limit(
        version=version, slug=limit.slug, name=limit.name, starts=rows[plan.slug], until=rows.get(limit.until),
        amount=limit.amount, clock=limit.clock,
    )  # fmt: skip


def _plan_of_stage(stage):
    return StagePlan(
        slug=stage.slug, name=stage.name, centre=stage.centre, picks=stage.picks, ends=stage.ends, channel=stage.channel,
        hint=stage.hint, actions=tuple(stage.actions), outcomes=tuple(_plan_of_outcome(outcome) for outcome in stage.outcomes.all()),
        limits=tuple(_plan_of_limit(limit) for limit in stage.limits.all()),
    )  # fmt: skip


def _plan_of_outcome(outcome):
    return OutcomePlan(
        slug=outcome.slug, name=outcome.name, to=outcome.target.slug, requires=tuple(outcome.requires), question=outcome.question,
        reasons=tuple(outcome.reasons), kinds=tuple(outcome.kinds),
        answers=tuple(QuestionPlan(**{**facts, "choices": tuple(facts["choices"])}) for facts in outcome.answers),
    )  # fmt: skip


def _plan_of_limit(limit):
    alarms = (
        AlarmPlan(deed=alarm.deed, at=alarm.percent, after=alarm.minutes_after, outcome=alarm.outcome.slug if alarm.outcome else "")
        for alarm in limit.alarms.all()
    )
    return LimitPlan(
        slug=limit.slug, name=limit.name, clock=limit.clock, amount=limit.amount, until=limit.until.slug if limit.until else "",
        alarms=tuple(alarms),
    )  # fmt: skip
