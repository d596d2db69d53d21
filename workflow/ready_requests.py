"""The ready kinds of solicitação: a readable file each in workflow/processes/solicitacoes/, read as strictly as the processes of leads."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from workflow.plan_reader import PlanError, read_questions, read_stages

FOLDER = Path(__file__).parent / "processes" / "solicitacoes"
KEYS = {"name": str, "summary": str, "stages": list}
OPTIONAL = {"asks_day": bool, "questions": list, "routines": list}


@dataclass(frozen=True)
class ReadyRequest:
    """A ready kind of request: the form that opens it, the routines that open it by themselves, and its way."""

    slug: str
    name: str
    summary: str
    stages: tuple
    questions: tuple = ()
    routines: tuple = ()  # (title, weekdays)
    asks_day: bool = False


@cache
def ready_requests():
    """{slug: ReadyRequest}, by name."""
    found = sorted((read(path) for path in FOLDER.glob("*.toml")), key=lambda ready: ready.name)
    return {ready.slug: ready for ready in found}


def read(path):
    """One file. Raises ImproperlyConfigured with the file's name and what is expected there."""
    try:
        facts = tomllib.loads(path.read_text(encoding="utf-8"))
        _check_keys(facts)
        return ReadyRequest(
            path.stem, facts["name"], facts["summary"], read_stages(facts["stages"]), read_questions(facts.get("questions", []), "questions"),
            tuple(_routine(table) for table in facts.get("routines", [])), facts.get("asks_day", False),
        )  # fmt: skip
    except (tomllib.TOMLDecodeError, PlanError) as wrong:
        raise ImproperlyConfigured(f"{path.name}: {wrong}.") from wrong


def _check_keys(facts):
    known = KEYS | OPTIONAL
    if missing := KEYS.keys() - facts.keys():
        raise PlanError(f"missing {', '.join(sorted(missing))}")
    if unknown := facts.keys() - known.keys():
        raise PlanError(f"unknown {', '.join(sorted(unknown))}")
    for key, value in facts.items():
        if type(value) is not known[key] or value in ("", []):
            raise PlanError(f"{key}: expected a {known[key].__name__} with something in it")


def _routine(table):
    title, days = table.get("title"), table.get("weekdays")
    if table.keys() != {"title", "weekdays"} or not title or not days or not set(days) <= set(range(7)):
        raise PlanError("routines: expected a title and weekdays from 0, Monday, to 6")
    return title, tuple(days)
