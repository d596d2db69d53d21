"""A colleague is asked into a negotiation, answers, or is let off; a lead is said to be urgent."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django_tenants.utils import tenant_context

from leads.models import Involvement, Lead
from tenants.models import Membership, Notice, OpenWork, User
from tests.leads.scenes import address, events, marinas_lead  # noqa: F401 (fixture)


@pytest.fixture
def asked(lead, camila, rafael, santos):
    """Camila asks Rafael to go there himself."""
    with tenant_context(santos):
        return Involvement.objects.ask(lead, rafael, words="Só fecha se você for lá.", by=camila)


def test_asking_stands_in_the_history_the_queue_and_the_bell(asked, lead, rafael, santos):
    """PUR-17"""
    row = OpenWork.objects.get(subject=asked.pk)

    assert (row.holder, row.title) == (rafael, "Marina Figueiredo Alves")
    assert [event.details["words"] for event in events(lead, santos, "lead.asked")] == ["Só fecha se você for lá."]
    assert Notice.objects.of(rafael).get(key__startswith="pedido:").title.startswith("Camila Duarte pede a sua participação")


def test_nobody_is_asked_twice_for_the_same(asked, lead, camila, rafael, santos):
    with tenant_context(santos), pytest.raises(ValidationError):
        Involvement.objects.ask(lead, rafael, words="De novo.", by=camila)


def test_answering_clears_it_and_tells_whoever_asked(asked, lead, camila, rafael, santos):
    """PUR-17"""
    with tenant_context(santos):
        asked.reply("Vou amanhã cedo.", by=rafael)

    assert not OpenWork.objects.filter(subject=asked.pk).exists()
    assert Notice.objects.of(camila).filter(text="Vou amanhã cedo.").exists()
    assert events(lead, santos, "lead.answered")


def test_of_an_answer_and_a_withdrawal_the_second_is_told(asked, camila, rafael, santos):
    with tenant_context(santos):
        asked.withdraw(by=camila)
        with pytest.raises(ValidationError, match="já foi respondido ou retirado"):
            Involvement.objects.get().reply("Vou.", by=rafael)


def test_whoever_is_asked_sees_the_lead_from_then_on(lead, camila, rafael, caio, santos):
    """FOL-16: also one who neither holds nor registered it."""
    other = User.objects.create_user("bia@santos.example", name="Bia Nunes")
    member = Membership.objects.give(other, "consultor", unit=santos)
    with tenant_context(santos):
        assert not Lead.objects.visible_to(member).exists()
        Involvement.objects.ask(lead, other, words="Você conhece a cliente.", by=camila)
        assert Lead.objects.visible_to(member).exists()


def test_asking_on_the_page(browser, lead, camila, rafael, santos):
    """PUR-17"""
    sent = {"kind": "participar", "person": rafael.pk, "words": "Leve a PK Inox."}
    browser(camila).post(address("lead_involve", lead.number), sent)

    with tenant_context(santos):
        assert Involvement.objects.get().user == rafael


def test_asking_without_a_reason_is_refused_at_its_field_and_keeps_what_was_typed(browser, lead, camila, rafael):
    answer = browser(camila).post(address("lead_involve", lead.number), {"kind": "participar", "person": rafael.pk})

    assert answer.status_code == 422
    assert "Diga em poucas palavras por quê." in answer.text
    assert f'value="{rafael.pk}" selected' in answer.text


def test_answering_on_the_page_is_his_who_was_asked(browser, asked, lead, camila, rafael, marcos, santos):
    reply = address("lead_involvement_reply", lead.number, asked.pk)

    assert browser(marcos).post(reply, {"words": "Vou eu."}).status_code == 404
    browser(rafael).post(reply, {"words": "Vou amanhã."})
    with tenant_context(santos):
        assert Involvement.objects.get().answer == "Vou amanhã."


def test_whoever_asked_takes_it_back(browser, asked, lead, camila, rafael, santos):
    browser(camila).post(address("lead_involvement_end", lead.number, asked.pk))

    with tenant_context(santos):
        assert not Involvement.objects.open().exists()


def test_the_panel_shows_the_words_and_the_answer(browser, asked, lead, rafael, santos):
    page = browser(rafael).get(address("lead_involvements", lead.number)).text

    assert "Só fecha se você for lá." in page
    assert "Sua resposta" in page


def test_an_urgent_lead_says_so_in_the_queue_until_it_is_calm_again(browser, lead, camila, santos):
    """PUR-16"""
    browser(camila).post(address("lead_urgency", lead.number), {"words": "Vai fechar com outro."})
    assert OpenWork.objects.urgent().filter(subject=lead.journey_id).exists()

    browser(camila).post(address("lead_urgency", lead.number))
    assert not OpenWork.objects.urgent().exists()


def test_an_ask_may_have_an_hour(lead, camila, rafael, santos):
    until = timezone.now() + timedelta(hours=3)
    with tenant_context(santos):
        asked = Involvement.objects.ask(lead, rafael, words="Ligue antes das seis.", by=camila, until=until, is_urgent=True)

    assert OpenWork.objects.get(subject=asked.pk).due_at == until
