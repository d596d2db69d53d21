"""The building itself: who may know whom, what is never written, and that every door has a doorkeeper (architecture.md)."""

import ast
import re
import types
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db.models import DO_NOTHING, UUIDField
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, path
from importlinter import cli

from purifikar.access_check import undeclared, views
from purifikar.db.models import InOneUnit, UnitRow
from purifikar.middleware import DOORS
from tenants.access import DOOR, OPEN, open_to_all

ROOT = Path(settings.BASE_DIR)
FLOORS = [{"tenants"}, {"workflow"}, {"leads"}, {"followup", "fieldservice"}]
APPS = ["tenants", *settings.TENANT_APPS]
CODE = [file for folder in ("purifikar", *APPS) for file in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in file.parts]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Where raw SQL and the search path are handled, and nowhere else.
SQL_PLACES = {
    "purifikar/db",
    "tenants/schema.py",
    "tenants/fleet.py",
    "purifikar/views/health.py",  # SELECT 1
    "purifikar/management",
    "workflow/queue_check.py",  # SET TRANSACTION
    "leads/board.py",  # the capped counts of all columns at once, out of SQL that the ORM wrote
    "leads/reports/roll.py",  # one statement for all sums: GROUPING SETS, unnest
    "leads/lead_list.py",  # the same for the legend of the list
    "workflow/models/counter.py",  # counts on and gives the number, in one statement
    "tenants/models/open_work.py",  # what the frame of every page counts
    "tenants/models/turn.py",  # one turn into all accounts, in one statement
}
SCHEMA_PLACES = {"purifikar/db", "tenants/schema.py", "tenants/unit_task.py", "purifikar/middleware.py"}
# Keys of their own, named by people or by the clock, never looked up across units.
NATURAL_KEYS = {"workflow.Counter"}


def floor(label):
    return next((number for number, labels in enumerate(FLOORS) if label in labels), -1)


def relations(labels):
    """(model, field) of every foreign key and many-to-many of those apps."""
    for label in labels:
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
                if field.remote_field:
                    yield model, field


def unit_models():
    return [model for label in settings.TENANT_APPS for model in apps.get_app_config(label).get_models()]


def own_models():
    return [model for model in unit_models() if not model._meta.auto_created]


# --- floors -----------------------------------------------------------------------------------------------------------


def test_each_app_imports_only_downward(monkeypatch, capsys):
    """import-linter's contracts of pyproject.toml."""
    monkeypatch.chdir(ROOT)
    assert cli.lint_imports(no_cache=True) == 0, capsys.readouterr().out


def test_foreign_keys_only_point_down():
    """Also those written as strings, which import-linter does not see."""
    wrong = []
    for model, field in relations(APPS):
        here, there = model._meta.app_label, field.related_model._meta.app_label
        if here != there and floor(there) >= floor(here):
            wrong.append(f"{model._meta.label}.{field.name} → {there}")
    assert wrong == []


def test_foreign_keys_that_leave_a_unit_are_not_of_the_database():
    """With hundreds of units they would cost every login (reliability.md §2.3)."""
    wrong = []
    for model, field in relations(settings.TENANT_APPS):
        shared = field.related_model._meta.app_label not in settings.TENANT_APPS
        if shared and (field.many_to_many or field.db_constraint or field.remote_field.on_delete is not DO_NOTHING):
            wrong.append(f"{model._meta.label}.{field.name}")
    assert wrong == []


def test_nothing_shared_points_into_a_unit():
    shared = [config.label for config in apps.get_app_configs() if config.label not in settings.TENANT_APPS]
    assert [str(field) for _, field in relations(shared) if field.related_model._meta.app_label in settings.TENANT_APPS] == []


def test_no_relation_goes_by_content_type():
    wrong = [str(field) for _, field in relations(APPS) if field.related_model._meta.app_label in ("contenttypes", "auth")]
    generic = [model._meta.label for label in APPS for model in apps.get_app_config(label).get_models() if model._meta.private_fields]
    assert wrong + generic == []


# --- rows of a unit ---------------------------------------------------------------------------------------------------


def test_every_model_of_a_unit_is_guarded():
    assert [model._meta.label for model in own_models() if not issubclass(model, UnitRow)] == []


def test_every_manager_of_a_unit_is_guarded():
    """Django's own one too, which follows relations and reads a row again."""
    wrong = []
    for model in own_models():
        for manager in (*model._meta.managers, model._base_manager):
            if not issubclass(manager._queryset_class, InOneUnit):
                wrong.append(f"{model._meta.label}.{manager.name}")
    assert wrong == []


def test_every_key_of_a_unit_is_a_uuid():
    """So an id of another unit finds nothing."""
    wrong = []
    for model in own_models():
        key = model._meta.pk
        while key.remote_field:
            key = key.remote_field.model._meta.pk
        if not isinstance(key, UUIDField) and model._meta.label not in NATURAL_KEYS:
            wrong.append(model._meta.label)
    assert wrong == []


