"""A line of the day's list of contacts is made without a template (BIM-03)."""

from types import SimpleNamespace

import pytest

from followup.row_html import line

HOSTILE = """<b onclick="alert('x')">&"""
FACTS = {"number": 7, "who": "Ana", "name": "Refil", "colour": "azul", "kind_words": "1.3 Retorno", "holder": "Rafael", "tone": "late"}
FACTS |= {"words": "venceu ontem", "amount": "", "phone": "+5513997410022", "digits": "5513997410022", "is_open": True}


@pytest.mark.parametrize("field", ["who", "name", "kind_words", "holder", "words", "phone"])
def test_it_says_what_people_wrote_and_runs_nothing_of_it(field):
    """Every value is escaped, quotes too"""
    made = line(SimpleNamespace(**FACTS | {field: HOSTILE}), works=True)
    assert "<b " not in made
    assert 'onclick="' not in made
    assert "&lt;b onclick=&quot;alert(&#x27;x&#x27;)&quot;&gt;&amp;" in made
