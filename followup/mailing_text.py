"""A mail of a mailing: the same texts, put together anew for each person (BIM-27, BIM-56).

Every text goes through followup/rich_text.py: bare tags of a short list, all else escaped, placeholders filled in one pass. So neither
whoever writes a model nor what a customer calls himself brings a tag, an address or another placeholder into a mail.
"""

import re
from dataclasses import dataclass
from html import unescape

from django.template.loader import get_template

from followup import rich_text

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
    body: str  # safe HTML: the middle part, as a page of ours shows it
    header: str
    signature: str


class Texts:
    """The texts of one mailing, to be filled for many people. `sender` is a Sender as a dictionary."""

    def __init__(self, *, subject, body, header_text, sender):
        self.subject, self.body, self.header_text, self.sender = subject, body, header_text, sender
        self.html, self.plain = (get_template(f"followup/email/mailing.{kind}") for kind in ("html", "txt"))

    @classmethod
    def of(cls, mailing):
        return cls(subject=mailing.subject, body=mailing.body, header_text=mailing.header_text, sender=mailing.sender)

    def letter(self, values, *, link=""):
        """Filled with one person's values. `link` is his own way out."""
        sources = (self.body, self.header_text, self.sender["signature"])
        body, header, signature = (rich_text.render(source, values) if source.strip() else "" for source in sources)
        subject = filled(self.subject, values)
        shown = {"subject": subject, "body": body, "header": header, "signature": signature, "sender": self.sender, "link": link}
        plain = {**shown, "body": as_text(body), "header": as_text(header), "signature": as_text(signature)}
        return Letter(subject, self.html.render(shown), self.plain.render(plain), body, header, signature)

    def empty_in(self, values):
        """The placeholders that these texts use and that say nothing for that person."""
        used = rich_text.names_in("\n".join((self.subject, self.header_text, self.body, self.sender["signature"])))
        return [name for name in used if values.get(name) == ""]


def filled(line, values):
    """One line of plain text: no breaks, no tags, each placeholder once."""
    said = rich_text.PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])), line)
    return " ".join("".join(sign if sign.isprintable() else " " for sign in said).split())


def as_text(html):
    """What rich_text made, for readers without HTML."""
    text = LINES.sub("\n", BREAKS.sub("\n\n", html.replace(">\n", ">").replace("<li>", "- ")))
    return MANY_LINES.sub("\n\n", unescape(TAGS.sub("", text))).strip()