# --- words that are never written -------------------------------------------------------------------------------------


def name_of(node):
    """`a.b.c` → "c"; a call by its function's name."""
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def owner_of(node):
    """`connection.cursor()` → "connection"; `caches["x"].clear()` → "caches"."""
    value = node.func.value if isinstance(node.func, ast.Attribute) else None
    value = value.value if isinstance(value, ast.Subscript) else value
    return name_of(value) if value is not None else ""


def bare_with(node):
    """`with unit:` keeps its stack on the class, shared by all threads; only `with tenant_context(unit):` does not."""
    items = node.items if isinstance(node, ast.With) else []
    return any(not isinstance(item.context_expr, ast.Call) and re.search("unit|tenant", name_of(item.context_expr)) for item in items)


def context_decorator(node):
    decorators = getattr(node, "decorator_list", [])
    return any(name_of(decorator) in ("tenant_context", "schema_context") for decorator in decorators)


def handed_out_of_a_unit(node):
    """`yield` inside of `with tenant_context(…)`: the unit stays active in whoever asked, and is left when he lets go."""
    within = isinstance(node, ast.With) and any(name_of(item.context_expr) == "tenant_context" for item in node.items)
    return within and any(isinstance(inner, ast.Yield | ast.YieldFrom) for inner in ast.walk(node))


def waits_in_the_broker(node):
    return isinstance(node, ast.Call) and any(keyword.arg in ("eta", "countdown") for keyword in node.keywords)


def all_fields(node):
    named = isinstance(node, ast.Assign) and any(name_of(target) in ("fields", "exclude") for target in node.targets)
    return named and (name_of(node.targets[0]) == "exclude" or getattr(node.value, "value", None) == "__all__")


def called(*names):
    return lambda node: isinstance(node, ast.Call) and name_of(node) in names


def named(*names):
    return lambda node: (
        isinstance(node, ast.Name | ast.Attribute | ast.alias)
        and (node.name.rpartition(".")[2] if isinstance(node, ast.alias) else name_of(node)) in names
    )


def raw_sql(node):
    return isinstance(node, ast.Call) and (
        name_of(node) in ("RawSQL", "extra", "raw") or (name_of(node) in ("cursor", "chunked_cursor") and "connection" in owner_of(node))
    )


def empties_the_store(node):
    """Clearing a cache of Redis empties the whole store: throttles, the other alias, what waits for the workers."""
    return isinstance(node, ast.Call) and name_of(node) == "clear" and "cache" in owner_of(node)


NEVER = {
    "`with unit:`": (bare_with, set()),
    "context decorator": (context_decorator, set()),
    "yield inside of a unit": (handed_out_of_a_unit, set()),
    "schema_context": (named("schema_context"), set()),
    "eta or countdown": (waits_in_the_broker, set()),
    "mark_safe": (named("mark_safe", "SafeString"), {"leads/row_html.py", "followup/row_html.py"}),  # which escape each value themselves
    "csrf_exempt": (named("csrf_exempt"), {"tenants/access.py"}),  # of `door`, where nobody is signed in
    "fields by exclusion or all": (all_fields, set()),
    "template out of data": (called("Template", "from_string"), set()),
    "raw SQL": (raw_sql, SQL_PLACES),
    "schema switched by hand": (called("set_tenant", "set_schema", "set_schema_to_public"), SCHEMA_PLACES),
    "signal": (named("receiver", "post_save", "pre_save", "post_delete", "pre_delete", "m2m_changed"), set()),
    "sleep": (called("sleep"), {"purifikar/demo.py", "purifikar/lib/services.py"}),
    "emptied cache": (empties_the_store, set()),
    "pickle": (named("pickle", "eval", "exec"), set()),
}


def findings(source, rule):
    return [node.lineno for node in ast.walk(ast.parse(source)) if rule(node)]


@cache
def written():
    """{rule: where it finds something}: each file is read once for all of them."""
    found = {word: [] for word in NEVER}
    for file in CODE:
        name, nodes = file.relative_to(ROOT).as_posix(), list(ast.walk(ast.parse(file.read_text())))
        for word, (rule, places) in NEVER.items():
            if not any(name == place or name.startswith(place + "/") for place in places):
                found[word] += [f"{name}:{node.lineno}" for node in nodes if rule(node)]
    return found


@pytest.mark.parametrize("word", NEVER)
def test_never_written(word):
    assert written()[word] == []


