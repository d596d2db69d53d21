"""What somebody meets who types `make` on a machine with little more than Python on it."""

import ast
import shutil
import subprocess
import sys

import pytest

from purifikar.lib.folders import PROJECT

OLD_PYTHON = """#!/bin/sh
exec "{python}" -c 'import runpy, sys
sys.version_info = (3, 9, 2)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")' "$@"
"""


def make(*arguments, cwd=PROJECT, path=None):
    environment = {"PATH": path or "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        ["/usr/bin/env", "make", *arguments], cwd=cwd, env=environment, capture_output=True, text=True, timeout=400, check=False
    )


@pytest.fixture
def checkout(tmp_path):
    """A new copy without packages to install, in a folder with spaces in its name."""
    folder = tmp_path / "meu projeto"
    (folder / "purifikar").mkdir(parents=True)
    for name in ("Makefile", "purifikar/bootstrap.py"):
        shutil.copy(PROJECT / name, folder / name)
    (folder / "requirements.lock").write_text("# nada a instalar\n")
    return folder


def test_make_alone_prints_one_line_for_each_command():
    lines = make().stdout.splitlines()

    commands = [line.split()[1] for line in lines]
    assert commands == ["demo", "demo-reset", "test", "check", "mutations", "bench", "pictures", "lock"]


def test_a_python_too_old_gets_one_sentence(tmp_path):
    old = tmp_path / "python3"
    old.write_text(OLD_PYTHON.format(python=sys.executable))
    old.chmod(0o755)
    done = make("demo", path=f"{tmp_path}:/usr/bin:/bin")

    said = [line for line in (done.stdout + done.stderr).splitlines() if not line.startswith("make")]
    assert len(said) == 1
    assert "3.12 ou mais novo, e este é o 3.9" in said[0]
    assert done.returncode != 0


def test_no_python_at_all_gets_one_sentence():
    done = make("demo", "PYTHON=python-que-nao-existe")

    assert "não foi encontrado" in done.stdout
    assert done.returncode != 0


def test_an_old_python_can_read_the_bootstrap():
    ast.parse((PROJECT / "purifikar" / "bootstrap.py").read_text(), feature_version=(3, 4))


def test_the_environment_is_made_once_and_again_after_an_interruption(checkout):
    def venv():
        return make("venv", f"PYTHON={sys._base_executable}", cwd=checkout)

    first, second = venv(), venv()
    assert (checkout / ".venv" / "bin" / "python").exists(), first.stderr
    assert "Instalando" in first.stdout
    assert second.stdout == ""

    (checkout / ".venv" / "installing").touch()
    assert "Instalando" in venv().stdout
    assert venv().stdout == ""
