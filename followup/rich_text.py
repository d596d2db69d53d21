"""Texts that people write for customers: a few tags of HTML, or plain text, with placeholders from a fixed list (BIM-50).

What was written is taken apart and put together anew, in one pass: a tag of ALLOWED bare, without any attribute; text escaped, once;
a placeholder as its value, which is not looked at again. So nothing that somebody typed, and nothing that is kept of a customer, can
bring a tag, an address or another placeholder with it. It is never a template language (reliability.md §5).
"""

import re
from html.parser import HTMLParser

from django.utils.html import format_html, format_html_join
from django.utils.text import normalize_newlines

ALLOWED = {
    "p": "p", "div": "p", "br": "br", "hr": "hr", "strong": "strong", "b": "strong", "em": "em", "i": "em", "u": "u", "ul": "ul", "ol": "ol",
    "li": "li", "h1": "h3", "h2": "h3", "h3": "h3", "h4": "h4", "blockquote": "blockquote",
}  # fmt: skip
EMPTY = {"br", "hr"}
GONE = {  # with all that stands inside
    "script", "style", "head", "title", "template", "iframe", "object", "embed", "svg", "math", "noscript", "textarea", "select", "xmp",
    "noembed", "noframes", "plaintext", "audio", "video", "canvas", "form",
}  # fmt: skip
NO_END = {"embed", "plaintext"}
OPENS = {name: format_html("<{}>", name) for name in ALLOWED.values()}
CLOSES = {name: format_html("</{}>", name) for name in ALLOWED.values()}
PLACEHOLDER = re.compile(r"\{\{\s*([a-z_]+(?:\.[a-z_]+)*)\s*\}\}")
HAS_TAGS = re.compile(r"<\s*/?\s*[a-zA-Z!]")
DEEPEST = 30


def render(source, values):
    """Safe HTML. `values` maps placeholders to text, or to safe HTML that stands as a block of its own."""
    builder = _Builder(values)
    if HAS_TAGS.search(source):
        builder.feed(source)
        builder.close()
    else:
        builder.plain(source)
    return format_html_join("", "{}", ((piece,) for piece in builder.finished()))


def names_in(source):
    """The placeholders that a text asks for, in order, each once."""
    return list(dict.fromkeys(PLACEHOLDER.findall(source)))


class _Builder(HTMLParser):
    def __init__(self, values):
        super().__init__(convert_charrefs=True)
        self.values, self.pieces, self.open, self.gone = values, [], [], []

    def plain(self, source):
        """Text without tags: an empty line ends a paragraph, lines that begin with a dash are a list."""
        for paragraph in re.split(r"\n\s*\n", normalize_newlines(source).strip()):
            lines = [line.strip() for line in paragraph.split("\n")]
            is_list = len(lines) > 0 and all(line.startswith("- ") for line in lines)
            self._begin("ul" if is_list else "p")
            for number, line in enumerate(lines):
                if is_list:
                    self._begin("li")
                    self.handle_data(line[2:])
                    self._end("li")
                else:
                    if number:
                        self.pieces.append(OPENS["br"])
                    self.handle_data(line)
            self._end("ul" if is_list else "p")

    def handle_starttag(self, tag, attrs):
        if tag in GONE and tag not in NO_END:
            self.gone.append(tag)
        elif not self.gone and (name := ALLOWED.get(tag)):
            self._begin(name)

    def handle_startendtag(self, tag, attrs):
        if not self.gone and ALLOWED.get(tag) in EMPTY:
            self._begin(ALLOWED[tag])

    def handle_endtag(self, tag):
        if self.gone:
            if tag == self.gone[-1]:
                self.gone.pop()
        elif (name := ALLOWED.get(tag)) and name in self.open:
            self._end(name)

    def handle_data(self, data):
        if self.gone:
            return
        position = 0
        for found in PLACEHOLDER.finditer(data):
            self._text(data[position : found.start()])
            self._value(found)
            position = found.end()
        self._text(data[position:])

    def finished(self):
        while self.open:
            self.pieces.append(CLOSES[self.open.pop()])
        return self.pieces

    def _begin(self, name):
        if name in EMPTY:
            self.pieces.append(OPENS[name])
        elif len(self.open) < DEEPEST:
            if name == "p" and "p" in self.open:
                self._end("p")
            self.open.append(name)
            self.pieces.append(OPENS[name])

    def _end(self, name):
        while self.open:
            last = self.open.pop()
            self.pieces.append(CLOSES[last])
            if last == name:
                return

    def _text(self, text):
        if text:
            self.pieces.append(text)  # escaped when all is joined

    def _value(self, found):
        value = self.values.get(found[1])
        if value is None:
            self.pieces.append(found[0])
        elif hasattr(value, "__html__"):
            if "p" in self.open:  # a table does not stand in a paragraph
                self._end("p")
            self.pieces.append(value)
        else:
            self._text(str(value))
