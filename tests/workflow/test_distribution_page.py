"""The page "Distribuição": whose turn it is and why, what waits, the proof of each turn, and the rules that a unit writes (BEY-09)."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tenants.utils import tenant_context

from tenants.models import Absence, Assignment, Team, Unit
from tests.conftest import HTMX, open_unit
from tests.workflow.play import lead, person
from workflow.install import install_all
from workflow.models import Distribution, DistributionRule

HOME = "/u/santos/distribuicao/"
SETTINGS, NEW = f"{HOME}atendimento/ajustes/", f"{HOME}atendimento/regras/nova/"
RULE = {"districts": "Gonzaga\r\nBoqueirão", "postcodes": "11060-000 a 11065-999\r\n11045300", "cities": "", "to": "rede"}


@pytest.fixture(scope="module", autouse=True)
def installed(stage):
    with tenant_context(open_unit("santos")):
        install_all()


@pytest.fixture
def santos(installed, db):
    return Unit.objects.get(slug="santos")


def page_of(browser, who, address=HOME):
    return " ".join(browser(who).get(address).content.decode().split())


@pytest.fixture
def given(santos, camila):
    """Two leads given out, and one that found nobody."""
    with tenant_context(santos):
        lead(), lead()
        today = timezone.localdate()
        Absence.objects.create(user=camila, starts=today, ends=today, by=camila)
        lead()


def test_it_says_whose_turn_it_is_and_why(browser, marcos, camila, santos):
    anderson = person("Anderson Luz", "comercial")
    today = timezone.localdate()
    Absence.objects.create(user=camila, starts=today, ends=today, by=camila)
    page = page_of(browser, marcos)

    assert f"A vez é de {anderson}" in page
    assert f"Ainda não recebeu nenhum; Camila Duarte ausente até {today:%d/%m}." in page


def test_it_shows_the_queue_with_age_and_reason_and_the_proof_of_each_turn(browser, marcos, given):
    """Unmatched leads in a queue with age"""
    page = page_of(browser, marcos)

    assert "Ninguém pode receber agora" in page
    assert "Ninguém disponível no centro; espera na fila; Camila Duarte ausente até" in page
    assert "há menos de 1 min" in page
    assert page.count("Próximo da vez") == 2
    assert "Para a fila" in page


def test_the_page_asks_few_questions_however_much_was_given_out(browser, marcos, given, santos, django_assert_max_num_queries):
    client = browser(marcos)
    client.get(HOME)
    Absence.objects.all().delete()
    with tenant_context(santos):
        for _ in range(10):
            lead()
    with django_assert_max_num_queries(24):
        client.get(HOME)


def test_past_turns_go_on_by_pages(browser, marcos, santos):
    Assignment.objects.bulk_create(
        Assignment(unit=santos, centre="atendimento", journey=santos.pk, why=f"prova {number}") for number in range(35)
    )
    first = browser(marcos).get(HOME)
    older = first.context["desk"].page.older_url

    assert "Prova 34" in first.content.decode()
    assert "Prova 0<" in browser(marcos).get(f"{HOME}{older}").content.decode()
    assert "Prova 34" in browser(marcos).get(HOME, {"depois": "ontem~x"}).content.decode()


def test_past_turns_stand_in_the_order_of_their_days(browser, marcos, santos):
    """What a story or an import tells of older days is made later."""
    for days in (1, 9, 4):
        at = timezone.now() - timedelta(days=days)
        Assignment.objects.create(unit=santos, centre="atendimento", journey=santos.pk, why=f"há {days} dias", at=at)

    assert [proof.why for proof in browser(marcos).get(HOME).context["desk"].proofs] == ["há 1 dias", "há 4 dias", "há 9 dias"]


def test_a_centre_that_the_unit_does_not_use_is_not_found(browser, marcos):
    assert browser(marcos).get(HOME, {"centro": "juridico"}).status_code == 404


def test_a_rule_is_written_in_lines_and_told_in_words(browser, marcos, santos):
    browser(marcos).post(NEW, RULE)
    with tenant_context(santos):
        rule = DistributionRule.objects.get()

    assert rule.postcodes == [["11060000", "11065999"], ["11045300", "11045300"]]
    assert "Bairros Gonzaga e Boqueirão; CEP 11060-000 a 11065-999 e 11045-300" in page_of(browser, marcos)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("postcodes", "Gonzaga", "Linha 1: escreva um CEP"),
        ("postcodes", "11065-999 a 11060-000", "Linha 1: o primeiro CEP vem depois do segundo."),
        ("to", "equipe", "Escolha a equipe que recebe."),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused_at_its_field(browser, marcos, santos, field, value, words):
    Team.objects.create(name="Praia")
    answer = browser(marcos).post(NEW, {**RULE, field: value})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Boqueirão" in answer.content.decode()


def test_a_team_of_another_unit_is_no_choice(browser, marcos, campinas):
    team = Team.objects.create(name="Barão", unit=campinas)

    assert browser(marcos).post(NEW, {**RULE, "to": "equipe", "team": team.pk}).status_code == 422


def test_rules_change_places_and_go(browser, marcos, santos):
    for district in ("Gonzaga", "Embaré"):
        browser(marcos).post(NEW, {**RULE, "districts": district})
    with tenant_context(santos):
        first, second = DistributionRule.objects.all()
    browser(marcos).post(f"{HOME}atendimento/regras/{second.pk}/ordem/", {"para": "cima"})
    browser(marcos).post(f"{HOME}atendimento/regras/{first.pk}/exclusao/")

    with tenant_context(santos):
        assert list(DistributionRule.objects.values_list("districts", "order")) == [(["Embaré"], 0)]


def test_hours_and_reaction_are_set(browser, marcos, santos):
    answer = browser(marcos).post(SETTINGS, {"outside": "abertura", "react_minutes": "30"}, headers=HTMX)

    assert answer.status_code == 302
    with tenant_context(santos):
        kept = Distribution.objects.get(centre="atendimento")
    assert (kept.outside, kept.react_minutes, kept.unmatched) == ("abertura", 30, "todos")


def test_fewer_minutes_than_anybody_could_react_in_are_refused(browser, marcos):
    answer = browser(marcos).post(SETTINGS, {"outside": "na_hora", "react_minutes": "1"})

    assert answer.status_code == 422
    assert answer.context["form"].errors["react_minutes"]
