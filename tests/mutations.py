"""Removes each guard once and expects the tests to notice: `make mutations`, or `python -m tests.mutations [word …]`.

Each line of GUARDS names a guard, where it stands in the code, what is left when it is gone, and the tests that must turn red.
The script works in copies of the project in a temporary folder, never in the project itself; first it runs all those tests
on the untouched copy, where they must be green. It needs what the tests need (DATABASE_URL and REDIS_URL, see `make test`).
Words on the command line pick the guards whose file or name holds one of them. The exit code is 1 when a guard was missed by
nobody. tests/test_guards.py keeps the lines below true.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".local", "__pycache__", "staticfiles", "node_modules", "*.pyc")
WORKERS = min(3, os.cpu_count() or 1)
FIRST_WORKER = 12  # so that the keyspaces in the store are none of the tests' own

UNIT_PATH, HEADERS = "tests/purifikar/test_unit_path.py", "tests/purifikar/test_headers.py"
STORM, ROWS, TASK = "tests/tenants/test_cancel_storm.py", "tests/tenants/test_unit_rows.py", "tests/tenants/test_unit_task.py"
FLEET, EQUALITY = "tests/tenants/test_fleet.py", "tests/tenants/test_schema_equality.py"
CACHE, BUILDING = "tests/tenants/test_cache_keys.py", "tests/test_architecture.py"
DOCUMENT = "tests/workflow/test_unit_file_page.py"
ELSEWHERE = f"{ROWS}::test_what_was_begun_in_one_unit_is_refused_in_another"


@dataclass(frozen=True)
class Guard:
    """A guard of the code, the text that makes it, the text without it, and the tests that must turn red then."""

    name: str
    file: str
    text: str
    without: str
    tests: tuple


def guard(name, file, text, without, *tests):
    return Guard(name, file, text, without, tests)


GUARDS = [
    guard(
        "um SET cancelado para a consulta", "purifikar/db/base.py",
        "elif self.connection.info.transaction_status != TransactionStatus.INERROR:", "elif False:",
        f"{STORM}::test_a_cancelled_set_stops_the_query",
    ),
    guard(
        "só o servidor diz que o search_path ainda vale", "purifikar/db/base.py",
        "return reported is not None and reported == self._path_when_set", "return True",
        f"{STORM}::test_a_commit_that_was_a_rollback_does_not_change_the_unit",
    ),
    guard("consulta de outra unidade", "purifikar/db/models.py", "    if begun_in != active:", "    if False:", ELSEWHERE),
    guard(
        "consulta fora de unidade", "purifikar/db/models.py",
        "    if active == get_public_schema_name():", "    if False:",
        f"{ROWS}::test_a_query_begun_and_evaluated_outside_of_units_is_refused_and_unharmed",
    ),
    guard(
        "registro gravado em outra unidade", "purifikar/db/models.py",
        "        check_schema(self._state.schema, type(self))\n        super().save_base", "        super().save_base", ELSEWHERE,
    ),
    guard(
        "registro apagado em outra unidade", "purifikar/db/models.py",
        "        check_schema(self._state.schema, type(self))\n        return super().delete", "        return super().delete", ELSEWHERE,
    ),
    guard(
        "registros criados em lote em outra unidade", "purifikar/db/models.py",
        "super().bulk_create(_of_this_unit(objs)", "super().bulk_create(objs", ELSEWHERE,
    ),
    guard("relação seguida em outra unidade", "purifikar/db/models.py", "if isinstance(owner, UnitRow):", "if False:", ELSEWHERE),
    guard(
        "o Django segue relações pelo gerente que confere a unidade", "purifikar/db/models.py",
        '        model._meta.base_manager_name = "objects"\n', "", f"{BUILDING}::test_every_manager_of_a_unit_is_guarded", ELSEWHERE,
    ),
    guard(
        "leitura aos poucos depois de sair da unidade", "purifikar/db/models.py",
        "            check_schema(self._schema, self.model)\n            yield row", "            yield row",
        f"{ROWS}::test_rows_read_bit_by_bit_stop_when_the_unit_is_left",
    ),
    guard(
        "quem não é da unidade recebe 404", "purifikar/middleware.py",
        "        if request.membership is None:\n            raise Http404\n        if not request.unit.answers",
        "        if not request.unit.answers", f"{UNIT_PATH}::test_a_member_of_one_unit_finds_no_other",
    ),
    guard(
        "o vínculo é daquela unidade", "tenants/models/membership.py",
        "if member.unit_id == (unit.pk if unit else None)]", "]", f"{UNIT_PATH}::test_the_cookie_of_one_unit_opens_no_other",
    ),
    guard(
        "vínculo encerrado não vale", "tenants/models/membership.py",
        "return self.filter(ended_at=None, user__is_active=True)", "return self.filter(user__is_active=True)",
        f"{UNIT_PATH}::test_a_revoked_membership_is_over_at_the_next_click",
    ),
    guard(
        "unidade que não responde", "purifikar/middleware.py", "if not request.unit.answers:\n            return closed_door(request)", "if False:\n            return closed_door(request)",
        f"{UNIT_PATH}::test_a_unit_that_does_not_answer_says_why_to_its_people_only",
    ),
    guard(
        "unidade com esquema atrasado não responde", "tenants/models/unit.py",
        "return self.is_active and not self.is_behind", "return self.is_active",
        f"{FLEET}::test_only_the_poisoned_unit_answers_503_with_its_own_page",
    ),
    guard(
        "o prefixo do endereço volta ao que era", "purifikar/middleware.py", "            set_script_prefix(outer)", "            pass",
        f"{UNIT_PATH}::test_the_prefix_is_put_back",
    ),
    guard(
        "toda página pede que se entre", "purifikar/settings.py",
        '    "django.contrib.auth.middleware.LoginRequiredMiddleware",\n', "", f"{UNIT_PATH}::test_a_stranger_is_asked_to_sign_in_and_comes_back",
    ),
    guard(
        "quem não tem o poder recebe 403", "tenants/access.py", "if not request.membership.may(permission):", "if False:",
        f"{UNIT_PATH}::test_a_changed_role_holds_at_the_next_click",
    ),
    guard(
        "página sem dono impede o início", "purifikar/middleware.py", "        stop_if_undeclared()", "        pass",
        f"{BUILDING}::test_a_view_that_does_not_say_it_stops_the_start",
    ),
    guard(
        "sessão parada ou velha acaba", "purifikar/middleware.py", "if self._is_over(request.session, now):", "if False:",
        "tests/purifikar/test_sessions.py::test_idle_session_is_over",
    ),
    guard(
        "segundo fator de quem é da rede", "purifikar/middleware.py",
        "if not settings.MFA_REQUIRED or not request.user.is_authenticated:", "if True:",
        "tests/purifikar/test_second_factor.py::test_person_of_the_network_sets_it_up_before_anything_else",
    ),
    guard(
        "limite de senhas erradas", "purifikar/settings.py", '"login_failed": "5/5m/key,60/5m/ip"', '"login_failed": None',
        "tests/purifikar/test_throttles.py::test_sixth_wrong_password_for_an_account_is_refused",
    ),
    guard(
        "chave do cache com a unidade", "purifikar/lib/cache.py", "{connection.schema_name}", "all",
        f"{CACHE}::test_the_same_key_holds_each_units_own_value",
    ),
    guard(
        "limites contados uma vez para a rede toda", "purifikar/settings.py",
        '"KEY_PREFIX": "purifikar:network",', '"KEY_PREFIX": "purifikar:network", "KEY_FUNCTION": "purifikar.lib.cache.unit_key",',
        f"{CACHE}::test_the_networks_alias_is_one_for_all",
    ),
    guard(
        "tarefa de unidade que falta ou não responde", "tenants/unit_task.py", "if unit is None or not unit.answers:", "if unit is None:",
        f"{TASK}::test_a_unit_that_does_not_answer_runs_nothing",
    ),
    guard(
        "tarefa roda dentro da unidade", "tenants/unit_task.py", "with tenant_context(self._unit(unit_id)):", "if self._unit(unit_id):",
        f"{TASK}::test_the_body_runs_in_the_unit_and_the_process_ends_in_public",
    ),
    guard(
        "pessoas só da própria unidade", "tenants/models/membership.py",
        "return self if member.get_role().reaches_units else self.filter(unit=member.unit)", "return self",
        f"{UNIT_PATH}::test_each_sees_the_people_of_his_own_place_only",
    ),
    guard(
        "coordenador só vê as suas equipes", "tenants/models/membership.py",
        "return self.filter(Q(pk__in=attendants) | Q(pk=member.pk))", "return self",
        "tests/tenants/test_people_page.py::test_a_coordenador_sees_the_attendants_of_his_teams_only",
    ),
    guard(
        "documento excluído não é entregue", "workflow/models/unit_file.py", "return self.filter(removed_at=None)", "return self.all()",
        f"{DOCUMENT}::test_a_removed_document_is_gone_until_it_is_undone",
    ),
    guard(
        "formulário de outro site", "purifikar/settings.py", '    "django.middleware.csrf.CsrfViewMiddleware",\n', "",
        f"{HEADERS}::test_a_form_without_its_token_is_refused",
    ),
    guard(
        "página não fica guardada", "purifikar/middleware.py", 'if not response.has_header("Cache-Control"):', "if False:",
        f"{HEADERS}::test_no_page_is_kept",
    ),
    guard(
        "script só de arquivo nosso", "purifikar/settings.py", '"script-src": [CSP.SELF],', '"script-src": [CSP.SELF, CSP.UNSAFE_INLINE],',
        f"{HEADERS}::test_every_page_runs_and_shows_only_what_is_ours",
    ),
    guard(
        "página dentro de moldura", "purifikar/settings.py", 'X_FRAME_OPTIONS = "DENY"', 'X_FRAME_OPTIONS = "SAMEORIGIN"',
        f"{HEADERS}::test_every_page_has_every_header",
    ),
    guard(
        "unidade que falha na migração não segura as outras", "tenants/fleet.py",
        "except Exception as broken:", "except ArithmeticError as broken:", f"{FLEET}::test_a_poisoned_unit_holds_up_no_other",
    ),
    guard(
        "unidade sem esquema não cria tabela em public", "tenants/schema.py",
        "        _stop_without_schema(unit)\n", "", f"{FLEET}::test_a_unit_without_schema_is_reported_and_makes_no_table_in_public",
    ),
    guard(
        "Python de uma migração roda em cada unidade", "tenants/schema.py", "    return operation.reduces_to_sql", "    return True",
        f"{FLEET}::test_python_of_a_migration_runs_in_each_unit",
    ),
    guard(
        "chave estrangeira retirada também na repetição", "tenants/schema.py", ', "SET CONSTRAINTS")', ")",
        f"{EQUALITY}::test_a_step_of_every_kind_gives_the_same_schema_replayed",
    ),
    guard(
        "SQL do usuário fora do banco de receitas", "tenants/schema.py",
        "return all(_is_kept(step if isinstance(step, str) else step[0]) for step in steps)", "return True",
        f"{FLEET}::test_every_unit_gets_the_column",
    ),
]  # fmt: skip


class Copy:
    """A copy of the project with a database and a keyspace of its own."""

    def __init__(self, folder, number):
        self.path = Path(folder) / f"copy {number}"
        shutil.copytree(ROOT, self.path, ignore=LEFT_OUT)
        address = urlsplit(os.environ["DATABASE_URL"])
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
            "DATABASE_URL": urlunsplit(address._replace(path=f"{address.path}_mutations{number}")),
            "PYTEST_XDIST_WORKER": f"gw{FIRST_WORKER + number}",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def run(self, tests):
        """pytest's exit code: 0 all green, 1 some red, else it could not run them. And its last words."""
        command = [sys.executable, "-m", "pytest", "-q", "-x", "--no-header", "--create-db", *tests]
        done = subprocess.run(command, cwd=self.path, env=self.environment, capture_output=True, text=True)
        return done.returncode, (done.stdout + done.stderr)[-2000:]

    def without(self, removed):
        """The tests of a guard while it is gone."""
        file = self.path / removed.file
        whole = file.read_text()
        file.write_text(whole.replace(removed.text, removed.without, 1))
        try:
            return self.run(removed.tests)
        finally:
            file.write_text(whole)