SAMPLES = {
    "`with unit:`": "with self.unit:\n    pass",
    "yield inside of a unit": "with tenant_context(unit):\n    yield lead",
    "context decorator": "@tenant_context(unit)\ndef work(): pass",
    "schema_context": "from django_tenants.utils import schema_context",
    "eta or countdown": "remind.apply_async(args=[1], countdown=60)",
    "mark_safe": "text = safestring.mark_safe(text)",
    "csrf_exempt": "@csrf_exempt\ndef view(request): pass",
    "fields by exclusion or all": "class Meta:\n    fields = '__all__'",
    "template out of data": "Template(letter.text).render()",
    "raw SQL": "connections['default'].cursor()",
    "schema switched by hand": "connection.set_tenant(unit)",
    "signal": "@receiver(post_save)\ndef work(): pass",
    "sleep": "import time\ntime.sleep(1)",
    "emptied cache": "caches['network'].clear()",
    "pickle": "import pickle",
}


@pytest.mark.parametrize("word", NEVER)
def test_the_search_for_a_word_finds_it(word):
    assert findings(SAMPLES[word], NEVER[word][0])


MARKUP = {
    "unescaped": r"\|\s*safe\b|\|\s*safeseq\b|autoescape off",
    "inline style": r"""\sstyle\s*=\s*["']|<style\b""",
    "inline script": r"<script(?![^>]*\bsrc=)|javascript:|\bhx-on\b|\bjs:",
    "handler": r"""<[^>]*\son[a-z]+\s*=\s*["']""",
    "link to nowhere": r"""href=["']#["']""",
    "from elsewhere": r"""\ssrc=["'](?:https?:)?//|<link\b[^>]*href=["'](?:https?:)?//""",
    "note to oneself": r"\b(?:TODO|FIXME|XXX)\b",
}


@pytest.mark.parametrize("word", MARKUP)
def test_never_in_a_template(word):
    found = []
    for file in TEMPLATES:
        text = re.sub(r"{#.*?#}|{% comment.*?endcomment %}", "", file.read_text(), flags=re.DOTALL)
        found += [f"{file.relative_to(ROOT)}: {match[0]}" for match in re.finditer(MARKUP[word], text)]
    assert found == []


def test_no_notes_to_oneself_in_the_code():
    marks = re.compile("TO" + "DO|FIX" + "ME")
    assert [file.name for file in CODE if marks.search(file.read_text())] == []


def test_apps_have_no_services_and_no_signals():
    """House style: rich models, no layer beside them."""
    names = {"services.py", "selectors.py", "signals.py", "helpers.py"}
    assert [str(file) for file in CODE if file.name in names and file.relative_to(ROOT).parts[0] in APPS] == []


# --- doors ------------------------------------------------------------------------------------------------------------


def address(name):
    """Where that page of a unit is, up to its first argument."""
    [(route, _), *_] = get_resolver(settings.UNIT_URLCONF).reverse_dict.getlist(name)[0][0]
    return "/" + route.partition("%")[0]


def bare(request):
    return HttpResponse("anybody gets this")


@pytest.fixture
def forgotten(settings, monkeypatch):
    """A unit's page whose view does not say who may enter."""
    tiny = types.ModuleType("tests.forgotten_urls")
    tiny.urlpatterns = [path("", open_to_all(bare), name="said"), path("esquecida/", bare, name="forgotten")]
    monkeypatch.setitem(__import__("sys").modules, tiny.__name__, tiny)
    settings.UNIT_URLCONF = tiny.__name__


def test_every_view_says_who_may_enter():
    """PUR-10"""
    assert undeclared() == []


def test_a_view_that_does_not_say_it_stops_the_start(forgotten):
    assert undeclared() == ["forgotten"]
    with pytest.raises(ImproperlyConfigured, match=r"do not say who may enter .*: forgotten"):
        Client().get("/entrar/")


def test_a_view_that_does_not_say_it_fails_the_check(forgotten):
    assert [error.id for error in run_checks() if error.id.startswith("purifikar.")] == ["purifikar.E001"]


def test_no_page_of_a_unit_is_open_to_all():
    """Whoever is not signed in enters no schema, so such a page would run without a unit."""
    assert [name for name, view in views(settings.UNIT_URLCONF) if view.access == OPEN] == []


def test_the_doors_of_a_unit_are_where_the_middleware_opens_it_and_nothing_else_is():
    """Without an account one enters a unit's schema by these addresses only."""
    doors = {name for name, view in views(settings.UNIT_URLCONF) if view.access == DOOR}
    behind = {name for name, _ in views(settings.UNIT_URLCONF) if address(name).startswith(DOORS)}
    assert doors == behind != set()


def test_whoever_is_not_signed_in_is_stopped_by_default():
    """An address is closed unless its view opens it."""
    names = [name.rpartition(".")[2] for name in settings.MIDDLEWARE]
    assert names.index("AuthenticationMiddleware") < names.index("LoginRequiredMiddleware") < names.index("MembershipMiddleware")
    assert names.index("UnitPathMiddleware") < names.index("SessionMiddleware")
