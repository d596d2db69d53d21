"""Questions asked only within limits of a number or a day: set up, answered, shown, kept in versions (BIM-46)."""

import json
import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django_tenants.utils import tenant_context

from followup import cycle_path, cycle_range
from followup.models import Cycle, CycleQuestion, CycleReply
from tests.followup.cycles import GALLONS, KINDS, answer, ask, sale_cycle
from tests.followup.scenes import address
from tests.followup.test_cycle_pages import sent

TODAY = date(2026, 11, 27)
PEOPLE = {"text": "Quantos pontos?", "kind": "numero", "turn": "0"}


@pytest.fixture
def desk(contact, browser, marcos):
    return browser(marcos)


@pytest.fixture
def drafted(contact, santos, marcos):
    """A draft that asks a number, a day and words."""
    with tenant_context(santos):
        draft = Cycle.objects.begin("Condomínio", by=marcos).draft
        ask(draft, "pessoas", KINDS.NUMBER)
        ask(draft, "refil", KINDS.DAY)
        ask(draft, "nome")
        return draft


@pytest.fixture
def new_question(drafted):
    return address("cycle_question_new", drafted.cycle_id)


def limits(key, how, at="", to=""):
    """As a browser sends them."""
    return {f"limite-{key}": how, f"valor-{key}": at, f"ate-{key}": to}


@pytest.mark.parametrize(
    ("how", "at", "to", "inside", "outside"),
    [
        ("entre", "5", "10", ["5", "7.5", "10"], ["4.99", "10.01"]),
        ("partir", "5", None, ["5", "6"], ["4.99"]),
        ("acima", "4", None, ["4.01", "5"], ["4", "0"]),
        ("ate", "2", None, ["0", "2"], ["2.01"]),
        ("abaixo", "2", None, ["1.99"], ["2"]),
    ],
)
def test_a_number_opens_the_question_within_its_limits(how, at, to, inside, outside):
    """BIM-46: "na casa de 5 a 10", "acima de 4", "até 2" """
    given = {"how": how, "at": at} | ({"to": to} if to else {})
    assert [cycle_range.holds(given, Decimal(value)) for value in inside + outside] == [True] * len(inside) + [False] * len(outside)


@pytest.mark.parametrize(
    ("how", "at", "inside", "outside"),
    [
        ("ha_mais", "180", [181, 4000], [180, 0, -3]),
        ("ha_menos", "30", [0, 29], [30, -1]),
        ("depois", "2026-11-20", [6, -3], [7, 8]),
        ("antes", "2026-11-20", [8], [7]),
    ],
)
def test_a_day_opens_the_question_by_how_long_ago_it_is(monkeypatch, how, at, inside, outside):
    """BIM-46: "há mais de 180 dias" counts from the unit's today"""
    monkeypatch.setattr(cycle_range.timezone, "localdate", lambda: TODAY)
    held = [cycle_range.holds({"how": how, "at": at}, TODAY - timedelta(days=ago)) for ago in inside + outside]
    assert held == [True] * len(inside) + [False] * len(outside)


def test_limits_are_given_on_the_page_of_the_question(desk, drafted, new_question, santos):
    """BIM-46"""
    assert "acima de" in desk.get(new_question).text
    desk.post(new_question, PEOPLE | limits("pessoas", "entre", "5", "1.000,5"))
    with tenant_context(santos):
        made = CycleQuestion.objects.get(text="Quantos pontos?")
        assert (made.when_key, made.when_values, made.when_range) == ("pessoas", [], {"how": "entre", "at": "5", "to": "1000.5"})
    assert "Só se a resposta a “pessoas?” for de 5 até 1.000,50." in desk.get(address("cycle", drafted.cycle_id)).text
    page = desk.get(address("cycle_question", drafted.cycle_id, made.pk)).text
    assert 'value="1.000,50"' in page
    desk.post(address("cycle_question", drafted.cycle_id, made.pk), PEOPLE | limits("refil", "depois", "27/11/2026"))
    assert "Só se a resposta a “refil?” for depois de 27/11/2026." in desk.get(address("cycle", drafted.cycle_id)).text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (limits("pessoas", "acima"), "Diga o limite."),
        (limits("pessoas", "acima", "muitos"), "Escreva um número, por exemplo 12 ou 12,5."),
        (limits("pessoas", "entre", "10", "5"), "O segundo limite vem antes do primeiro."),
        (limits("pessoas", "", "5"), "Escolha como o valor limita."),
        (limits("pessoas", "ha_mais", "5"), "Faça uma escolha válida"),
        (limits("refil", "ha_mais", "meio ano"), "Escreva quantos dias, de 0 a 36.500."),
        (limits("refil", "antes", "31/02/2026"), "Escreva o dia, por exemplo 27/11/2026."),
        (limits("refil", "ha_mais", "5") | limits("pessoas", "acima", "4"), "os limites de uma só"),
        (limits("pessoas", "acima", "4") | {"when": ["nome|"]}, "os limites de uma só"),
    ],
)
def test_limits_that_cannot_be_say_why_at_the_field(desk, new_question, given, words):
    """BIM-46: nothing typed is lost"""
    told = desk.post(new_question, PEOPLE | given)
    assert told.status_code == 422
    assert words in told.text
    assert "Quantos pontos?" in told.text


