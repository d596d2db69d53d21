"""The process that turns HTML into a PDF (purifikar/lib/pdf.py starts it). It reads our own static files, and nothing else.

WeasyPrint by itself reads any address and any file of the machine, also into attachments of the PDF (reliability.md §5).
"""

import json
import mimetypes
import resource
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

try:
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse
except OSError as missing:  # Pango or one of its companions
    if __name__ != "__main__":
        raise
    print(missing, file=sys.stderr)  # noqa: T201
    sys.exit(3)

HOST = "https://static.invalid"  # stands before relative addresses; no such host can exist (RFC 2606)


class OwnFilesOnly(URLFetcher):
    """Hands out files of the static folders. Anything else ends the whole document, rather than leaving a hole in it."""

    def __init__(self, static_url, folders):
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self._prefix = HOST + static_url
        self._folders = [Path(folder).resolve() for folder in folders]
        self.refused = None

    def fetch(self, url, headers=None):
        file = self._find(url)
        if file is None:
            self.refused = FatalURLFetchingError(f"A PDF may not read {url[:200]}")
            raise self.refused
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": kind})

    def open(self, url, data=None, timeout=None):
        raise FatalURLFetchingError("A PDF opens no address.")

    def _find(self, url):
        if not url.startswith(self._prefix):
            return None
        wanted = unquote(urlsplit(url.removeprefix(self._prefix)).path)
        for folder in self._folders:
            file = (folder / wanted.lstrip("/")).resolve()
            if file.is_relative_to(folder) and file.is_file():
                return file
        return None


def draw(html, *, static_url, folders):
    """The PDF of that HTML. Raises FatalURLFetchingError when it asks for anything but our own static files."""
    fetcher = OwnFilesOnly(static_url, folders)
    made = HTML(string=html, base_url=f"{HOST}/", url_fetcher=fetcher).write_pdf()
    if fetcher.refused:  # in a drawing (SVG) WeasyPrint goes on without what was refused
        raise fetcher.refused
    return made


def main():
    order = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_CPU, (order.pop("seconds"),) * 2)
    if sys.platform == "linux":  # elsewhere this limit is refused or counts what is never used
        resource.setrlimit(resource.RLIMIT_AS, (order.pop("memory"),) * 2)
    try:
        sys.stdout.buffer.write(draw(order["html"], static_url=order["static_url"], folders=order["folders"]))
    except FatalURLFetchingError as refused:
        sys.exit(str(refused))


if __name__ == "__main__":
    main()
