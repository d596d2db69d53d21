"""A PDF reads our own static files and nothing else, in bounded time (reliability.md §9, rows 35 and 36)."""

import os
import socket
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import pytest
from weasyprint.urls import FatalURLFetchingError

from purifikar.lib import pdf, pdf_engine
from purifikar.lib.pdf import PdfFailed, PdfUnavailable, pdf_of

PAYLOADS = [
    '<link rel="stylesheet" href="{web}">',
    '<link rel="stylesheet" href="{file}">',
    '<link rel="attachment" href="{web}">',
    '<link rel="attachment" href="{file}">',
    '<a rel="attachment" href="{file}">x</a>',
    '<style>@import url("{web}");</style>',
    "<style>@import '{file}';</style>",
    '<style>body {{ background: url("{web}") }}</style>',
    '<style>p::before {{ content: url("{file}") }}</style><p>x',
    '<style>li {{ list-style-image: url("{web}") }}</style><li>x',
    '<style>@font-face {{ font-family: x; src: url("{web}") }} p {{ font-family: x }}</style><p>x',
    '<style>@page {{ background: url("{file}") }}</style>',
    '<style>p {{ border-image: url("{web}") 1 }}</style><p>x',
    '<p style="background-image: url({web})">x',
    '<img src="{web}">',
    '<img src="{file}">',
    '<img src="//{host}/x">',
    '<img src="ftp://{host}/x">',
    '<img src="gopher://{host}/x">',
    '<img src="/etc/passwd">',
    '<img src="/static/../../../../../../etc/passwd">',
    '<img src="/static/%2e%2e/manage.py">',
    '<img src="/static//etc/passwd">',
    '<img src="https://static.invalid.{host}/static/css/base.css">',
    '<base href="{web}"><img src="x.png">',
    '<embed src="{web}">',
    '<object data="{file}"></object>',
    '<svg width="9" height="9"><image href="{web}" width="9" height="9"/></svg>',
    '<svg width="9" height="9"><image href="{file}" width="9" height="9"/></svg>',
    "<img src=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Cimage href='{web}'/%3E%3C/svg%3E\">",
]
UNREAD = [
    '<svg width="9" height="9"><use href="{file}#x"/></svg>',
    "<svg width='9' height='9'><style>@import '{web}';</style></svg>",
    '<iframe src="{web}"></iframe>',
    '<script src="{web}"></script>',
    '<video src="{web}" poster="{web}"></video>',
    '<meta http-equiv="refresh" content="0; url={web}">',
    '<form action="{web}"><input type="image" src="{web}"></form>',
    '<a href="{web}">a link that people may follow</a>',
]


@pytest.fixture(scope="module")
def listener():
    """A server on this machine; `listener.hits` counts who came."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        seen = SimpleNamespace(hits=0, address=server.getsockname())

        def answer():
            while True:
                try:
                    visitor, _ = server.accept()
                except OSError:
                    return
                seen.hits += 1
                visitor.close()

        threading.Thread(target=answer, daemon=True).start()
        yield seen
        server.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def fill(listener, tmp_path):
    """`fill(payload)`: the payload with the listener's address and a secret file's."""
    secret = tmp_path / "secret.txt"
    secret.write_text("segredo")
    host = "{}:{}".format(*listener.address)
    return lambda payload: payload.format(web=f"http://{host}/x.css", host=host, file=secret.as_uri())


@pytest.fixture
def draw(settings):
    folders = [str(folder) for folder in settings.STATICFILES_DIRS]
    return lambda html: pdf_engine.draw(html, static_url="/static/", folders=folders)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_foreign_address_ends_the_document_and_is_not_visited(payload, fill, draw, listener):
    """Row 35"""
    with pytest.raises(FatalURLFetchingError):
        draw(fill(payload))
    assert listener.hits == 0


@pytest.mark.parametrize("payload", UNREAD)
def test_what_a_pdf_has_no_use_for_is_not_visited_either(payload, fill, draw, listener):
    made = draw(fill(payload))
    assert (listener.hits, b"segredo" in made, b"EmbeddedFile" in made) == (0, False, False)


def test_the_listener_would_have_noticed(listener):
    socket.create_connection(listener.address, timeout=30).close()
    for _ in range(100):
        if listener.hits:
            break
        time.sleep(0.01)
    assert listener.hits == 1
    listener.hits = 0


def test_our_own_style_and_font_are_read(draw, monkeypatch):
    read, find = [], pdf_engine.OwnFilesOnly._find
    monkeypatch.setattr(pdf_engine.OwnFilesOnly, "_find", lambda self, url: read.append(find(self, url)) or read[-1])
    assert draw('<link rel="stylesheet" href="/static/css/paper.css"><body class="paper">Olá').startswith(b"%PDF-")
    assert {"paper.css", "Inter-Regular.woff2"} <= {file.name for file in read}


def test_a_link_that_leads_out_of_the_static_folder_is_refused(tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "secret.css").write_text("p { color: red }")
    (tmp_path / "static" / "x.css").symlink_to(tmp_path / "secret.css")
    with pytest.raises(FatalURLFetchingError):
        pdf_engine.draw('<link rel="stylesheet" href="/static/x.css">', static_url="/static/", folders=[tmp_path / "static"])


def test_the_engine_works_in_a_process_of_its_own(fill, listener):
    assert pdf_of('<link rel="stylesheet" href="/static/css/paper.css">Olá').startswith(b"%PDF-")
    with pytest.raises(PdfFailed, match="may not read http"):
        pdf_of(fill('<img src="{web}">'))
    assert listener.hits == 0


def test_the_engine_knows_none_of_our_secrets(monkeypatch):
    seen = {}

    def note(command, **how):
        seen.update(how["env"])
        return subprocess.CompletedProcess(command, 0, b"%PDF-", b"")

    monkeypatch.setattr(subprocess, "run", note)
    pdf_of("x")
    assert seen["PATH"] == os.environ["PATH"]
    assert not {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"} & set(seen)


def test_a_layout_that_never_ends_is_ended():
    """Row 36"""
    bomb = '<div style="columns: 3">' + "<table><tr><td>x" * 60 + "<p>x" * 20_000
    begun = time.monotonic()
    with pytest.raises(PdfFailed):
        pdf_of(bomb, seconds=2)
    assert time.monotonic() - begun < 60


def test_without_pango_it_says_so_and_what_is_missing(tmp_path, monkeypatch):
    """As where the library is not installed: loading it by name fails."""
    fake = tmp_path / "weasyprint.py"
    fake.write_text("raise OSError(\"cannot load library 'libpango-1.0-0'\")")
    monkeypatch.setattr(pdf, "HANDED_ON", (*pdf.HANDED_ON, "PYTHONPATH"))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(PdfUnavailable, match="libpango"):
        pdf_of("x")


def test_the_rest_of_the_house_does_without_pango():
    """Nothing else loads WeasyPrint, so the web server starts without it."""
    code = "import sys, purifikar.lib.pdf; assert not any(name.startswith('weasyprint') for name in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120, env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"})
