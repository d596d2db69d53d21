"""The demo's answers: whole ones, one that waits to be completed, one put right, and a report that has something to show."""

from django.utils import timezone
from django_tenants.utils import tenant_context

from followup.cycle_report import CycleReport
from followup.models import CycleReply
from purifikar import cycle_story
from tests.followup.scenes import contact_of


def test_the_story_has_answers_of_each_sort(santos, rafael, marcos):
    """BIM-46, BIM-48"""
    for number in range(12):
        contact_of(santos, by=rafael, person=f"Pessoa {number} Alves", classification="2.1" if number % 4 == 0 else "1.1")
    with tenant_context(santos):
        cycle_story.tell(santos, seed=3)
        report = CycleReport(marcos.memberships.get(), santos, {})
        states = set(CycleReply.objects.current().values_list("is_whole", flat=True))

        assert states == {True, False}
        assert {cycle.name for cycle in report.cycles} == {"Qualificação da venda", "Satisfação no pós-venda"}
        assert any(block.rows for block in report.blocks)
        assert not CycleReply.objects.filter(at__gt=timezone.now()).exists()
