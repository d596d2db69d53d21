"""The demo's opinions: something of each sort, told at the moments at which they would have been written."""

from datetime import timedelta

from django.utils import timezone
from django_tenants.utils import tenant_context

from followup.models import Contact, Mention, Opinion, OpinionDraft
from purifikar import opinion_story
from tests.followup.scenes import contact_of


def test_the_story_has_something_of_each_sort(santos, rafael, marcos):
    for number in range(4):
        contact = contact_of(santos, by=rafael, name=f"Assunto {number}", person=f"Pessoa {number} Alves")
        with tenant_context(santos):
            contact.person.emails.create(address=f"pessoa{number}@mail.example")
            Contact.objects.filter(pk=contact.pk).update(made_at=timezone.now() - timedelta(days=9))
    with tenant_context(santos):
        opinion_story.tell(santos, seed=1)
        sources = set(Opinion.objects.values_list("source", flat=True))
        states = sorted(opinion.mail.state for opinion in Opinion.objects.exclude(mail=None))

        assert sources == {"escrito", "email", "resposta"}
        assert states == ["enviado", "falhou"]
        assert Opinion.objects.standard().exists()
        assert (OpinionDraft.objects.pending().count(), Mention.objects.open().count()) == (2, 1)
        assert not Opinion.objects.filter(at__gt=timezone.now()).exists()
