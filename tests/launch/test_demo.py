"""What the demo says when something is in its way, and what it prints when nothing is."""

import contextlib
import os
import socket
import subprocess
import sys

import pytest

from purifikar import demo
from purifikar.lib.folders import PROJECT, alone_in
from purifikar.lib.processes import finish, launch
from purifikar.lib.services import Urls


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "FOLDER", tmp_path)
    monkeypatch.setattr(demo, "LOGS", tmp_path / "log")
    return tmp_path


def start_demo(tmp_path, port):
    environment = os.environ | {"PORT": str(port), "PURIFIKAR_DATA": str(tmp_path)}
    command = [sys.executable, "-m", "purifikar.demo"]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=400, check=False)


def test_a_taken_port_is_said_in_one_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = start_demo(tmp_path, port)

    assert done.stderr.strip() == f"A porta {port} está ocupada: escolha outra, por exemplo make demo PORT={port + 1}"
    assert done.returncode == 1
    assert not (tmp_path / "demo").exists()


def test_a_port_that_is_none_is_said_in_one_sentence(tmp_path):
    assert start_demo(tmp_path, "oito").stderr.strip() == "PORT precisa ser um número de porta, e é 'oito'."


def test_a_second_demo_in_the_same_folder_says_so(tmp_path):
    (tmp_path / "demo").mkdir()
    with alone_in(tmp_path / "demo"):
        assert "já está no ar" in start_demo(tmp_path, free_port()).stderr


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def test_a_process_that_dies_ends_the_demo_with_its_name_and_its_last_words(folder):
    ours = demo.Demo(8000, Urls())
    alive = launch(["sleep", "300"], log=folder / "alive.log", cwd=folder)
    dying = launch([sys.executable, "-c", "print('acabou a memória'); exit(3)"], log=folder / "log" / "worker.log")
    ours.running = {"web": alive, "worker": dying}
    ours.watch_over(ours.running)

    with pytest.raises(demo.DemoError, match=r"worker parou sozinho \(código 3\)[\s\S]*acabou a memória"):
        ours.wait(60)
    ours.stop()
    assert alive.poll() is not None


def test_a_child_that_does_not_stop_is_made_to(tmp_path):
    stubborn = "import signal; signal.signal(15, signal.SIG_IGN); print('ouvindo', flush=True); signal.pause()"
    log = tmp_path / "teimoso.log"
    process = launch([sys.executable, "-c", stubborn], log=log)
    for _ in range(6000):
        if "ouvindo" in log.read_text():
            break
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.01)
    finish(process, seconds=0.2)

    assert process.returncode == -9


def test_the_secret_is_made_once_and_only_for_its_owner(folder):
    first = demo.Demo(8000, Urls()).environment["SECRET_KEY"]

    assert demo.Demo(8000, Urls()).environment["SECRET_KEY"] == first
    assert (folder / "secret").stat().st_mode & 0o077 == 0


def test_logins_are_printed_as_columns():
    lines = demo._table("gerente\tgerente@santos.demo\tSantos\n").splitlines()

    assert [line.split() for line in lines] == [["papel", "e-mail", "unidade"], ["gerente", "gerente@santos.demo", "Santos"]]
    assert len({line.index(word) for line, word in zip(lines, ("e-mail", "gerente@"), strict=True)}) == 1


def test_a_missing_pango_is_named_for_each_system_and_stops_nothing(folder, capsys):
    ours = demo.Demo(8000, Urls())
    ours.pango = ours._start("pango", "-c", "raise OSError('cannot load library libpango-1.0-0')")
    ours.logins = ours._start("logins", "-c", "print('gerente\\tgerente@santos.demo\\tSantos')")
    ours.introduce()

    said = capsys.readouterr().out
    assert all(name in said for name in ("libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0", "dnf install pango", "brew install"))
    assert "http://127.0.0.1:8000" in said
    assert demo.PASSWORD in said


def test_static_files_are_collected_again_only_when_one_changed(folder, monkeypatch):
    monkeypatch.setattr(demo, "PROJECT", folder)
    (folder / "requirements.lock").touch()
    (folder / "static").mkdir()
    (folder / "static" / "app.css").write_text("a { color: red }")
    before = demo._static_fingerprint()
    assert demo._static_fingerprint() == before

    (folder / "static" / "app.css").write_text("a { color: darkred }")
    assert demo._static_fingerprint() != before
