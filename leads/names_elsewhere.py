"""A person is called by another name, or what hung on one hangs on another: what leads wrote elsewhere under the old name follows."""

from django.db import connection
from django.db.models import Q

from leads.models import Involvement, Person
from tenants.models import OpenWork
from workflow.models import Appointment


def under_the_new_name(people):
    """The queue's rows of the person's leads and of what colleagues are asked about them, and the appointments to come."""
    for person in people:
        for lead in person.leads.running().select_related("journey", "source", "person"):
            if lead.journey.title != str(person):
                lead.describe()
        asked = Involvement.objects.open().filter(lead__person=person).order_by().values_list("pk", flat=True)
        OpenWork.objects.in_unit(connection.tenant).filter(subject__in=list(asked)).update(title=str(person)[:160])
        _appointments(person)


def _appointments(person):
    """Those of his leads, and those marked with him or with a record that was united with his."""
    numbers = [person.number, *Person.objects.filter(merged_into=person).values_list("number", flat=True)]
    his = Q(about_address__in=[f"/clientes/{number}/" for number in numbers])
    Appointment.objects.marked().filter(his).update(about=str(person)[:120])
    Appointment.objects.marked().filter(his | Q(journey__lead__person=person)).tell_name()
