"""Somebody with whose data a text is tried."""

from followup.mailing_filter import people_of
from leads.models import Person


def sample_of(request):
    """Whom the address names by his code, if he may be seen; else the newest of one's people; else somebody made up."""
    people = people_of(request.membership).known().filter(merged_into=None).with_contacts()
    code = (request.GET.get("pessoa") or request.POST.get("pessoa", "")).replace(".", "")
    named = people.filter(number=int(code)).first() if code.isascii() and code.isdecimal() and len(code) < 9 else None
    return named or people.order_by("-number").first() or Person(number=0, name="Maria Exemplo da Silva")
