"""Proposals: versions, totals, texts that survive a refresh, discounts that wait for the Gerente."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tenants.utils import tenant_context

from followup import answering, approving
from followup.forms.handing import HandOverForm
from followup.models import NotNow, Price, Proposal, ProposalEvent
from leads import transferring
from tenants.models import Notice, OpenWork
from tests.followup.sales import INOX, REFILL, SLIM, price, proposal_of, sent
from tests.followup.scenes import today
from tests.leads.scenes import marinas_lead  # noqa: F401 (fixture)


@pytest.fixture
def proposal(santos, rafael):
    return proposal_of(santos, by=rafael)


def test_totals_keep_apart_what_is_paid_once_and_by_the_month(santos, rafael):
    """BIM-49"""
    proposal = proposal_of(santos, by=rafael, items=[(SLIM, "venda", 2, 5), (INOX, "locacao", 1, 0), (REFILL, "venda", 3, 0)])
    with tenant_context(santos):
        totals = proposal.current.totals

    assert (totals.once, totals.installation, totals.monthly) == (Decimal("3020.97"), Decimal("120.00"), Decimal("89.90"))
    assert totals.at_once == Decimal("3140.97")


def test_a_proposal_has_a_number_of_its_own_and_the_unit_s_validity(santos, rafael, proposal):
    """BIM-49"""
    other = proposal_of(santos, by=rafael)
    with tenant_context(santos):
        assert (proposal.number, other.number) == (1, 2)
        assert other.current.valid_until == today(10)


def test_what_was_sent_is_never_changed(santos, rafael):
    _proposal, version = sent(santos, by=rafael)
    with tenant_context(santos):
        for change in (
            lambda: version.add(price(SLIM)),
            lambda: version.change_item(version.lines[0], quantity=2, discount=0),
            lambda: version.remove_item(version.lines[0]),
            lambda: version.write(version.texts.first(), "Outra coisa"),
            lambda: version.refresh(by=rafael),
            lambda: version.set_validity(today(30)),
            lambda: version.send(by=rafael),
        ):
            with pytest.raises(NotNow, match="não muda mais"):
                change()


def test_a_sent_one_stays_as_it_was_while_a_new_version_is_made(santos, rafael):
    proposal, first = sent(santos, by=rafael)
    with tenant_context(santos):
        second = proposal.renew(by=rafael)
        second.add(price(SLIM), quantity=1)
        first.refresh_from_db()

        assert (second.number, proposal.current, first.state) == (2, second, "enviada")
        assert [len(version.lines) for version in (first, second)] == [1, 2]
        second.send(by=rafael)
        first.refresh_from_db()
        assert (first.state, first.opens) == ("substituida", False)


def test_a_draft_needs_no_new_version(santos, rafael, proposal):
    with tenant_context(santos), pytest.raises(NotNow, match="ainda é um rascunho"):
        proposal.renew(by=rafael)


def test_a_refresh_renews_data_and_prices_and_leaves_what_was_written_by_hand(santos, rafael, proposal):
    """BEY-12, field note 13: texts edited by hand stay, their data are renewed."""
    with tenant_context(santos):
        version = proposal.current
        version.write(version.texts.get(slug="abertura"), "Combinado, {{cliente.primeiro_nome}}: instalo no sábado.")
        Price.objects.filter(product__name=INOX, plan="venda").update(amount=Decimal("1690.00"))
        proposal.person.name = "Mariana Alves"
        proposal.person.save(update_fields=["name"])
        version = Proposal.objects.get().current
        assert version.refresh(by=rafael) == []

        shown = "".join(html for _, html in version.blocks)
        assert "Combinado, Mariana: instalo no sábado." in shown
        assert "R$\xa01.690,00" in shown


def test_a_refresh_tells_of_products_without_a_price(santos, rafael, proposal):
    with tenant_context(santos):
        Price.objects.filter(product__name=INOX).delete()
        version = proposal.current

        assert [str(line.product) for line in version.refresh(by=rafael)] == [INOX]
        assert version.lines[0].unit_price == Decimal("1590.00")


def test_a_text_goes_back_to_the_template_s(santos, rafael, proposal):
    with tenant_context(santos):
        version = proposal.current
        text = version.texts.get(slug="validade")
        version.write(text, "Vale para sempre.")
        version.restore(text)

        assert "{{proposta.validade}}" in text.body
        assert not text.is_edited


def test_an_empty_or_expired_proposal_is_not_sent(santos, rafael, proposal):
    with tenant_context(santos):
        version = proposal.current
        type(version).objects.filter(pk=version.pk).update(valid_until=today(-1))
        version.refresh_from_db()
        with pytest.raises(NotNow, match="A validade já passou"):
            version.send(by=rafael)
        version.remove_item(version.lines[0])
        with pytest.raises(NotNow, match="ao menos um produto"):
            version.send(by=rafael)


def test_a_discount_above_the_limit_waits_for_the_gerente(santos, rafael, marcos):
    """BEY-12: in his day and in his bell, as a negotiation that needs him (PUR-46)."""
    proposal = proposal_of(santos, by=rafael, items=[(INOX, "venda", 1, 12)])
    with tenant_context(santos):
        version = proposal.current
        with pytest.raises(NotNow, match="precisa da aprovação"):
            version.send(by=rafael)
        approving.ask(version, by=rafael, words="Leva dois.")

        assert OpenWork.objects.get(kind="involvement").holder == marcos
        assert Notice.objects.of(marcos).get().title == "Aprovar desconto de 12 %: Marina Figueiredo Alves"
        with pytest.raises(NotNow, match="espera a aprovação"):
            version.add(price(SLIM))


@pytest.mark.parametrize(("discount", "needs"), [("10", False), ("10.01", True)])
def test_the_limit_itself_needs_nobody(santos, rafael, discount, needs):
    proposal = proposal_of(santos, by=rafael, items=[(INOX, "venda", 1, discount)])
    with tenant_context(santos):
        assert proposal.current.needs_approval is needs


def test_approved_it_goes_out(santos, rafael, marcos):
    proposal = proposal_of(santos, by=rafael, items=[(INOX, "venda", 1, 12)])
    with tenant_context(santos):
        version = proposal.current
        approving.ask(version, by=rafael)
        approving.answer(version, by=marcos, grants=True, words="Pode.")
        version.change_item(version.lines[0], quantity=1, discount=Decimal("12"))
        version.send(by=rafael)

    assert not OpenWork.objects.exists()
    assert Notice.objects.of(rafael).filter(title__startswith="Marcos Antunes aprovou o desconto").exists()


CHANGES = {
    "more off": lambda version: version.change_item(version.lines[0], quantity=1, discount=Decimal("12.5")),
    "another line": lambda version: version.add(price(SLIM), discount=Decimal("12")),
    "fewer pieces": lambda version: version.change_item(version.lines[0], quantity=1, discount=Decimal("12")),
    "a line less": lambda version: version.remove_item(version.lines[1]),
    "another price": lambda version: (Price.objects.update(amount=Decimal("990.00")), version.refresh(by=None)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_changes_after_the_approval_is_asked_for_anew(santos, rafael, marcos, change):
    """A yes is to the lines that were read"""
    proposal = proposal_of(santos, by=rafael, items=[(INOX, "venda", 2, 12), (REFILL, "venda", 1, 0)])
    with tenant_context(santos):
        version = proposal.current
        approving.ask(version, by=rafael)
        approving.answer(version, by=marcos, grants=True)
        change(version)
        with pytest.raises(NotNow, match="precisa da aprovação"):
            version.send(by=rafael)


def test_a_refresh_that_changes_no_line_leaves_the_approval(santos, rafael, marcos):
    proposal = proposal_of(santos, by=rafael, items=[(INOX, "venda", 1, 12)])
    with tenant_context(santos):
        version = proposal.current
        approving.grant(version, by=marcos)
        version.refresh(by=rafael)

        assert not version.needs_approval


def test_of_two_answers_the_second_is_told(santos, rafael, marcos, helena):
    proposal = proposal_of(santos, by=rafael, items=[(INOX, "venda", 1, 30)])
    with tenant_context(santos):
        version = proposal.current
        approving.ask(version, by=rafael)
        approving.answer(version, by=marcos, grants=False, words="Muito.")
        with pytest.raises(NotNow, match="respondeu antes"):
            approving.answer(version, by=helena, grants=True)

        assert version.needs_approval


def test_without_anybody_who_may_approve_it_says_so(santos, rafael):
    proposal = proposal_of(santos, by=rafael, items=[(INOX, "venda", 1, 30)])
    with tenant_context(santos), pytest.raises(ValidationError, match="Ninguém na unidade"):
        approving.ask(proposal.current, by=rafael)


def test_a_consultor_sees_his_own_proposals_only(santos, rafael, caio, marcos, membership):
    """FOL-16"""
    other = proposal_of(santos, by=marcos, person="Outra Pessoa")
    mine = proposal_of(santos, by=rafael)
    with tenant_context(santos):
        assert list(Proposal.objects.visible_to(membership(rafael))) == [mine]
        assert list(Proposal.objects.visible_to(membership(marcos))) == [mine, other]


def test_the_texts_take_as_many_queries_with_many_items_as_with_one(santos, rafael):
    few, many = proposal_of(santos, by=rafael), proposal_of(santos, by=rafael, items=[(REFILL, "venda", 1, 0)] * 12)
    counts = []
    for proposal in (few, many):
        with tenant_context(santos), CaptureQueriesContext(connection) as asked:
            assert Proposal.objects.with_desk().get(pk=proposal.pk).current.blocks
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 5


def test_withdrawn_while_a_newer_draft_is_written_nothing_is_offered_any_more(santos, rafael):
    proposal, version = sent(santos, by=rafael)
    with tenant_context(santos):
        proposal.renew(by=rafael)
        proposal.current.withdraw(by=rafael)
        version.refresh_from_db()

        assert not version.opens
        with pytest.raises(NotNow):
            answering.accept(version, name="Marina")


def test_whoever_takes_a_lead_over_goes_on_with_what_was_offered_to_it(santos, rafael, marcos, nair, lead):
    """FOL-36: with the sale that is to be closed; what was sold or refused stays whose it was"""
    going, version = sent(santos, by=rafael, lead=lead)
    gone, other = sent(santos, by=rafael, lead=lead)
    with tenant_context(santos):
        answering.accept(version, name="Marina")
        answering.refuse(other, name="Marina")
        for follow in transferring._followers:
            follow(lead, rafael, nair, by=marcos, why="férias")

        assert [Proposal.objects.get(pk=each.pk).owner for each in (going, gone)] == [nair, rafael]
        told = ProposalEvent.objects.filter(what="passada")
        assert [(each.proposal, each.by, each.words) for each in told] == [(going, marcos, f"de {rafael} para {nair} · férias")]
    assert OpenWork.objects.get(title__startswith="Fechar a venda").holder == nair


def test_whoever_takes_contacts_over_goes_on_with_their_proposals(santos, rafael, marcos, nair, contact):
    """FOL-36"""
    proposal = proposal_of(santos, by=rafael, contact=contact)
    form = HandOverForm({"giver": rafael.pk, "taker": marcos.pk, "why": "férias"}, unit=santos, giver="")
    with tenant_context(santos):
        assert form.is_valid(), form.errors
        form.save(by=nair)

        assert Proposal.objects.get(pk=proposal.pk).owner == marcos
        assert proposal.events.get(what="passada").words == f"de {rafael} para {marcos} · férias"
