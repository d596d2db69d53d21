"""An upload beyond the limit is neither kept in memory nor on disk."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

HANDLERS = ["purifikar.lib.uploads.BoundedUpload", "django.core.files.uploadhandler.TemporaryFileUploadHandler"]


@pytest.fixture
def received(settings, tmp_path):
    """`received(3)`: the size and the bytes at which a page finds an upload of 3 bytes."""
    settings.FILE_UPLOAD_HANDLERS = HANDLERS
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    settings.FILE_MAX_BYTES = 200_000

    def send(size):
        request = RequestFactory().post("/", {"upload": SimpleUploadedFile("a.pdf", b"x" * size)})
        file = request.FILES["upload"]
        on_disk = sum(path.stat().st_size for path in tmp_path.iterdir())
        found = file.size, len(file.read()), on_disk
        request.close()
        return found

    return send


@pytest.mark.parametrize("size", [0, 1, 199_999, 200_000])
def test_up_to_the_limit_all_of_it_arrives(received, size):
    assert received(size) == (size, size, size)


@pytest.mark.parametrize("size", [200_001, 3_000_000])
def test_beyond_the_limit_only_its_size_arrives(received, size):
    assert received(size) == (size, 0, 0)
