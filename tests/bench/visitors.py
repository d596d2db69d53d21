"""People who register leads by the form while the web is killed under them: each sends the same receipt until he is answered.

with Visitors(port, doors) as visitors:     doors: [(address of the form, cookie of a session), …]
    …
visitors.answered, visitors.cut_off          receipts that were answered; how often a connection broke or was refused
"""

import http.client
import threading
import uuid
from urllib.parse import urlencode

TOKEN = "v" * 32  # of the cookie and of the form: what CSRF compares
PAUSE, PATIENCE = 0.1, 10  # seconds between two leads, and for an answer


class Visitors:
    def __init__(self, port, doors):
        self.port, self.answered, self.unanswered, self.refused, self.cut_off = port, [], [], [], 0
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self._visit, args=door, daemon=True) for door in doors]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join()

    def _visit(self, path, cookie):
        while not self.over.wait(PAUSE):
            receipt = str(uuid.uuid4())
            while not self._is_answered(path, cookie, receipt):
                self.cut_off += 1
                if self.over.wait(PAUSE):
                    self.unanswered.append(receipt)
                    return

    def _is_answered(self, path, cookie, receipt):
        """False when the connection broke before an answer came: the lead may be in the base or not."""
        phone = f"139{uuid.UUID(receipt).int % 10**8:08}"
        facts = {"name": f"Cliente {receipt[:8]}", "phone": phone, "key": receipt, "anyway": "on", "csrfmiddlewaretoken": TOKEN}
        headers = {"Cookie": f"{cookie}; csrftoken={TOKEN}", "Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("POST", path, urlencode(facts), headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        (self.answered if answer.status == 302 else self.refused).append(receipt)
        return True
