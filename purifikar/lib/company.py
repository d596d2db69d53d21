"""What the public register says of a company, asked by its CNPJ of the service that COMPANY_DATA_URL names.

Only the operator's setting says which host is asked; of what somebody types only a valid CNPJ goes along. Nobody waits longer
than TOTAL_SECONDS, no answer is read beyond MOST_BYTES, none leads elsewhere, and a service that fails is left alone for a while.
"""

import json
import logging
import queue
import socket
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import caches
from redis.exceptions import RedisError

from purifikar.lib.company_answer import Company, read_company
from purifikar.lib.taxpayer import normal_number

log = logging.getLogger(__name__)

TOTAL_SECONDS = 3
MOST_BYTES = 64 * 1024
A_DAY, AN_HOUR = 24 * 3600, 3600
FAILURES, REST = 3, 60  # so many in a row, and for so many seconds nobody asks
UNKNOWN = {400, 404}  # what services answer of a CNPJ that they do not have
HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "Purifikar", "Connection": "close"}


class CompanyUnknownError(Exception):
    """The service has no company of that CNPJ."""


class CompanyServiceError(Exception):
    """No usable answer in time."""


@dataclass(frozen=True)
class Answer:
    status: int
    kind: str
    body: bytes


def is_configured():
    return bool(settings.COMPANY_DATA_URL)


def source():
    """Where the data come from, for people."""
    return urlsplit(settings.COMPANY_DATA_URL).hostname or "base de empresas desta instalação"


def look_up(cnpj):
    """The company of a valid CNPJ. Raises CompanyUnknownError, or CompanyServiceError when there is no answer to be had."""
    cnpj = normal_number(cnpj)
    parts = urlsplit(settings.COMPANY_DATA_URL)
    company = _read(_from_folder(parts.path, cnpj), cnpj) if parts.scheme == "file" else _remembered(cnpj, parts.hostname)
    if company is None:
        raise CompanyUnknownError
    return company


def _remembered(cnpj, host):
    """Out of the network's cache, or asked of the service and kept there for the whole network."""
    key = f"company:{host}:{cnpj}"
    if known := _kept(key):
        return Company(**known["company"]) if known["company"] else None
    if (_kept("company-failures") or 0) >= FAILURES:
        raise CompanyServiceError("left alone after failures")
    try:
        company = _read(_Question(cnpj).answer(), cnpj)
    except CompanyServiceError as trouble:
        log.warning("company data: %s", trouble)
        _note_failure()
        raise
    _keep(key, {"company": asdict(company) if company else None}, A_DAY if company else AN_HOUR)
    return company


def _read(answer, cnpj):
    """The company that the answer tells of; None where the service has none."""
    if answer.status in UNKNOWN:
        return None
    if answer.status != 200:
        raise CompanyServiceError(f"status {answer.status}")
    if len(answer.body) > MOST_BYTES:
        raise CompanyServiceError("the answer is too large")
    if not answer.kind.split(";")[0].strip().lower().endswith("json"):
        raise CompanyServiceError("the answer is no JSON")
    try:
        facts = json.loads(answer.body)
    except (ValueError, RecursionError) as unreadable:
        raise CompanyServiceError("the answer is no JSON") from unreadable
    if not isinstance(facts, dict) or normal_number(str(facts.get("cnpj") or cnpj)) != cnpj:
        raise CompanyServiceError("the answer is not about this company")
    company = read_company(facts)
    if not company.name:
        raise CompanyServiceError("the answer names no company")
    return company


def _from_folder(folder, cnpj):
    try:
        with (Path(folder) / f"{cnpj}.json").open("rb") as file:
            return Answer(200, "application/json", file.read(MOST_BYTES + 1))
    except FileNotFoundError:
        return Answer(404, "", b"")
    except OSError as trouble:
        raise CompanyServiceError(type(trouble).__name__) from trouble


# --- over the network -------------------------------------------------------------------------------------------------


class _Question(threading.Thread):
    """Asked in a thread of its own: looking up a host's name and an answer that comes drop by drop know no limit of their own."""

    def __init__(self, cnpj):
        super().__init__(daemon=True)
        parts = urlsplit(settings.COMPANY_DATA_URL)
        self.target = (f"{parts.path}?{parts.query}" if parts.query else parts.path).replace("{cnpj}", cnpj)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection  # plain http to this machine only: purifikar.lib.env
        self.connection = kind(parts.hostname, parts.port, timeout=TOTAL_SECONDS)
        self.answers, self.wire, self.is_given_up = queue.SimpleQueue(), None, False

    def answer(self):
        self.start()
        try:
            answer = self.answers.get(timeout=TOTAL_SECONDS)
        except queue.Empty:
            self.give_up()
            raise CompanyServiceError("no answer in time") from None
        if isinstance(answer, Exception):
            raise CompanyServiceError(type(answer).__name__) from answer
        return answer

    def run(self):
        try:
            self.answers.put(self._ask())
        except (OSError, HTTPException, ValueError) as trouble:
            self.answers.put(trouble)
        finally:
            self.connection.close()

    def _ask(self):
        self.connection.connect()
        self.wire = self.connection.sock
        if self.is_given_up:
            return None
        self.connection.request("GET", self.target, headers=HEADERS)
        answer = self.connection.getresponse()  # follows nothing: where a redirect leads is not looked at
        return Answer(answer.status, answer.getheader("Content-Type", ""), answer.read(MOST_BYTES + 1))

    def give_up(self):
        """Nobody waits any more: wakes the thread that still reads, so that it ends."""
        self.is_given_up = True
        with suppress(OSError):
            if self.wire:
                self.wire.shutdown(socket.SHUT_RDWR)


# --- what is remembered; with the cache away, each one asks anew -------------------------------------------------------


def _kept(key):
    with suppress(RedisError):
        return caches["network"].get(key)
    return None


def _keep(key, value, seconds):
    with suppress(RedisError):
        caches["network"].set(key, value, seconds)
        caches["network"].delete("company-failures")


def _note_failure():
    """One more in a row; the last of them begins the rest, after which it is counted anew."""
    with suppress(RedisError, ValueError):
        caches["network"].add("company-failures", 0, AN_HOUR)
        if caches["network"].incr("company-failures") >= FAILURES:
            caches["network"].touch("company-failures", REST)
