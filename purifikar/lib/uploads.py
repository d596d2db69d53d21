"""Keeps no more of an upload than may be kept, whoever sends it and to whichever page."""

from io import BytesIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class BoundedUpload(FileUploadHandler):
    """First in FILE_UPLOAD_HANDLERS: what comes beyond FILE_MAX_BYTES reaches neither memory nor disk.

    The form still meets a file of that size, with nothing in it, and so says at the field that it is too big.
    """

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data, start):
        self.received = start + len(raw_data)
        return None if self._is_too_big else raw_data

    def file_complete(self, file_size):
        if not self._is_too_big:
            return None
        for handler in self.request.upload_handlers:
            if begun := getattr(handler, "file", None):
                begun.close()  # what was written before it was too much goes at once
        return UploadedFile(BytesIO(), self.file_name, self.content_type, self.received)

    @property
    def _is_too_big(self):
        return self.received > settings.FILE_MAX_BYTES
