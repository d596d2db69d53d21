"""The lines of the day's list as HTML, each in one go: fifty of them through templates cost more than the rest of the page."""

from django.utils.html import format_html, format_html_join

LINE = """\
<li class="pk-row pk-contact{mark}"><div><a class="pk-title stretched-link" href="{number}/">{person}</a><p class="pk-sub">{name}</p>\
<p class="pk-sub"><span class="pk-kind is-{colour}">{kind}</span> · {owner}{amount}</p></div>\
<span class="pk-state is-{tone}"><svg><use href="#i-{tone}"/></svg>{words}</span>\
<div class="pk-acts">{reach}{done}</div></li>"""
REACH = """\
<a class="pk-ib" href="tel:{phone}" aria-label="Ligar para {person}"><svg><use href="#i-phone"/></svg></a>\
<a class="pk-ib" href="https://wa.me/{digits}" aria-label="WhatsApp de {person}">\
<svg><use href="#i-whatsapp"/></svg></a>"""
DONE = """\
<a class="pk-ib" href="{number}/data/" aria-label="Outra data para {person}"><svg><use href="#i-date"/></svg></a>\
<button class="btn btn-outline-secondary" type="submit" formaction="{number}/feito/" hx-post="{number}/feito/" aria-label="Feito: {person}, {name}">\
<svg><use href="#i-done"/></svg>Feito</button>"""


def lines(contacts, *, works):
    """Addresses are relative to the list's own."""
    return format_html_join("\n", "{}", ((line(contact, works=works),) for contact in contacts))


def line(contact, *, works, is_done=False):
    """`is_done` says that it was just now; then it is not offered again."""
    person = contact.person.name
    reach = format_html(REACH, phone=contact.phone, digits=contact.digits, person=person) if contact.phone else ""
    offers = works and contact.is_open and not is_done
    done = format_html(DONE, number=contact.number, person=person, name=contact.name) if offers else ""
    return format_html(
        LINE, mark=" is-done" if is_done else "" if contact.is_open else " is-closed", number=contact.number, person=person, name=contact.name,
        colour=contact.kind.colour, kind=contact.kind, owner=contact.owner or "sem responsável",
        amount=f" · R$ {contact.amount}" if contact.amount else "", tone="good" if is_done else contact.tone,
        words=f"feito, {contact.words}" if is_done else contact.words, reach=reach, done=done,
    )  # fmt: skip
