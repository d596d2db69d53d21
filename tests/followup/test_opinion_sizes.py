"""The size of an opinion's file at the very edge: ten megabytes are taken, one byte more is not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tenants.utils import tenant_context

from followup.models import OpinionDraft
from tests.followup.scenes import address, contact_of
from workflow.models import UnitFile

TEN = 10 * 1024 * 1024
PDF = b"%PDF-1.7\n"


@pytest.mark.parametrize(("size", "status", "kept"), [(TEN, 302, [TEN]), (TEN + 1, 422, [])])
def test_a_file_of_ten_megabytes_is_taken_and_one_byte_more_is_not(browser, santos, rafael, files_dir, size, status, kept):
    """BIM-30: the type allows 10 MB, the most that one may; the server says so, and what was typed stays"""
    contact, client = contact_of(santos, by=rafael, classification="1.4"), browser(rafael)
    client.get(address("opinion_new", contact.number))
    with tenant_context(santos):
        draft = OpinionDraft.objects.get()
    upload = SimpleUploadedFile("planta.pdf", PDF + b"\0" * (size - len(PDF)))
    answer = client.post(
        address("opinion_attach", draft.pk), {"text": "Segue a planta.", "upload": upload, "turn": 0, "tab": "a1", "step": 1}
    )

    assert answer.status_code == status
    with tenant_context(santos):
        assert [file.size for file in UnitFile.objects.all()] == kept
        assert OpinionDraft.objects.get().text == "Segue a planta."
    assert ("10 MB" in answer.text) == (not kept)
