"""Two versions of a process side by side, in words: what came, what went, what is different now."""

from dataclasses import dataclass

from tenants.models import Centre
from workflow import registry
from workflow.models import LimitAlarm, Stage, kinds
from workflow.plan import plan_of
from workflow.process_forms import KINDS
from workflow.words import grant, listed

NEW, GONE, CHANGED, SAME = "new", "gone", "changed", "same"
STATES = {NEW: "nova", GONE: "saiu", CHANGED: "mudou"}


@dataclass(frozen=True)
class Change:
    """One fact of a stage: what it was and what it is; empty where it was or is not."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class StageChange:
    slug: str
    name: str
    state: str
    changes: list

    @property
    def state_words(self):
        return STATES[self.state]


class Comparison:
    """From an older version to a newer one."""

    def __init__(self, older, newer):
        old, new = ({stage.slug: stage for stage in plan_of(version)} for version in (older, newer))
        tell_old, tell_new = Teller(old), Teller(new)
        self.order_changed = [slug for slug in old if slug in new] != [slug for slug in new if slug in old]
        self.all = [_stage_change(slug, old, new, tell_old, tell_new) for slug in [*new, *(slug for slug in old if slug not in new)]]

    @property
    def stages(self):
        """Those that are not as they were, in the order of the newer version; what went stands last."""
        return [stage for stage in self.all if stage.state != SAME]

    @property
    def marks(self):
        return {stage.slug: stage.state for stage in self.stages}

    @property
    def is_same(self):
        return not self.stages and not self.order_changed

    @property
    def summary(self):
        """`1 etapa nova, 2 mudaram`"""
        words = {NEW: ("etapa nova", "etapas novas"), CHANGED: ("etapa mudou", "etapas mudaram"), GONE: ("etapa saiu", "etapas saíram")}
        counts = {state: sum(stage.state == state for stage in self.stages) for state in words}
        return listed(f"{count} {words[state][count > 1]}" for state, count in counts.items() if count) or "Só a ordem das etapas mudou"


def _stage_change(slug, old, new, tell_old, tell_new):
    before = tell_old.facts(old[slug]) if slug in old else {}
    after = tell_new.facts(new[slug]) if slug in new else {}
    changes = []
    for key in [*after, *(key for key in before if key not in after)]:
        was, now = before.get(key, ("", "")), after.get(key, ("", ""))
        if was[1] != now[1]:
            changes.append(Change(now[0] or was[0], was[1], now[1]))
    state = NEW if slug not in old else GONE if slug not in new else CHANGED if changes else SAME
    return StageChange(slug, (new.get(slug) or old[slug]).name, state, changes)


class Teller:
    """The facts of a version's stages in words, each under a key that stays while it is the same thing."""

    def __init__(self, stages):
        self.stages = stages
        self.centres = dict(Centre.objects.values_list("slug", "name"))

    def facts(self, stage):
        """{key: (label, words)}; nothing said, no fact."""
        found = {
            "name": ("Nome", stage.name),
            "centre": ("Centro", self.centres.get(stage.centre, stage.centre)),
            "picks": ("Quem recebe", "" if stage.ends else Stage.Picks(stage.picks).label),
            "ends": ("Encerra", Stage.Ends(stage.ends).label if stage.ends else ""),
            "channel": ("Começo de", Stage.Channel(stage.channel).label if stage.channel else ""),
            "hint": ("O que fazer", stage.hint),
            "actions": (
                "Ao entrar",
                listed(registry.entry_action(name).label for name in stage.actions if registry.has_entry_action(name)),
            ),
        }
        for outcome in stage.outcomes:
            found |= self._of_outcome(outcome)
        for limit in stage.limits:
            found |= self._of_limit(limit)
        return {key: fact for key, fact in found.items() if fact[1]}

    def _of_outcome(self, outcome):
        asks = listed(registry.requirement(name).label for name in outcome.requires if registry.has_requirement(name))
        parts = [f"{outcome.name} → {self.stages[outcome.to].name}"] + ([f"pede {asks}"] if asks else [])
        found = {("outcome", outcome.slug): (f"Decisão {outcome.name}", " · ".join(parts))}
        more = {
            "question": ("Pergunta da decisão", outcome.question),
            "reasons": ("Motivos de", ", ".join(outcome.reasons)),
            "kinds": ("Compromissos de", ", ".join(kinds().named(kind).name for kind in outcome.kinds)),
        }
        for name, (label, words) in more.items():
            found[name, outcome.slug] = (f"{label} {outcome.name}", words)
        for asked in outcome.answers:
            notes = [*([KINDS[asked.kind]] if asked.kind != "texto" else []), *asked.choices, *(["opcional"] if asked.optional else [])]
            words = f"{asked.label} ({', '.join(notes)})" if notes else asked.label
            found["answer", outcome.slug, asked.slug] = (f"Pergunta do formulário de {outcome.name}", words)
        return found

    def _of_limit(self, limit):
        until = f", até entrar em {self.stages[limit.until].name}" if limit.until else ""
        found = {("limit", limit.slug): (f"Prazo {limit.name}", f"{limit.name}: {grant(limit)}{until}")}
        for alarm in limit.alarms:
            row = LimitAlarm(deed=alarm.deed, percent=alarm.at, minutes_after=alarm.after)
            words = f"{row.moment_in_words}: {row.get_deed_display()}{f' ({alarm.outcome})' if alarm.outcome else ''}"
            found["alarm", limit.slug, words] = (f"Alarme de {limit.name}", words)
        return found
