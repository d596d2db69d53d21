"""The demo's mailings: two that went, with mixed fates, and a draft."""

from django_tenants.utils import tenant_context

from followup.models import Mailing, OptOut
from purifikar import mailing_story
from tenants.models import Mail
from tests.followup.mailings import person


def test_the_story_has_two_that_went_and_a_draft(santos, rafael, marcos):
    """DIR-56"""
    with tenant_context(santos):
        for number in range(12):
            person(f"Pessoa {number}", mail=f"p{number}@mail.example", agrees=number != 3)
        mailing_story.tell(santos, seed=1)

        assert sorted(Mailing.objects.values_list("state", flat=True)) == ["enviado", "enviado", "rascunho"]
        assert OptOut.objects.count() == 1
    assert {"enviado", "falhou"} <= set(Mail.objects.values_list("state", flat=True))
    assert not Mail.objects.filter(state="fila").exists()
