"""The signed webhook of a source: a message that proves who sent it, when, and that it is the first time (BEY-10).

    POST /u/santos/entrada/<token>/
    X-Purifikar-Timestamp: 1795680000            seconds, at most five minutes away from now
    X-Purifikar-Signature: v1=<hex>              HMAC-SHA256 of "<timestamp>.<body>" with the source's secret
    Idempotency-Key: pedido-4711                 optional: the same again answers with the same lead
    {"nome": "Marina", "telefone": "(13) 99741-0022"}

201 for a new lead, 200 for one that the same key made before, 4xx with words for anything else.
"""

import json
import re
import time
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from leads.forms.newcomer import NewcomerForm
from leads.models import Intake
from leads.models.intake import KeyTaken, Replayed

MOST_BYTES = 64 * 1024
MINUTES = 5
LENGTH = re.compile(r"\d{1,6}")
KEY = re.compile(r"[\x21-\x7e]{1,120}")
MOMENT = re.compile(r"\d{1,12}")
SIGNATURE = re.compile(r"v1=([0-9a-f]{64})")

# How a sender may call our fields: in Portuguese, as on the page with the recipe, or in English.
NAMES = {
    "name": ("nome", "name"),
    "phone": ("telefone", "celular", "whatsapp", "phone"),
    "email": ("email", "e-mail"),
    "cpf": ("cpf",),
    "cnpj": ("cnpj",),
    "postcode": ("cep", "postcode"),
    "district": ("bairro", "district"),
    "product": ("produto", "product"),
    "campaign": ("campanha", "campaign"),
    "message": ("mensagem", "message"),
    "consent": ("consentimento", "consent"),
}


class Refused(Exception):
    """Why a delivery is not taken: the status, a word for the machine, a sentence for its owner, and what is wrong by field."""

    def __init__(self, status, error, words, fields=None):
        super().__init__(words)
        self.status, self.error, self.words, self.fields = status, error, words, fields or {}

    @property
    def answer(self):
        facts = {"erro": self.error, "mensagem": self.words}
        return {**facts, "campos": self.fields} if self.fields else facts


@dataclass(frozen=True)
class Delivery:
    """One message as it stood on the wire."""

    body: bytes
    timestamp: str = ""
    signature: str = ""
    key: str = ""

    @classmethod
    def of(cls, request):
        header = request.headers.get
        names = ("X-Purifikar-Timestamp", "X-Purifikar-Signature", "Idempotency-Key")
        return cls(body_of(request), *(header(name, "").strip() for name in names))

    @classmethod
    def signed_by(cls, source, body, *, key=""):
        """As a sender would write it."""
        moment = str(int(time.time()))
        return cls(body, moment, f"v1={source.sign(moment.encode() + b'.' + body)}", key)

    def enter(self, source):
        """(intake, whether it is new). Raises Refused; what was signed well and not understood is kept for the administrator."""
        mark = self._mark(source)
        if self.key and not KEY.fullmatch(self.key):
            raise Refused(400, "chave", "Idempotency-Key: até 120 letras, números e sinais, sem espaço nem acento.")
        kept = {"source": source, "way": Intake.Way.SIGNED, "body": self.body.decode(errors="replace").replace("\0", "\ufffd")}
        try:
            newcomer = understood(self.body)
            return Intake.objects.receive(newcomer, **kept, key=self.key, mark=mark)
        except Refused as refused:
            Intake.objects.refuse(in_words(refused), **kept)
            raise
        except ValidationError as refused:
            Intake.objects.refuse(" ".join(refused.messages), **kept)
            raise Refused(422, "unidade", " ".join(refused.messages)) from None
        except KeyTaken:
            raise Refused(422, "chave", "Essa Idempotency-Key já veio com outro conteúdo.") from None
        except Replayed:
            raise Refused(409, "repetida", "Essa mensagem assinada já foi recebida. Assine de novo com a hora de agora.") from None

    def _mark(self, source):
        """The signature, once it is proven good and fresh."""
        found = SIGNATURE.fullmatch(self.signature)
        if not found or not MOMENT.fullmatch(self.timestamp):
            raise Refused(401, "assinatura", "Faltam X-Purifikar-Timestamp (segundos) e X-Purifikar-Signature (v1=…).")
        if not source.signed(found[1], self.timestamp.encode() + b"." + self.body):
            raise Refused(401, "assinatura", "A assinatura não confere com o segredo desta origem.")
        if abs(time.time() - int(self.timestamp)) > MINUTES * 60:
            raise Refused(401, "hora", f"A hora da assinatura está a mais de {MINUTES} minutos de agora.")
        return found[1]


def body_of(request):
    """The bytes of the body, as long as they are not too many."""
    if not LENGTH.fullmatch(request.headers.get("Content-Length") or "0") or len(request.body) > MOST_BYTES:
        raise Refused(413, "tamanho", f"O corpo passa de {MOST_BYTES // 1024} kB.")
    return request.body


def understood(body):
    """The newcomer that a JSON body tells of. Raises Refused with what is wrong in words."""
    facts = read_json(body)
    if not isinstance(facts, dict):
        raise Refused(422, "campos", "Envie um objeto JSON com nome e telefone ou e-mail.")
    given = {field: next((facts[name] for name in names if facts.get(name) not in (None, "")), "") for field, names in NAMES.items()}
    wrong = {NAMES[field][0]: ["Envie um texto."] for field, value in given.items() if not isinstance(value, str | int) or value is True}
    form = NewcomerForm({field: str(value) for field, value in given.items()} if not wrong else {})
    if wrong or not form.is_valid():
        wrong = wrong or {NAMES[field][0]: list(errors) for field, errors in form.errors.items()}
        raise Refused(422, "campos", "Confira os campos indicados.", wrong)
    return form.newcomer()


def read_json(body):
    """What the bytes say, refused when they are no JSON that a database can keep."""
    try:
        facts = json.loads(body.decode(), parse_constant=_no_number)
        json.dumps(facts, ensure_ascii=False).encode()  # half a sign of two (\ud800) is no text
    except ValueError:
        raise Refused(400, "json", "O corpo não é JSON em UTF-8.") from None
    except RecursionError:
        raise Refused(400, "json", "O JSON tem níveis demais.") from None
    return facts


def rehearse(source, body):
    """What would become of that body, signed as the recipe says and sent through the same code; nothing of it stays."""
    with transaction.atomic():
        try:
            intake, _ = Delivery.signed_by(source, body).enter(source)
            entered = intake.lead.journey.events.filter(kind="journey.entered").last()
            outcome = {"lead": intake.lead, "holder": intake.lead.journey.holder, "why": entered.details["why"] if entered else ""}
        except Refused as refused:
            outcome = {"refused": refused}
        transaction.set_rollback(True)
    return outcome


def _no_number(word):
    raise ValueError(word)


def in_words(refused):
    fields = "; ".join(f"{name}: {' '.join(words)}" for name, words in refused.fields.items())
    return f"{refused.words} {fields}".strip()
