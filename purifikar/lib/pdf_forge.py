"""The process behind purifikar/lib/pdf_warm.py: has WeasyPrint, our styles and fonts loaded, and forks for each PDF.

What a PDF may read and cost is as in pdf_engine.py: our own static files and the pictures that came with the order, within bounds of
time and memory, in a process that ends with it. Loading the three faces of Inter takes ten times as long as drawing a page with them.

It is given the end of a socket as its first argument. Over it come sockets, each with one order; it ends when whoever started it ends.
"""

import base64
import gc
import io
import json
import mimetypes
import os
import re
import resource
import signal
import socket
import sys
from pathlib import Path

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from PIL import Image, ImageOps
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse

from purifikar.lib.pdf_engine import HOST, OwnFilesOnly

LINK = re.compile(r'<link rel="stylesheet" href="([^"]+)">')
GIVEN = f"{HOST}/given/"
SAMPLE = Path(__file__).with_name("pdf_sample.html")  # has of everything that our papers have: what is done first takes longest
ORDER_BYTES = 32 * 1024**2
SIDE, MOST_PIXELS, PICTURES = 200, 50_000_000, ("PNG", "JPEG", "WEBP")


class OwnAndGiven(OwnFilesOnly):
    """Our static files, and what came along with the order."""

    def __init__(self, static_url, folders):
        super().__init__(static_url, folders)
        self.files = {}

    def fetch(self, url, headers=None):
        name = url.removeprefix(GIVEN)
        if url.startswith(GIVEN) and name in self.files:
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, base64.b64decode(self.files[name]), {"Content-Type": kind})
        return super().fetch(url, headers)


class Forge:
    def __init__(self, static_url, folders, styles):
        self.fetcher, self.fonts = OwnAndGiven(static_url, folders), FontConfiguration()
        self.styles = {style: self._style(style) for style in styles}
        self._lay_out(SAMPLE.read_text(encoding="utf-8"), list(self.styles.values())).write_pdf()

    def draw(self, htmls, files):
        """One PDF of several documents, each of which counts its own pages. Once in a process: in a child."""
        self.fetcher.files = files
        documents = [self._document(html) for html in htmls]
        pages = [page for document in documents for page in document.pages]
        made = documents[0].copy(pages).write_pdf()
        if self.fetcher.refused:
            raise self.fetcher.refused
        return made

    def _document(self, html):
        """Laid out. Styles that are loaded already are not read again; any other is, by the same rules."""
        wanted = []

        def take(found):
            wanted.append(found[1])
            return ""

        head, mark, body = html.partition("</head>")
        head = LINK.sub(take, head)
        styles = [self.styles.get(style) or self._style(style) for style in wanted]
        return self._lay_out(head + mark + body, styles)

    def _style(self, style):
        return CSS(url=HOST + style, url_fetcher=self.fetcher, font_config=self.fonts)

    def _lay_out(self, html, styles):
        return HTML(string=html, base_url=f"{HOST}/", url_fetcher=self.fetcher).render(stylesheets=styles, font_config=self.fonts)


def _thumbnail(picture):
    """A JPEG of at most SIDE pixels a side, on white. Foreign pictures are read here, in a process with bounds."""
    with Image.open(io.BytesIO(base64.b64decode(picture)), formats=PICTURES) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        opened.draft("RGB", (SIDE, SIDE))
        small = ImageOps.exif_transpose(opened).convert("RGBA")
    small.thumbnail((SIDE, SIDE))
    paper, made = Image.new("RGB", small.size, "white"), io.BytesIO()
    paper.paste(small, mask=small)
    paper.save(made, "JPEG", quality=82)
    return made.getvalue()


def main():
    control = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system buries the children
    forge = Forge(**json.loads(sys.argv[2]))
    gc.collect()
    gc.disable()  # a child lives for one document, and the forge makes nothing more
    gc.freeze()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # nobody reads on: a full pipe would hold up every document
    control.sendall(b"!")
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not message:
            return
        for descriptor in descriptors:
            if os.fork() == 0:
                control.close()
                _serve(forge, socket.socket(fileno=descriptor))
            os.close(descriptor)


def _serve(forge, client):
    status = 1
    try:
        with client.makefile("rb") as asked:
            order = json.loads(asked.readline(ORDER_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (order["seconds"],) * 2)
        if sys.platform == "linux":  # elsewhere this limit is refused or counts what is never used
            resource.setrlimit(resource.RLIMIT_AS, (order["memory"],) * 2)
        picture = order.get("picture")
        client.sendall(_thumbnail(picture) if picture else forge.draw(order["htmls"], order["files"]))
        status = 0
    except FatalURLFetchingError as refused:
        client.sendall(b"!" + str(refused).encode()[:500])
    except BaseException as wrong:
        client.sendall(b"!" + f"{type(wrong).__name__}: {wrong}".encode()[:500])
    finally:
        client.close()
        os._exit(status)


if __name__ == "__main__":
    main()
