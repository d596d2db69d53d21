"""Texts with placeholders: every tag, address and placeholder that somebody typed, or that is kept of a customer, comes to nothing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from followup import placeholders, rich_text
from followup.proposal_texts import READY

VALUES = {"cliente.nome": "Marina & <Filhas>", "proposta.itens": None}


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Olá, {{cliente.nome}}!", "<p>Olá, Marina &amp; &lt;Filhas&gt;!</p>"),
        ("Um\nDois\n\nTrês", "<p>Um<br>Dois</p><p>Três</p>"),
        ("- um\n- dois", "<ul><li>um</li><li>dois</li></ul>"),
        ("<p>Um <b>dois</b> <i>três</i></p>", "<p>Um <strong>dois</strong> <em>três</em></p>"),
        ("<h1>Alto</h1><ul><li>a<li>b</ul>", "<h3>Alto</h3><ul><li>a<li>b</li></li></ul>"),
        ("<p>aberto <b>e não fechado", "<p>aberto <strong>e não fechado</strong></p>"),
        ("fecha </b> o que não abriu</p>", "fecha  o que não abriu"),
        ("{{ nao.existe }}", "<p>{{ nao.existe }}</p>"),
        ("3 < 5 &amp; 7 > 2", "<p>3 &lt; 5 &amp;amp; 7 &gt; 2</p>"),
        ("<p>3 &lt; 5 &amp; 7</p>", "<p>3 &lt; 5 &amp; 7</p>"),
    ],
)
def test_what_is_written_and_what_is_shown(written, shown):
    """BIM-50"""
    assert rich_text.render(written, VALUES) == shown


ATTACKS = [
    "<script>alert(1)</script>ok",
    "<p onclick=alert(1)>ok</p>",
    "<img src=x onerror=alert(1)>ok",
    "<a href='javascript:alert(1)'>ok</a>",
    "<svg><script>alert(1)</script></svg>ok",
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>ok",
    "<iframe src=https://mal.example></iframe>ok",
    "<style>@import url(https://mal.example)</style>ok",
    "<link rel=attachment href=file:///etc/passwd>ok",
    "<base href=https://mal.example>ok",
    "<p style='background:url(https://mal.example)'>ok</p>",
    "<!--><script>alert(1)</script>-->ok",
    "<![CDATA[<script>alert(1)</script>]]>ok",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>ok",
    "<form action=https://mal.example><button>ok",
    "<scr<script>ipt>alert(1)</script>ok",
    "{% load static %}{% include 'x' %}ok",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_but_bare_tags_of_the_list_comes_out(attack):
    shown = str(rich_text.render(f"<p>antes</p>{attack}", {}))

    assert rich_text.HAS_TAGS.sub("", shown) is not None
    for name in rich_text.ALLOWED.values():
        shown = shown.replace(f"<{name}>", "").replace(f"</{name}>", "")
    assert "<" not in shown


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(alphabet="<>/&;{}pbscriptlinkmg =\"'!-[]x:.\n", max_size=80), st.text(alphabet="<>&{}cliente.nomb/ ", max_size=30))
def test_whatever_is_typed_only_our_tags_come_out(written, name):
    shown = str(rich_text.render(written + "{{cliente.nome}}", {"cliente.nome": name}))
    for tag in rich_text.ALLOWED.values():
        shown = shown.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    assert "<" not in shown
    assert ">" not in shown


def test_a_value_is_not_looked_at_again():
    """One pass: a customer who is called like a placeholder stays called so."""
    values = {"cliente.nome": "{{unidade.cnpj}} {{ cliente.nome }}", "unidade.cnpj": "11.222.333/0001-81"}
    assert rich_text.render("{{cliente.nome}}", values) == "<p>{{unidade.cnpj}} {{ cliente.nome }}</p>"


def test_a_table_does_not_stand_in_a_paragraph():
    table = rich_text.OPENS["hr"]
    assert rich_text.render("<p>Antes {{t}} depois</p>", {"t": table}) == "<p>Antes </p><hr> depois"


def test_deep_nesting_ends_somewhere():
    assert str(rich_text.render("<blockquote>" * 5000 + "ok", {})).count("<blockquote>") == rich_text.DEEPEST


def test_the_ready_texts_ask_for_known_placeholders_only():
    """BIM-51: the list is fixed"""
    assert [name for block in READY for name in placeholders.unknown_in(block["body"])] == []
    assert len({block["slug"] for block in READY}) == len(READY)
