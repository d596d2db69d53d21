"""The size and the content of a model's files at the very edge, of a unit's models and of the network's (BIM-27, BIM-30)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tenants.utils import tenant_context

from followup.models.mailing_model import MOST_BYTES
from purifikar.lib.links import network_url
from tenants.models import NetworkMailingModel
from tests.followup.mailings import model
from tests.followup.scenes import address
from tests.followup.test_network_mailing_models import LETTER

MB = 1024 * 1024
PDF = b"%PDF-1.7\n"


@pytest.fixture(params=["unidade", "rede"])
def folder(request, browser, santos, marcos, helena, files_dir):
    """(`attach(content)`, `kept()`): to a model of the unit's, then of the network's; the sizes of what goes along."""
    if request.param == "unidade":
        with tenant_context(santos):
            own = model()
        client, place = browser(marcos), address("mailing_file_new", own.pk)
    else:
        facts = {name: value for name, value in LETTER.items() if name != "is_active"}
        own = NetworkMailingModel.objects.create(**facts, by=helena)
        client, place = browser(helena), network_url("network_mailing_file_new", own.pk)

    def kept():
        with tenant_context(santos):
            return [file.size for file in type(own).objects.get(pk=own.pk).kept_files]

    return lambda content, name="folder.pdf": client.post(place, {"upload": SimpleUploadedFile(name, content)}), kept


def pdf(size):
    return PDF + b"\0" * (size - len(PDF))


@pytest.mark.parametrize(("size", "status"), [(MOST_BYTES, 302), (MOST_BYTES + 1, 422), (10 * MB, 422), (10 * MB + 1, 422)])
def test_what_a_mail_may_carry_is_taken_and_one_byte_more_is_not(folder, size, status):
    """Beyond ten megabytes too it is the mail's own limit that is told"""
    attach, kept = folder
    answer = attach(pdf(size))

    assert (answer.status_code, kept()) == (status, [size] if status == 302 else [])
    assert ("; passa de 5 MB, e muitas caixas de entrada o recusam." in answer.text) == (status == 422)


def test_the_limit_is_of_all_of_them_together(folder):
    attach, kept = folder
    attach(pdf(2 * MB))
    over, full = attach(pdf(3 * MB + 1)), attach(pdf(3 * MB))

    assert (over.status_code, full.status_code, kept()) == (422, 302, [2 * MB, 3 * MB])
    assert "com os outros passa de 5 MB" in over.text


@pytest.mark.parametrize(("name", "content"), [("folder.pdf", b"<html><script>x</script>"), ("folder.pdf", b"MZ\x90\0" * 20), ("foto.png", PDF), ("folder.pdf", b"")], ids=["html", "exe", "outro nome", "vazio"])  # fmt: skip
def test_what_is_not_what_its_name_says_is_refused(folder, name, content):
    """Told by its content, not by its name"""
    attach, kept = folder
    answer = attach(content, name)

    assert (answer.status_code, kept()) == (422, [])
    assert answer.context["page"].file_form.errors["upload"]
