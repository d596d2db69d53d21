"""The list's lines and the board's cards as HTML, made in one go: a template would cost more than everything else of the page together.

Every value is escaped here by html.escape, quotes too: format_html does the same eight times slower, and there are six hundred values
on a page. The classes stand in css/leads.css by the cell's place.
"""

from html import escape

from django.utils.safestring import SafeString

from purifikar.lib.formats import initials

LINE = """\
<tr{mark}><td>{box}</td>
<th scope="row"><a href="{number}/">{name}</a></th><td>{district}</td><td>{stage}</td><td>{holder}</td><td>{source}</td>
<td><span class="pk-state is-{kind}"><svg><use href="#i-{kind}"/></svg>{words}</span></td><td>{amount}</td><td>{reach}</td></tr>"""
BOX = '<input class="form-check-input" type="checkbox" name="lead" value="{number}:{turn}" data-choose aria-label="Escolher {name}">'
REACH = """\
<a href="tel:{phone}" aria-label="Ligar para {name}"><svg><use href="#i-phone"/></svg></a>\
<a href="https://wa.me/{digits}" aria-label="WhatsApp de {name}"><svg><use href="#i-whatsapp"/></svg></a>"""
CARD = """\
<li class="pk-card"{carried}><a class="pk-title stretched-link" href="{leads}{number}/" draggable="false">{name}</a><p class="pk-sub">{what}</p>\
<p class="pk-card-foot"><span class="pk-state is-{kind}"><svg class="pk-i"><use href="#i-{kind}"/></svg>{words}</span>\
<span class="pk-sub" title="{holder}"><span class="visually-hidden">{holder}</span><span aria-hidden="true">{letters}</span></span></p>{move}</li>"""
CARRIED = ' data-card="{turn}"'
MOVE = """\
<a class="pk-ib pk-card-move" href="{leads}quadro/{number}/mover/?{back}" data-move draggable="false" aria-label="Mover {name} para…">\
<svg class="pk-i"><use href="#i-move"/></svg></a>"""
CLOSED = ' class="is-closed"'


def lines(rows, *, with_boxes):
    return SafeString("\n".join(_line(row, with_boxes) for row in rows))


def _line(row, with_box):
    shown = _escaped(
        number=row.number, name=row.name, district=row.district, stage=row.stage, holder=row.holder or "na fila", source=row.source,
        kind=row.kind, words=row.words, amount=row.amount, phone=row.phone, digits=row.digits, turn=row.turn,
    )  # fmt: skip
    box = BOX.format_map(shown) if with_box else ""
    reach = REACH.format_map(shown) if row.phone else ""
    return LINE.format(mark=CLOSED if row.kind == "closed" else "", box=box, reach=reach, **shown)


def cards(rows, *, leads, back, may_move):
    """`leads` is the list's address, `back` the board's filters, to return to them; `may_move(row)` says whose card one may move."""
    return SafeString("\n".join(_card(row, leads, back, may_move(row)) for row in rows))


def _card(row, leads, back, may_move):
    holder = row.holder or "na fila"
    shown = _escaped(
        leads=leads, back=back, number=row.number, name=row.name, what=row.what, kind=row.kind, words=row.words, holder=holder,
        letters=initials(holder), turn=row.turn,
    )  # fmt: skip
    carried, move = (CARRIED.format_map(shown), MOVE.format_map(shown)) if may_move else ("", "")
    return CARD.format(carried=carried, move=move, **shown)


def _escaped(**values):
    return {name: escape(str(value)) for name, value in values.items()}
