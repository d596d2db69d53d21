"""The demo's catalogue and proposals are made by the same verbs as on the pages, so what these ask of a story is tried here."""

from django_tenants.utils import tenant_context

from followup.models import Order, PriceTable, Proposal, ProposalVersion
from purifikar import proposal_story
from tests.leads.scenes import inside, sale


def test_the_demo_has_proposals_in_every_state_and_orders(santos, rafael, marcos, denise, camila):
    """DIR-54, BIM-17, BIM-49, BIM-65"""
    for number in range(len(proposal_story.STORY)):
        lead = sale(santos, by=rafael)
        with tenant_context(santos):
            lead.person.name = f"Cliente {number}"
            lead.person.save(update_fields=["name"])
    with inside(santos):
        proposal_story.tell(santos, seed=1)

        looks = {version.look for version in ProposalVersion.objects.all()}
        assert looks >= {"rascunho", "aprovacao", "enviada", "vista", "vencida", "recusada", "aceita"}
        assert (Proposal.objects.count(), Order.objects.count(), Order.objects.standing().count()) == (len(proposal_story.STORY), 3, 2)
        assert Order.objects.filter(contracts__is_surplus=True).exists()
        assert PriceTable.objects.in_force().prices.count() == 16
