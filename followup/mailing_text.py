"""A mail of a mailing: the same texts, put together anew for each person (BIM-27, BIM-56).

Every text goes through followup/rich_text.py: bare tags of a short list, all else escaped, placeholders filled in one pass. So neither
whoever writes a model nor what a customer calls himself brings a tag, an address or another placeholder into a mail.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from html import escape, unescape

from django.template.loader import render_to_string

from followup import mailing_placeholders, rich_text

OPEN, CLOSE, LINK = "\ue000", "\ue001", "link"  # around a name: a slot, of signs that no writing uses
SLOT = re.compile(f"{OPEN}([a-z_.]+){CLOSE}")
BREAKS = re.compile(r"</(?:p|h3|h4|blockquote|ul|ol)>|<hr>")
LINES = re.compile(r"<br>|</li>")
TAGS = re.compile(r"</?[a-z0-9]+>")
MANY_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Letter:
    """What somebody gets."""

    subject: str
    html: str
    text: str


@dataclass(frozen=True)
class Preview:
    """The same as a page of ours shows it."""

    subject: str
    header: str  # these three are safe HTML
    body: str
    signature: str


class Texts:
    """The texts of one mailing, to be filled for many people. `sender` is a Sender as a dictionary.

    They are taken apart and put together once, with a slot for each placeholder. Into the slots goes plain text, escaped where it must
    be, in one pass: thousands of mails cost no more than that, and what is put in is never looked at again.
    """

    def __init__(self, *, subject, body, header_text, sender):
        self.subject, self.body, self.header_text, self.sender = subject, body, header_text, sender

    @classmethod
    def of(cls, mailing):
        return cls(subject=mailing.subject, body=mailing.body, header_text=mailing.header_text, sender=mailing.sender)

    def letter(self, values, *, link):
        """Filled with one person's values. `link` is his own way out."""
        html, text = self._whole
        plain = values | {LINK: link}
        return Letter(
            filled(self.subject, values), _put(html, {name: escape(str(value)) for name, value in plain.items()}), _put(text, plain)
        )

    def preview(self, values):
        return Preview(filled(self.subject, values), **self._pieces(values))

    @cached_property
    def _whole(self):
        """The mail as HTML and as text, with slots; the subject stands in neither."""
        pieces = self._pieces({name: f"{OPEN}{name}{CLOSE}" for name in mailing_placeholders.NAMES})
        shown = {"sender": self.sender, "link": f"{OPEN}{LINK}{CLOSE}"}
        html = render_to_string("followup/email/mailing.html", shown | pieces)
        plain = {name: as_text(piece) for name, piece in pieces.items()}
        return html, render_to_string("followup/email/mailing.txt", shown | plain)

    def _pieces(self, values):
        sources = {"header": self.header_text, "body": self.body, "signature": self.sender["signature"]}
        return {name: rich_text.render(source, values) if source.strip() else "" for name, source in sources.items()}

    def empty_in(self, values):
        """The placeholders that these texts use and that say nothing for that person."""
        used = rich_text.names_in("\n".join((self.subject, self.header_text, self.body, self.sender["signature"])))
        return [name for name in used if values.get(name) == ""]


def _put(text, values):
    return SLOT.sub(lambda slot: str(values.get(slot[1], "")), text)


def filled(line, values):
    """One line of plain text: no breaks, no tags, each placeholder once."""
    said = rich_text.PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])), line)
    return " ".join("".join(sign if sign.isprintable() else " " for sign in said).split())


def as_text(html):
    """What rich_text made, for readers without HTML."""
    text = LINES.sub("\n", BREAKS.sub("\n\n", html.replace(">\n", ">").replace("<li>", "- ")))
    return MANY_LINES.sub("\n\n", unescape(TAGS.sub("", text))).strip()
