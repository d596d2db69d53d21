"""What the customer does with a proposal, and what follows from his yes."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django_tenants.utils import tenant_context

from followup import answering
from followup.models import NotNow, ProposalVersion
from leads.lead_page import LeadPage
from leads.models import Lead
from tenants.models import Membership, Notice, OpenWork
from tests.followup.sales import proposal_of, sent
from tests.followup.scenes import today
from tests.leads.conftest import in_santos, lead, marina, process, published, site  # noqa: F401 (fixtures)
from tests.leads.scenes import sale
from workflow.install import install
from workflow.models import Outcome
from workflow.ready import ready_processes


def test_the_first_look_is_told_and_each_place_noted_once(santos, rafael):
    proposal, version = sent(santos, by=rafael)
    with tenant_context(santos):
        for origin in ("203.0.113.9", "203.0.113.9", "198.51.100.7"):
            answering.note_view(version, origin)
        seen = list(proposal.events.filter(what="vista").values_list("origin", flat=True))

    assert seen == ["198.51.100.7", "203.0.113.9"]
    assert Notice.objects.of(rafael).filter(title="Marina Figueiredo Alves abriu a proposta").count() == 1


def test_a_yes_stands_with_date_name_and_address_and_tells_the_owner(santos, rafael):
    proposal, version = sent(santos, by=rafael)
    with tenant_context(santos):
        answering.accept(version, name="Marina F. Alves", origin="203.0.113.9")
        event = proposal.events.get(what="aceita")
        version.refresh_from_db()

    assert (version.state, event.name, event.origin) == ("aceita", "Marina F. Alves", "203.0.113.9")
    assert timezone.now() - event.at < timedelta(minutes=1)
    assert Notice.objects.of(rafael).filter(title="Marina Figueiredo Alves aceitou a proposta").exists()


def test_a_yes_to_nothing_named_is_a_task_of_its_owner(santos, rafael):
    _, version = sent(santos, by=rafael)
    with tenant_context(santos):
        answering.accept(version, name="Marina")

    assert OpenWork.objects.get().title == "Fechar a venda: Marina Figueiredo Alves"


def test_a_yes_is_nobody_s_task_who_left_the_unit(santos, campinas, rafael, marcos):
    """His account goes on in another unit; whoever manages this one closes the sale"""
    _, version = sent(santos, by=rafael)
    rafael.memberships.update(ended_at=timezone.now())
    Membership.objects.give(rafael, "consultor", unit=campinas)
    with tenant_context(santos):
        answering.accept(version, name="Marina")

    assert OpenWork.objects.get().holder == marcos
    assert not Notice.objects.filter(user=rafael).exists()


@pytest.mark.parametrize("again", [answering.accept, answering.refuse])
def test_it_is_answered_once(santos, rafael, again):
    _, version = sent(santos, by=rafael)
    with tenant_context(santos):
        answering.refuse(version, name="Marina", words="Caro.")
        with pytest.raises(NotNow, match="já foi respondida"):
            again(ProposalVersion.objects.get(), name="Marina")


def test_after_its_day_it_is_not_accepted(santos, rafael):
    _, version = sent(santos, by=rafael)
    with tenant_context(santos):
        ProposalVersion.objects.update(valid_until=today(-1))
        with pytest.raises(NotNow, match="não vale mais"):
            answering.accept(version, name="Marina")


def test_accepted_while_a_newer_draft_was_written_the_accepted_one_counts(santos, rafael):
    proposal, version = sent(santos, by=rafael)
    with tenant_context(santos):
        draft = proposal.renew(by=rafael)
        answering.accept(ProposalVersion.objects.get(pk=version.pk), name="Marina")
        draft.refresh_from_db()

        assert (proposal.current.pk, draft.state) == (version.pk, "retirada")


def named(lead, *slugs, **more):  # noqa: F811
    for slug in slugs:
        Outcome.objects.filter(stage=lead.journey.stage, slug=slug).update(requires=[answering.REQUIREMENT, *more.get("requires", ())])


def offered(lead, santos, by):  # noqa: F811
    proposal = proposal_of(santos, by=by, lead=lead)
    version = proposal.current
    version.send(by=by)
    return version


def test_a_yes_takes_the_one_outcome_that_the_stage_names_for_it(santos, rafael, lead):  # noqa: F811
    slug = lead.journey.stage.outcomes.first().slug
    named(lead, slug)
    target = lead.journey.stage.outcomes.get(slug=slug).target
    answering.accept(offered(lead, santos, rafael), name="Marina")
    lead.journey.refresh_from_db()

    assert lead.journey.stage == target
    assert not OpenWork.objects.filter(kind="involvement").exists()


@pytest.mark.parametrize("case", ["none", "two", "asks for more"])
def test_else_the_owner_decides(santos, rafael, lead, case):  # noqa: F811
    slugs = [outcome.slug for outcome in lead.journey.stage.outcomes.all()]
    assert len(slugs) > 1
    named(lead, *{"none": [], "two": slugs[:2], "asks for more": slugs[:1]}[case], requires=["next_at"] if case == "asks for more" else [])
    before = lead.journey.stage
    answering.accept(offered(lead, santos, rafael), name="Marina")
    lead.journey.refresh_from_db()

    assert lead.journey.stage == before
    assert OpenWork.objects.filter(kind="involvement", holder=rafael).exists()


def test_an_outcome_that_asks_for_an_accepted_proposal_is_refused_without_one(santos, rafael, lead):  # noqa: F811
    slug = lead.journey.stage.outcomes.first().slug
    named(lead, slug)
    with pytest.raises(ValidationError, match="ainda não aceitou"):
        lead.decide(slug, by=None)


# --- the Purifikar's own process ------------------------------------------------------------------------------------------


@pytest.fixture
def negotiated(santos, rafael, camila, marcos):
    """A lead of Rafael's that Camila negotiates, in the process that units begin with."""
    deal = sale(santos, by=rafael)
    with tenant_context(santos):
        deal.decide("falou", by=camila, note="Quer dois.")
    return deal


