"""Pictures of products in a proposal's PDF: small, made once, where no foreign picture can do harm."""

import base64
import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django_tenants.utils import tenant_context
from PIL import Image

from followup import documents, pictures
from followup.models import Product
from purifikar.lib import pdf_warm
from tests.followup.sales import INOX, SLIM, proposal_of
from tests.followup.scenes import address
from workflow.models import UnitFile, unit_file


@pytest.fixture(scope="module", autouse=True)
def cooled():
    yield
    pdf_warm.cool()


def photo(size=(1600, 900), form="PNG"):
    content = io.BytesIO()
    Image.new("RGB", size, "teal").save(content, form)
    return content.getvalue()


@pytest.fixture
def hang(santos, rafael, files_dir):
    """`hang(INOX, content)`: that product has this picture."""

    def hung(name, content, number=1):
        key = default_storage.save(f"{santos.pk}/foto{number}", ContentFile(content))
        facts = {"title": name, "kind": unit_file.PICTURE, "file_name": "f.png", "content_type": "image/png", "size": len(content), "by": rafael}  # fmt: skip
        file = UnitFile.objects.create(number_in_unit=number, key=key, **facts)
        Product.objects.filter(name=name).update(picture=file)
        return file

    return hung


def test_each_item_has_the_small_picture_of_its_product(browser, santos, rafael, hang, monkeypatch):
    """BIM-49, BIM-50: a product twice is read once; the page before the PDF shows it too"""
    drawn, made = [], []
    proposal = proposal_of(santos, by=rafael, items=[(INOX, "venda", 1, 0), (INOX, "locacao", 1, 0), (SLIM, "venda", 1, 0)])
    monkeypatch.setattr(pictures, "thumbnail", lambda content: made.append(content) or b"\xff\xd8klein")
    monkeypatch.setattr(documents, "pdf_of", lambda html, files: drawn.append((html, files)) or b"%PDF-")
    with tenant_context(santos):
        file = hang(INOX, photo())
        for _ in range(2):
            documents.pdf_of_version(proposal.current)
        product = Product.objects.get(name=INOX)

    [(html, files), _] = drawn
    assert (html.count(f'src="/given/produto-{product.pk}.jpg"'), list(files)) == (2, [f"produto-{product.pk}.jpg"])
    assert len(made) == 1, file
    assert address("product_image", product.pk) in browser(rafael).get(address("proposal_preview", proposal.number)).text


def test_it_is_drawn_and_stays_small(santos, rafael, hang):
    """The bytes of a large photo do not go into the PDF"""
    proposal = proposal_of(santos, by=rafael)
    with tenant_context(santos):
        hang(INOX, photo((3000, 2000), "JPEG"))
        made = documents.pdf_of_version(proposal.current)
    small = Image.open(io.BytesIO(pdf_warm.thumbnail(base64.b64encode(photo()).decode())))

    assert b"/Image" in made
    assert len(made) < 60_000
    assert (small.format, small.size) == ("JPEG", (200, 113))


def test_what_is_no_picture_leaves_the_proposal_without_one(santos, rafael, hang):
    """Attack: bytes that are none, and a picture of too many pixels"""
    proposal = proposal_of(santos, by=rafael, items=[(INOX, "venda", 1, 0), (SLIM, "venda", 1, 0)])
    with tenant_context(santos):
        hang(INOX, b"\x89PNG\r\n\x1a\n" + b"\0" * 50)
        hang(SLIM, photo((9000, 9000)), number=2)
        made = documents.pdf_of_version(proposal.current)

    assert made.startswith(b"%PDF-")
    assert b"/Image" not in made
