"""The demo's agenda: something of each sort, and nobody at two places at once."""

from django_tenants.utils import tenant_context

from purifikar import agenda_story
from tests.followup.scenes import contact_of
from workflow.models import Appointment, AppointmentKind, AppointmentSeries


def test_the_story_has_something_of_each_sort(santos, rafael, denise, marcos):
    """PUR-14, BIM-14"""
    for number in range(6):
        contact_of(santos, by=rafael, name=f"Assunto {number}", person=f"Pessoa {number} Alves")
    with tenant_context(santos):
        agenda_story.tell(santos, seed=1)
        states = set(Appointment.objects.values_list("state", flat=True))

        assert states == {"marcado", "movido", "cancelado"}
        assert AppointmentKind.objects.filter(slug="demonstracao-na-loja").exists()
        assert AppointmentSeries.objects.count() >= 2
        assert Appointment.objects.filter(companions__user=denise).exists()
        assert Appointment.objects.filter(about_address__startswith="/clientes/").exists()
        assert Appointment.objects.filter(kind="instalacao").exclude(resource=None).exists()
