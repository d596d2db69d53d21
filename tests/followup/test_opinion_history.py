"""The history of a contact: complete or standard, on the screen and on paper."""

import contextlib
import re
import zlib

import pytest
from django_tenants.utils import tenant_context

from followup.models import Opinion
from tests.conftest import HTMX
from tests.followup.scenes import address, contact_of


@pytest.fixture
def contact(santos, rafael, camila):
    """With an opinion that used the standard text, one of free words, and a change of date."""
    contact = contact_of(santos, by=rafael)
    with tenant_context(santos):
        Opinion.objects.write("Falei com Marina. Quer preço.", by=rafael, contact=contact, standard_text="Falei com Marina.")
        Opinion.objects.write("Só palavras <livres>.", by=camila, contact=contact)
        contact.touch(by=rafael)
    return contact


@pytest.fixture
def read(browser, rafael, contact):
    client = browser(rafael)
    return lambda query="", **more: client.get(address("contact_history", contact.number) + query, **more).text


def unpacked(pdf):
    """The streams of a PDF as they read."""
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        with contextlib.suppress(zlib.error):
            yield zlib.decompress(stream)


def test_the_complete_one_has_everything(read):
    """BIM-24, BIM-42"""
    page = read()

    assert "Quer preço." in page
    assert "Só palavras &lt;livres&gt;." in page
    assert "Você: contato criado" in page
    assert "retorno feito" in page


def test_the_standard_one_has_only_what_used_the_standard_text(read):
    """BIM-43"""
    page = read("?so=padrao")

    assert "Quer preço." in page
    assert "Só palavras" not in page
    assert "contato criado" not in page


def test_the_newest_stands_first(read):
    page = read()
    assert page.index("retorno feito") < page.index("Só palavras") < page.index("Quer preço.") < page.index("contato criado")


def test_a_long_one_comes_in_pages_of_which_each_goes_on(read, contact, santos, rafael):
    with tenant_context(santos):
        for number in range(40):
            Opinion.objects.write(f"Parecer número {number:02}.", by=rafael, contact=contact)
    first = read()
    before = first.partition("?antes=")[2].partition("&")[0]
    second = read(f"?antes={before}", headers=HTMX)
    shown = [[n for n in range(40) if f"número {n:02}." in page] for page in (first, second)]

    assert shown == [list(range(10, 40)), list(range(10))]


def test_it_is_read_in_the_same_queries_however_long(read, contact, santos, rafael, django_assert_max_num_queries):
    with tenant_context(santos):
        for number in range(25):
            Opinion.objects.write(f"Parecer {number}", by=rafael, contact=contact)
    read()
    with django_assert_max_num_queries(15):
        read()


def test_on_paper_it_tells_the_same_from_the_beginning(browser, rafael, contact, monkeypatch):
    """BIM-42"""
    drawn = []
    monkeypatch.setattr("purifikar.lib.pdf.pdf_of", lambda html: drawn.append(html) or b"%PDF-1.7")
    browser(rafael).get(address("contact_history_pdf", contact.number))
    [paper] = drawn

    assert paper.index("contato criado") < paper.index("Quer preço.") < paper.index("Só palavras &lt;livres&gt;.")
    assert "impresso por Rafael Moreira" in paper


def test_the_paper_is_a4_and_goes_on_to_a_second_page(browser, rafael, contact, santos):
    """BIM-42: with its number, "página x de y", by the layout of all papers"""
    with tenant_context(santos):
        Opinion.objects.write("Linha.\n" * 90, by=rafael, contact=contact)
    answer = browser(rafael).get(address("contact_history_pdf", contact.number) + "?so=")

    assert answer.headers["Content-Disposition"] == f'inline; filename="historico-contato-{contact.number}.pdf"'
    pages = re.findall(rb"/MediaBox \[0 0 595\.\d+ 841\.\d+\]", b"".join(unpacked(answer.content)))
    assert len(pages) == 2


def test_another_unit_s_history_is_not_found(browser, caio, contact):
    """Attack: foreign numbers"""
    assert browser(caio).get(address("contact_history", contact.number)).status_code == 404
    assert browser(caio).get(address("contact_history", contact.number, unit="campinas")).status_code == 404