def test_a_question_that_gives_limits_keeps_its_kind(desk, drafted, santos):
    """BIM-46: neither on its page nor when it is published"""
    with tenant_context(santos):
        ask(drafted, "pontos", when="pessoas", when_range={"how": "acima", "at": "4"})
        people = drafted.questions.get(key="pessoas")
    told = desk.post(address("cycle_question", drafted.cycle_id, people.pk), {"text": "Pessoas?", "kind": "texto", "turn": "0"})
    assert "“pontos?” depende de limites" in told.text
    with tenant_context(santos):
        drafted.questions.filter(key="pessoas").update(kind="texto")
        with pytest.raises(ValidationError, match="não se responde mais assim"):
            drafted.publish(by=None)


def test_a_copy_for_the_next_version_keeps_the_limits(contact, santos, marcos):
    """BIM-46"""
    with tenant_context(santos):
        draft = sale_cycle().begin_draft(by=marcos)
        assert draft.questions.get(key="pontos").when_range == {"how": "acima", "at": "10"}


def test_what_was_answered_outside_the_limits_is_not_kept(contact, santos, rafael):
    """BIM-46: the server's word, whatever the page sent"""
    with tenant_context(santos):
        assert "pontos" not in answer(contact, GALLONS | {"pessoas": "10", "pontos": "3"}, by=rafael).values
        answer(contact, GALLONS | {"pessoas": "10,5", "pontos": "3"}, by=rafael, seen=1)
        assert CycleReply.objects.current().get().values["pontos"] == 3


def test_whoever_answers_is_told_the_limits_and_the_script_what_to_compare(desk, drafted, santos, marcos):
    """BIM-46: days ago are given to the script as a day, so that it asks no clock"""
    with tenant_context(santos):
        ask(drafted, "trocar", when="refil", when_range={"how": "ha_menos", "at": "30"})
        today = timezone.localdate()
    page = desk.get(address("cycle_try", drafted.cycle_id)).text
    assert "Só se a resposta a “refil?” for há menos de 30 dias." in page
    opens = json.loads(unescape(re.search(r'data-when="refil" data-when-opens="([^"]+)"', page)[1]))
    assert opens == {"values": [], "bounds": {"gt": str(today - timedelta(days=30)), "lte": str(today)}}
    out = desk.post(address("cycle_try", drafted.cycle_id), sent({"refil": "2020-01-01", "trocar": "Sim"})).text
    assert "Fora do caminho, não fica: “trocar?”" in out


def test_a_branch_closes_with_the_number_that_opened_it(drafted, santos):
    with tenant_context(santos):
        ask(drafted, "pontos", KINDS.NUMBER, when="pessoas", when_range={"how": "acima", "at": "4"})
        ask(drafted, "andares", when="pontos", when_range={"how": "partir", "at": "2"})
        values = {"pessoas": Decimal(5), "pontos": Decimal(2)}
        assert [each.key for each in cycle_path.asked(drafted.in_order, values)][-2:] == ["pontos", "andares"]
        assert "pontos" not in [each.key for each in cycle_path.asked(drafted.in_order, values | {"pessoas": Decimal(4)})]
