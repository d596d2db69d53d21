"""The ready processes: one readable file each in workflow/processes/, read strictly. A unit chooses one (FOL-01, requirements 1.5)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from tenants import roles
from workflow.plan_reader import PlanError, read_stages

FOLDER = Path(__file__).parent / "processes"
DEFAULT = "purifikar"
KINDS = {"name": str, "summary": str, "attendant_role": str, "store_flow": bool, "levels": dict, "steps": list, "stages": list}


@dataclass(frozen=True)
class ReadyProcess:
    """A ready process: its head, told to people, and its stages, installed in units.

    `attendant_role` is who treats the leads unless the unit says otherwise; `store_flow` whether its stages know the store
    flow; `levels` Followize's access levels by name with the slug of our role; `steps` how a lead goes, in order.
    """

    slug: str
    name: str
    summary: str
    attendant_role: str
    store_flow: bool
    levels: dict
    steps: tuple
    stages: tuple


@cache
def ready_processes():
    """{slug: ReadyProcess}, the default first, the others by name."""
    found = [read(path) for path in FOLDER.glob("*.toml")]
    found.sort(key=lambda process: (process.slug != DEFAULT, process.name))
    return {process.slug: process for process in found}


def read(path):
    """One file. Raises ImproperlyConfigured with the file's name and what is expected there."""
    try:
        facts = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as wrong:
        raise _wrong(path, f"it is no TOML: {wrong}") from wrong
    _check_keys(path, facts)
    _check_roles(path, facts)
    try:
        stages = read_stages(facts["stages"])
    except PlanError as wrong:
        raise _wrong(path, str(wrong)) from wrong
    return ReadyProcess(path.stem, **{**facts, "steps": tuple(facts["steps"]), "stages": stages})


def _check_keys(path, facts):
    missing, unknown = KINDS.keys() - facts.keys(), facts.keys() - KINDS.keys()
    if missing:
        raise _wrong(path, f"missing {', '.join(sorted(missing))}")
    if unknown:
        raise _wrong(path, f"unknown {', '.join(sorted(unknown))}")
    for key, kind in KINDS.items():
        if type(facts[key]) is not kind or facts[key] in ("", [], {}):
            raise _wrong(path, f"{key}: expected a {kind.__name__} with something in it")
    if not all(isinstance(step, str) and step.strip() for step in facts["steps"]):
        raise _wrong(path, "steps: expected sentences")


def _check_roles(path, facts):
    unknown = [slug for slug in facts["levels"].values() if slug not in roles.ROLES]
    if unknown:
        raise _wrong(path, f"levels: no role is called {', '.join(map(str, unknown))}")
    if facts["attendant_role"] not in dict(roles.ATTENDANT_CHOICES):
        raise _wrong(path, f"attendant_role: expected one of {', '.join(dict(roles.ATTENDANT_CHOICES))}")


def _wrong(path, what):
    return ImproperlyConfigured(f"{path.name}: {what}.")
