"""A process's stages as JSON, to be kept in the shared schema, and back."""

from dataclasses import asdict

from workflow.plan import AlarmPlan, LimitPlan, OutcomePlan, QuestionPlan, StagePlan

NESTED = {
    StagePlan: {"outcomes": OutcomePlan, "limits": LimitPlan},
    OutcomePlan: {"answers": QuestionPlan},
    LimitPlan: {"alarms": AlarmPlan},
}


def to_data(stages):
    return [asdict(stage) for stage in stages]


def from_data(rows):
    return tuple(_read(StagePlan, row) for row in rows)


def _read(plan, row):
    nested = NESTED.get(plan, {})
    facts = {}
    for name, value in row.items():
        if name in nested:
            facts[name] = tuple(_read(nested[name], each) for each in value)
        else:
            facts[name] = tuple(value) if isinstance(value, list) else value
    return plan(**facts)
