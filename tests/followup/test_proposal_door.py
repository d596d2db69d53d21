"""The customer's page: by its link and nothing else; expired, altered and withdrawn ones get a quiet page."""

import pytest
from django.core import signing
from django.utils import timezone
from django_tenants.utils import tenant_context

from followup.models import Proposal, ProposalVersion
from tests.followup.sales import sent
from tests.followup.scenes import address

PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 15) Chrome/140 Mobile"}


@pytest.fixture
def link(santos, rafael):
    _, version = sent(santos, by=rafael)
    return address("proposal_door", version.token)


def events(santos, what):
    with tenant_context(santos):
        return list(Proposal.objects.get().events.filter(what=what))


def test_the_link_opens_without_an_account_and_sets_no_cookie(browser, santos, link):
    answer = browser().get(link, headers=PHONE)

    assert answer.status_code == 200
    assert "Marina Figueiredo Alves" in answer.text
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert [event.origin for event in events(santos, "vista")] == ["127.0.0.1"]


def test_a_chat_that_draws_a_preview_has_not_seen_it(browser, santos, link):
    browser().get(link, headers={"User-Agent": "WhatsApp/2.23.20.0"})
    assert events(santos, "vista") == []


def test_accepting_keeps_date_name_and_address_of_origin(browser, santos, link):
    """BEY-12: seen, and accepted"""
    answer = browser().post(link, {"name": "Marina  Alves", "answer": "aceita", "agree": "on"}, headers=PHONE)
    [event] = events(santos, "aceita")

    assert answer.url == f"{link}#resposta"
    assert (event.name, event.origin, event.by) == ("Marina Alves", "127.0.0.1", None)
    shown = browser().get(link, headers=PHONE).text
    assert "Proposta aceita" in shown
    assert "Aceitar a proposta" not in shown


def test_refusing_says_why(browser, santos, link):
    browser().post(link, {"name": "Marina", "answer": "recusada", "words": "<b>Caro</b>"}, headers=PHONE)

    assert [event.words for event in events(santos, "recusada")] == ["<b>Caro</b>"]


@pytest.mark.parametrize("given", [{"answer": "aceita", "agree": "on"}, {"name": "M", "answer": "aceita"}, {"name": "M"}, {"name": "M", "answer": "x"}, {}])  # fmt: skip
def test_an_answer_without_name_or_agreement_changes_nothing(browser, santos, link, given):
    answer = browser().post(link, given, headers=PHONE)

    assert answer.status_code == 422
    assert events(santos, "aceita") == []


def test_an_answer_twice_is_told_so(browser, santos, link):
    given = {"name": "Marina", "answer": "aceita", "agree": "on"}
    browser().post(link, given)
    again = browser().post(link, {**given, "answer": "recusada"})

    assert again.status_code == 422
    assert "já foi respondida" in again.text


def test_after_its_validity_it_may_not_be_answered_nor_read(browser, santos, link):
    """BEY-12"""
    with tenant_context(santos):
        ProposalVersion.objects.update(link_until=timezone.now())
    for name in ("", "proposta.pdf"):
        answer = browser().get(link + name)
        assert answer.status_code == 404
    assert "Esta proposta não está mais aqui" in answer.text
    assert "Marina" not in answer.text
    assert browser().post(link, {"name": "M", "answer": "aceita", "agree": "on"}).status_code == 404


def forged(key):
    return signing.Signer(key="x" * 50, salt="proposta do cliente", sep=".").sign(key)


@pytest.mark.parametrize("change", ["key", "signature", "none", "other", "nul"])
def test_an_altered_link_opens_nothing(browser, santos, link, change):
    with tenant_context(santos):
        key = ProposalVersion.objects.get().link_key
    token = link.rstrip("/").rpartition("/")[2]
    altered = {"key": "A" + token[1:] if token[0] != "A" else "B" + token[1:], "signature": token[:-1] + ("A" if token[-1] != "A" else "B"),
               "none": key, "other": forged(key), "nul": token + "%00"}[change]  # fmt: skip
    answer = browser().get(link.replace(token, altered))

    assert answer.status_code == 404
    assert "Marina" not in answer.text


def test_the_link_of_one_unit_opens_nothing_in_another(browser, link, campinas):
    assert browser().get(link.replace("/santos/", "/campinas/")).status_code == 404


def test_a_withdrawn_or_replaced_version_opens_nothing(browser, santos, rafael, link):
    with tenant_context(santos):
        second = Proposal.objects.get().renew(by=rafael)
        second.send(by=rafael)
    assert browser().get(link).status_code == 404
    with tenant_context(santos):
        second.withdraw(by=rafael)
    assert browser().get(address("proposal_door", second.token)).status_code == 404


def test_whoever_answers_too_often_is_held_off(browser, santos, link):
    answers = [browser().post(link, {"answer": "aceita"}).status_code for _ in range(16)]
    assert answers[-2:] == [422, 429]


def test_somebody_signed_in_is_nobody_in_particular_there(browser, rafael, link):
    assert "Rafael Moreira" in browser(rafael).get(link).text  # as the seller in the texts
    assert "pk-side" not in browser(rafael).get(link).text