def choices(deal, member, unit):
    with tenant_context(unit):
        return [choice.name for choice in LeadPage(Lead.objects.with_desk().get(pk=deal.pk), member, unit).choices]


def test_a_yes_brings_a_lead_of_the_ready_process_on_to_its_order(santos, rafael, marcos, negotiated):
    """BIM-49: accepted → next stage; the Gerente looks at the order"""
    _, version = sent(santos, by=rafael, lead=negotiated)
    with tenant_context(santos):
        answering.accept(version, name="Marina")
        journey = Lead.objects.with_desk().get(pk=negotiated.pk).journey

    assert (journey.stage.slug, journey.holder) == ("pedido", marcos)


def test_people_are_offered_that_way_once_there_is_a_yes(santos, rafael, camila, membership, negotiated):
    """BIM-33: not before, when nobody could take it"""
    _, version = sent(santos, by=rafael, lead=negotiated)
    before = choices(negotiated, membership(camila), santos)
    with tenant_context(santos):
        ProposalVersion.objects.filter(pk=version.pk).update(state="aceita")

    assert ("Proposta aceita" in before, "Proposta aceita" in choices(negotiated, membership(camila), santos)) == (False, True)


def test_a_unit_s_own_version_of_the_process_stays_as_it_was_published(santos, rafael, camila, negotiated):
    """Only what is installed anew has the new way"""
    with tenant_context(santos):
        Outcome.objects.filter(slug="proposta-aceita").delete()
        install(ready_processes()["purifikar"])
    _, version = sent(santos, by=rafael, lead=negotiated)
    with tenant_context(santos):
        answering.accept(version, name="Marina")

        assert Lead.objects.with_desk().get(pk=negotiated.pk).journey.stage.slug == "tratativa"
    assert OpenWork.objects.filter(kind="involvement", holder=rafael).exists()