def chosen(words):
    return [one for one in GUARDS if not words or any(word in one.name or word in one.file for word in words)]


def main(words):
    began, guards = time.monotonic(), chosen(words)
    with tempfile.TemporaryDirectory(prefix="purifikar-mutations-") as folder, ThreadPoolExecutor(WORKERS) as pool:
        copies = Queue()
        for number in range(WORKERS):
            copies.put(Copy(folder, number))
        code, words = with_copy(copies, lambda copy: copy.run(sorted({test for one in guards for test in one.tests})))
        if code:
            print(words, "\nOs testes escolhidos já falham sem tirar nada; conserte-os antes.")
            return 1
        results = pool.map(lambda one: with_copy(copies, lambda copy: copy.without(one)), guards)
        missed = sum([told(one, *result) for one, result in zip(guards, results, strict=True)])
    print(f"{len(guards)} proteções tiradas, {len(guards) - missed} notadas, em {time.monotonic() - began:.0f} s.")
    return 1 if missed else 0


def with_copy(copies, deed):
    copy = copies.get()
    try:
        return deed(copy)
    finally:
        copies.put(copy)


def told(one, code, words):
    """Prints the line of a guard; true when nobody missed it."""
    verdict = {0: "SOBREVIVEU", 1: "notada"}.get(code, "NÃO RODOU")
    print(f"{verdict:<11} {one.file:<30} {one.name}", flush=True)
    if code > 1:
        print(words)
    return code != 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
