"""A mail to the unit's intake address becomes a lead; a mail that a machine wrote does not (reliability.md §5, RFC 3834).

The address carries the integration's token: `santos+<token>@entrada.example`. Whoever wrote it is taken at his word for his name
and address, never for more: From proves nothing. Nothing is ever answered from here, so no loop can begin with us.
"""

import json
import re
from datetime import timedelta
from email import policy
from email.parser import BytesParser
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone

from leads.hook_intake import take
from leads.intake_formats import read_mail
from leads.models import Hook, Intake
from leads.models.intake import digest_of

MOST_TEXT = 20_000
MOST_OF_ONE, LOOKED_AT, SPAN = 20, 100, timedelta(hours=1)  # mails of one sender that become leads
ADDRESS = re.compile(r"(?P<unit>[a-z0-9-]{1,40})\+(?P<token>[0-9a-f]{24})@", re.IGNORECASE)
MACHINES = ("mailer-daemon", "postmaster", "no-reply", "noreply", "nao-responda", "naoresponda", "bounce")
TAG = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.IGNORECASE | re.DOTALL)


_reply_takers = []


def takes_replies(take):
    """Lets an app above file answers to its own mails: `take(token, mail)` says in words what became of it, or None for no mail of its own."""
    _reply_takers.append(take)
    return take


def take_reply(token, mail):
    """What became of an answer to one of our mails; nothing where no mail of ours has that token."""
    return next(filter(None, (take(token, mail) for take in _reply_takers)), "")


def address_in(*texts):
    """(slug of the unit, token) of the first intake address in those headers, or None."""
    found = next((match for text in texts if (match := ADDRESS.search(text or ""))), None)
    return (found["unit"].lower(), found["token"].lower()) if found else None


def read(raw):
    """The mail's headers and text; a broken one is read as far as it goes."""
    return BytesParser(policy=policy.default.clone(raise_on_defect=False)).parsebytes(raw)


def header(mail, name):
    """A header's words, whatever is wrong with it."""
    try:
        return " ".join(str(mail.get(name) or "").split()).replace("\0", "")
    except (ValueError, TypeError, LookupError, AttributeError, IndexError):  # the parser's own troubles with headers made to break it
        return ""


def arrive(hook, mail):
    """(entry, whether it is new) of one mail."""
    facts = facts_of(mail)
    kept = {"source": hook.source, "way": Intake.Way.EMAIL, "hook": hook, "body": json.dumps(facts, ensure_ascii=False)}
    key = f"email:{facts['message_id'] or digest_of(kept['body'])}"[:160]
    if why := why_ignored(mail, facts) or _flood(hook, facts):
        return Intake.objects.keep(why, state=Intake.State.IGNORED, key=key, **kept)
    return take(hook, read_mail(facts))


def facts_of(mail):
    name, address = parseaddr(header(mail, "Reply-To") or header(mail, "From"))
    return {
        "de": address[:254].lower(), "nome": name[:120], "assunto": header(mail, "Subject")[:300], "texto": text_of(mail)[:MOST_TEXT],
        "message_id": header(mail, "Message-ID")[:120], "anexos": _attachments(mail),
    }  # fmt: skip


def text_of(mail):
    try:
        part = mail.get_body(preferencelist=("plain", "html"))
        text = part.get_content() if part is not None else ""
    except (LookupError, ValueError, AttributeError, TypeError):  # an unknown charset, a broken part
        payload = mail.get_payload(decode=True)
        part, text = None, payload.decode("latin-1") if isinstance(payload, bytes) else ""
    text = text if isinstance(text, str) else ""
    if part is not None and part.get_content_type() == "text/html":
        text = TAG.sub(" ", text)
    return text.encode(errors="replace").decode().replace("\0", "").strip()


def _attachments(mail):
    return len(_parts(mail))


def attachments_of(mail):
    """[(its name, its bytes)] as far as the mail can be read; without bytes where a part is a mail of its own, or broken."""
    return [(_name_of(part), part.get_payload(decode=True) if not part.is_multipart() else None) for part in _parts(mail)]


def _parts(mail):
    try:
        return list(mail.iter_attachments())
    except (AttributeError, TypeError, ValueError):
        return []


def _name_of(part):
    try:
        return (part.get_filename() or "").replace("\0", "")
    except (ValueError, TypeError, LookupError, AttributeError, IndexError):  # a header made to break the parser
        return ""


def why_ignored(mail, facts):
    """Why nobody is to be called because of this mail; empty for a person's own."""
    auto = header(mail, "Auto-Submitted").lower()
    own = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >").lower()
    name = facts["de"].partition("@")[0]
    checks = {
        "Resposta automática": auto and not auto.startswith("no"),
        "Mala direta ou lista": header(mail, "Precedence").lower() in ("bulk", "junk", "list", "auto_reply"),
        "Mensagem de lista": any(mail.get(name) is not None for name in ("List-Id", "List-Unsubscribe")),
        "Resposta automática de ausência": any(mail.get(name) is not None for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress")),
        "Devolução de e-mail": header(mail, "Return-Path") == "<>" or mail.get_content_type() == "multipart/report",
        "Remetente é uma máquina": not name or name.startswith(MACHINES),
        "Mensagem nossa que voltou": bool(own) and (facts["message_id"].lower().endswith(f"@{own}>") or facts["de"].endswith(f"@{own}")),
        "Mensagem nossa que passou por aqui": address_in(facts["de"]) is not None,
    }  # fmt: skip
    return next((why for why, is_so in checks.items() if is_so), "")


def _flood(hook, facts):
    """A sender who writes without end is somebody's machine, whatever its headers say."""
    last = Intake.objects.filter(source=hook.source, way=Intake.Way.EMAIL).order_by("-id").values_list("at", "body")[:LOOKED_AT]
    since, his = timezone.now() - SPAN, f'{{"de": {json.dumps(facts["de"], ensure_ascii=False)},'
    recent = sum(at > since and body.startswith(his) for at, body in last)
    return "Muitos e-mails deste remetente em uma hora." if recent >= MOST_OF_ONE else ""


def hook_of(token):
    return Hook.objects.open().filter(kind=Hook.Kind.EMAIL, token=token).first()
