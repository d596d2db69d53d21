"""The PDF of a proposal: its words, its logo, nothing fetched; and what erasure leaves of proposals and orders."""

import re
import subprocess

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django_tenants.utils import tenant_context

from followup import answering, documents
from followup.models import Order, OrderItem, Proposal, SalesRules
from leads import privacy
from leads.models import DataRequest
from purifikar.lib import pdf_warm
from purifikar.lib.pdf import PdfFailed
from tests.followup.sales import INOX, proposal_of
from tests.followup.scenes import address
from tests.leads.scenes import marinas_lead  # noqa: F401 (fixture)
from tests.leads.test_privacy import EMAIL, NAME, closed, found_in_base
from tests.lib.test_pdf import listener  # noqa: F401 (fixture)
from workflow.models import UnitFile, unit_file

PIXEL = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\xdacd`\xf8_\x0f\x00\x02\x87\x01\x80\xeb\xad\x1e\x92\x00\x00\x00\x00IEND\xaeB`\x82"


@pytest.fixture(scope="module", autouse=True)
def cooled():
    yield
    pdf_warm.cool()


def words_of(made, tmp_path):
    """The text of a PDF, as another program reads it."""
    (tmp_path / "x.pdf").write_bytes(made)
    read = subprocess.run(["pdftotext", "-layout", str(tmp_path / "x.pdf"), "-"], check=True, capture_output=True, text=True, timeout=60)
    return re.sub(r"\s+", " ", read.stdout)


def test_the_pdf_says_who_what_how_much_and_counts_its_pages(browser, santos, rafael, tmp_path):
    """BIM-50: A4, page x of y, and the place to sign on the page of the text before it"""
    proposal_of(santos, by=rafael, items=[(INOX, "locacao", 2, 5)] * 24)
    answer = browser(rafael).get(address("proposal_pdf", 1))
    text = words_of(answer.content, tmp_path)

    assert answer.headers["Content-Type"] == "application/pdf"
    for words in (
        "Marina Figueiredo Alves",
        "CNPJ 11.222.333/0001-81",
        "locação por 24 meses",
        "R$ 170,81",
        "página 1 de 2",
        "página 2 de 2",
    ):
        assert words in text, words
    assert text.index("Validade") < text.index("cliente, data e assinatura")
    assert "{{" not in text


def test_a_pdf_reads_no_address_that_somebody_typed(santos, rafael, listener):  # noqa: F811
    """Also not out of a name, a product or a text: what is typed is shown, or left out"""
    web = "http://{}:{}/x".format(*listener.address)
    evil = f'<img src="{web}"><link rel="attachment" href="{web}"><style>@import url({web})</style>ok'
    proposal = proposal_of(santos, by=rafael, person=evil[:110])
    with tenant_context(santos):
        version = proposal.current
        version.write(version.texts.get(slug="pagamento"), f"<p style='background:url({web})'>{evil}</p><svg><image href='{web}'/></svg>")
        version.lines[0].product.description = evil
        version.lines[0].product.save()
        version.forget()

        assert documents.pdf_of_version(version).startswith(b"%PDF-")
    assert listener.hits == 0


def test_the_logo_is_the_one_it_went_out_with(browser, santos, rafael, files_dir):
    with tenant_context(santos):
        key = default_storage.save(f"{santos.pk}/logo", ContentFile(PIXEL))
        logo = UnitFile.objects.create(number_in_unit=1, title="Logo", kind=unit_file.PICTURE, file_name="l.png", content_type="image/png", size=70, key=key, by=rafael)  # fmt: skip
        SalesRules.objects.create(logo=logo)
        proposal = proposal_of(santos, by=rafael)
        version = proposal.current
        version.send(by=rafael)
        SalesRules.objects.update(logo=None)
        made = documents.pdf_of_version(version)

    assert b"/Image" in made
    page = browser().get(address("proposal_door", version.token)).text
    assert browser().get(re.search(r'src="([^"]+/logotipo/)"', page)[1]).headers["Content-Type"] == "image/png"


def test_a_pdf_that_fails_says_so_and_stops_nothing(browser, santos, rafael, monkeypatch):
    proposal_of(santos, by=rafael)

    def fail(html, **more):
        raise PdfFailed("x")

    monkeypatch.setattr(documents, "pdf_of", fail)
    assert browser(rafael).get(address("proposal_pdf", 1)).status_code == 503


def test_after_erasure_no_proposal_and_no_order_says_who_it_was(santos, rafael, marcos, lead):
    """LGPD art. 18: names, texts by hand, typed names, addresses of origin and reasons; products and amounts stay"""
    proposal = proposal_of(santos, by=rafael, person=NAME, lead=lead)
    with tenant_context(santos):
        version = proposal.current
        version.write(version.texts.get(slug="abertura"), f"Olá, {NAME}, no {EMAIL}.")
        version.send(by=rafael, how=f"por e-mail a {EMAIL}")
        answering.note_view(version, "203.0.113.9")
        answering.accept(version, name=NAME, origin="203.0.113.9")
        order = Order.objects.sell(proposal.person, OrderItem.of_version(version), by=rafael, version=version, lead=lead)
        order.remove(by=marcos, reason=f"{NAME} desistiu")
        asked = DataRequest.objects.ask(proposal.person, by=marcos, kind="eliminacao", identity="RG")
        told = [
            copy.tell(row)
            for copy in privacy.copies()
            if copy.name.startswith("followup.") and copy.tell
            for row in copy.rows(privacy.Subject(proposal.person))
        ]
        closed(lead)
        with transaction.atomic():
            privacy.erase(asked, by=marcos)
        proposal = Proposal.objects.get()
        assert (proposal.current.facts, len(proposal.current.lines), proposal.current.opens) == ({}, 1, False)
        assert set(proposal.events.values_list("origin", flat=True)) == {None}
    left = found_in_base([NAME, EMAIL, "Figueiredo Alves", "203.0.113.9"], ["unit_santos", "public"])

    assert [where for where in left if not where.startswith("django_")] == []
    assert any(INOX in str(row) for row in told)
