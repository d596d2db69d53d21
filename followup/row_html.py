"""The lines of the day's list as HTML, each in one go: fifty of them through templates cost more than the rest of the page.

Every value is escaped here by html.escape, quotes too, as in leads/row_html.py. What is pressed has no classes and no icons of its own:
css/followup.css knows it by its address.
"""

from html import escape

from django.utils.safestring import SafeString

LINE = """\
<li class="pk-row{mark}"><div><a href="{number}/">{who}</a><p>{name}</p>\
<p><span class="pk-kind is-{colour}">{kind_words}</span> · {holder}{amount}</p></div>\
<span class="pk-state is-{tone}"><svg><use href="#i-{tone}"/></svg>{words}</span><div>{reach}{done}</div></li>"""
REACH = """\
<a href="tel:{phone}" aria-label="Ligar para {who}"></a>\
<a href="https://wa.me/{digits}" aria-label="WhatsApp de {who}"></a>"""
DONE = """\
<a href="{number}/data/" aria-label="Outra data para {who}"></a>\
<button class="btn" formaction="{number}/feito/" hx-post="{number}/feito/" aria-label="Feito: {who}, {name}">Feito</button>"""
MARKS = {"done": " is-done", "closed": " is-closed"}


def lines(contacts, *, works):
    """Addresses are relative to the list's own."""
    return SafeString("\n".join(line(contact, works=works) for contact in contacts))


def line(contact, *, works, is_done=False):
    """`is_done` says that it was just now; then it is not offered again."""
    shown = _escaped(
        number=contact.number, who=contact.who, name=contact.name, colour=contact.colour, kind_words=contact.kind_words,
        holder=contact.holder or "sem responsável", amount=f" · R$ {contact.amount}" if contact.amount else "",
        tone="good" if is_done else contact.tone, words=f"feito, {contact.words}" if is_done else contact.words,
        phone=contact.phone, digits=contact.digits,
    )  # fmt: skip
    mark = MARKS.get("done" if is_done else contact.tone, "")
    reach = REACH.format_map(shown) if contact.phone else ""
    done = DONE.format_map(shown) if works and contact.is_open and not is_done else ""
    return SafeString(LINE.format(mark=mark, reach=reach, done=done, **shown))


def _escaped(**values):
    return {name: escape(str(value)) for name, value in values.items()}
