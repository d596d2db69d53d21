"""A mail server that accepts everything and remembers each letter as often as it comes."""

import email
import hashlib
import socketserver
import threading
from collections import namedtuple

Letter = namedtuple("Letter", "message_id to subject text")  # of the text only its fingerprint


class Conversation(socketserver.StreamRequestHandler):
    """One SMTP session, as far as a well-behaved client needs."""

    def handle(self):
        self._say("220 sink")
        for line in self.rfile:
            verb = line.split(b" ")[0].strip().upper()
            if verb == b"DATA":
                self._say("354 go on")
                self._take()
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _take(self):
        body = []
        for line in self.rfile:
            if line == b".\r\n":
                self.server.received.append(_read(b"".join(body)))
                self._say("250 taken")
                return
            body.append(line)

    def _say(self, words):
        self.wfile.write(f"{words}\r\n".encode())


def _read(source):
    mail = email.message_from_bytes(source)
    text = b"".join(part.get_payload(decode=True) or b"" for part in mail.walk())
    return Letter(mail["Message-ID"], mail["To"], mail["Subject"], hashlib.sha256(text).hexdigest())


class Sink(socketserver.ThreadingTCPServer):
    """`with Sink() as sink`: listens on `sink.port` of this machine, collects in `sink.received`."""

    daemon_threads, allow_reuse_address = True, True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.received = []

    @property
    def port(self):
        return self.server_address[1]

    def handle_error(self, request, client_address):
        """A client that was killed in the middle of a word is what this is for."""

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()
