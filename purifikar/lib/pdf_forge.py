"""The process behind purifikar/lib/pdf_warm.py: has WeasyPrint, our styles and fonts loaded, and forks for each PDF.

What a PDF may read and cost is as in pdf_engine.py: our own static files and the pictures that came with the order, within bounds of
time and memory, in a process that ends with it. Loading the three faces of Inter takes ten times as long as drawing a page with them.

It is given the end of a socket as its first argument. Over it come sockets, each with one order; it ends when whoever started it ends.
"""

import base64
import gc
import json
import mimetypes
import os
import re
import resource
import signal
import socket
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse

from purifikar.lib.pdf_engine import HOST, OwnFilesOnly

LINK = re.compile(r'<link rel="stylesheet" href="([^"]+)">')
GIVEN = f"{HOST}/given/"
SAMPLE = "<body class='paper'><p>Água <b>pura</b> <small><strong>1.590,00</strong></small></p><table><tr><th>a</th><td>b</td></tr></table>"
ORDER_BYTES = 32 * 1024**2


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
        self._draw(SAMPLE, list(self.styles.values()))

    def draw(self, html, files):
        """Styles that are loaded already are not read again; any other is, by the same rules. Once in a process: in a child."""
        self.fetcher.files, wanted = files, []

        def take(found):
            wanted.append(found[1])
            return ""

        head, mark, body = html.partition("</head>")
        head = LINK.sub(take, head)
        styles = [self.styles.get(style) or self._style(style) for style in wanted]
        made = self._draw(head + mark + body, styles)
        if self.fetcher.refused:
            raise self.fetcher.refused
        return made

    def _style(self, style):
        return CSS(url=HOST + style, url_fetcher=self.fetcher, font_config=self.fonts)

    def _draw(self, html, styles):
        return HTML(string=html, base_url=f"{HOST}/", url_fetcher=self.fetcher).write_pdf(stylesheets=styles, font_config=self.fonts)


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
        client.sendall(forge.draw(order["html"], order["files"]))
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
