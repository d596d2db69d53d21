"""PostgreSQL and Valkey of our own: started, stopped, killed, side by side (issue "Foundation", two commands)."""

import contextlib
import os
import pwd
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest
import redis

from purifikar.lib.folders import PROJECT, Busy, forget, home_of
from purifikar.lib.services import ServiceError, embedded

AS_NOBODY = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
# May read a project folder that is closed to it, as the owner of an ordinary checkout may; has no other power.
READING = ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "pasta com espaços"
    yield folder
    forget(folder)


def serving(folder, **options):
    return embedded(folder, environ={}, **options)


def ask(urls, sql):
    with psycopg.connect(urls["DATABASE_URL"], autocommit=True) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchone() if cursor.description else None


def test_servers_answer_only_while_the_block_lasts(folder):
    with serving(folder, durable=False) as urls:
        assert ask(urls, "SELECT lower('AÇÃO')") == ("ação",)
        assert redis.Redis.from_url(urls["REDIS_URL"]).ping()

    with pytest.raises(psycopg.OperationalError):
        ask(urls, "SELECT 1")
    with pytest.raises(redis.ConnectionError):
        redis.Redis.from_url(urls["REDIS_URL"], retry=None).ping()


def test_they_listen_on_this_machine_only_ask_for_a_password_and_have_the_folder_for_themselves(folder):
    with serving(folder, durable=False) as urls:
        with pytest.raises(Busy), serving(folder, durable=False):
            pass
        assert ask(urls, "SHOW listen_addresses") == ("127.0.0.1",)
        wrong = urls["DATABASE_URL"].replace("purifikar:", "purifikar:x")
        with pytest.raises(psycopg.OperationalError, match="authentication"):
            psycopg.connect(wrong)
        address = urls["REDIS_URL"].split("@")[1]
        with pytest.raises(redis.AuthenticationError):
            redis.Redis.from_url(f"redis://{address}").ping()


def test_demo_data_survive_the_death_of_postgres_and_valkey(folder):
    with serving(folder, durable=True) as urls:
        ask(urls, "CREATE TABLE lead AS SELECT 1042 AS number")
        assert ask(urls, "SHOW synchronous_commit") == ("on",)
        queue = redis.Redis.from_url(urls["REDIS_URL"])
        queue.set("tarefa", "esperando")
        queue.waitaof(1, 0, 5000)  # written down by the server itself
        os.kill(queue.info("server")["process_id"], signal.SIGKILL)
        os.kill(int((home_of(folder) / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)

    with serving(folder, durable=True) as urls:
        assert ask(urls, "SELECT number FROM lead") == (1042,)
        assert redis.Redis.from_url(urls["REDIS_URL"]).get("tarefa") == b"esperando"


def test_a_pid_file_that_names_somebody_else_by_now_holds_up_nothing(folder):
    with serving(folder, durable=False) as urls:
        ask(urls, "CREATE TABLE lead AS SELECT 1042 AS number")
    pid_file = home_of(folder) / "postgres" / "postmaster.pid"
    with bystander() as process:
        pid_file.write_text(f"{process.pid}\n{pid_file.parent}\n0\n5432\n\n127.0.0.1\n")
        with serving(folder, durable=False) as urls:
            assert ask(urls, "SELECT number FROM lead") == (1042,)
        assert process.poll() is None


@contextlib.contextmanager
def bystander():
    """A process of the user PostgreSQL runs as, which PostgreSQL would take for itself."""
    user = "nobody" if os.geteuid() == 0 else None
    process = subprocess.Popen(["cat"], stdin=subprocess.PIPE, user=user, cwd="/")
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=60)


def test_two_copies_run_side_by_side(folder, tmp_path):
    other = tmp_path / "outra"
    with serving(folder, durable=False) as ours, serving(other, durable=False) as theirs:
        ask(ours, "CREATE TABLE lead (number int)")
        assert ask(theirs, "SELECT to_regclass('lead')") == (None,)
        assert ours["REDIS_URL"].split("@")[1] != theirs["REDIS_URL"].split("@")[1]
    forget(other)


def test_servers_that_the_environment_names_are_left_alone(folder):
    named = {"DATABASE_URL": "postgresql://elsewhere/crm", "REDIS_URL": "redis://elsewhere"}
    with embedded(folder, environ=named) as urls:
        assert urls == named
    assert sorted(path.name for path in folder.iterdir()) == ["lock"]


def test_a_library_that_the_system_lacks_is_told_with_what_to_install(folder, monkeypatch):
    lacking = "postgres: error while loading shared libraries: libxml2.so.2: cannot open shared object file"
    monkeypatch.setattr(subprocess, "run", lambda command, **options: subprocess.CompletedProcess(command, 1, "", lacking))

    with pytest.raises(ServiceError, match="sudo apt install libxml2"), serving(folder):
        pass


def test_run_passes_the_exit_code_on_and_leaves_nothing(tmp_path):
    done = run(tmp_path, [], "import os, sys; sys.exit(7 if os.environ['DATABASE_URL'] and os.environ['REDIS_URL'] else 1)")

    assert done.returncode == 7, done.stderr
    assert not list(tmp_path.glob("run-*"))


def test_an_ordinary_user_needs_no_other():
    with tempfile.TemporaryDirectory() as name:  # pytest's own folder is closed to others
        if os.geteuid() == 0:
            os.chown(name, *nobody())
        as_user = AS_NOBODY + READING if os.geteuid() == 0 else []
        done = run(Path(name), as_user, "import os; print(os.geteuid())")

        assert done.returncode == 0, done.stderr
        assert done.stdout.strip() not in ("", "0")
        assert list(Path(name).glob("postgresql-18*/bin/postgres"))


def nobody():
    entry = pwd.getpwnam("nobody")
    return entry.pw_uid, entry.pw_gid


def run(data, prefix, code):
    """`services run` around a line of Python, with its data in a folder of its own."""
    command = [*prefix, sys.executable, "-m", "purifikar.lib.services", "run", "--", sys.executable, "-c", code]
    without = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    environment = without | {"PURIFIKAR_DATA": str(data)}
    try:
        return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=400, check=False)
    finally:
        forget_home(data)


def forget_home(data):
    if home_of(data) != data:
        subprocess.run(["rm", "-rf", str(home_of(data))], check=True, timeout=60)
