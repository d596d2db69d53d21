"""Marina with an address, opinions and a visit today, for the tests of the visit sheets."""

import re
import subprocess
from datetime import timedelta

from django.utils import timezone
from django_tenants.utils import tenant_context

from followup.models import ContactAppointment, Opinion
from tests.followup.scenes import contact_of

REFERENCE = "portão verde ao lado da padaria"


def furnished(unit, *, by, **facts):
    """A contact whose person has an address with a reference point and an e-mail, with three opinions."""
    contact = contact_of(unit, by=by, success=60, **facts)
    with tenant_context(unit):
        person = contact.person
        person.add_email("marina@mail.example")
        person.addresses.create(street="Rua Azevedo Sodré", number="88", district="Gonzaga", city="Santos", uf="SP", reference=REFERENCE)
        for text in ("Primeiro parecer", "Usa galão, paga R$ 149,90", "Pediu <b>desconto</b>", "Quer falar com o marido"):
            Opinion.objects.write(text, by=by, contact=contact)
    return contact


def marked(unit, contact, *, person, kind="visita", hours=1, **facts):
    """An appointment of that contact in that person's agenda, so many hours from now."""
    with tenant_context(unit):
        starts_at = timezone.now() + timedelta(hours=hours)
        return ContactAppointment.objects.book(contact, by=person, person=person, kind=kind, starts_at=starts_at, minutes=30, **facts)


def pages_of(pdf, tmp_path):
    """The text of each page, as another program reads it."""
    (tmp_path / "x.pdf").write_bytes(pdf)
    read = subprocess.run(["pdftotext", "-layout", str(tmp_path / "x.pdf"), "-"], check=True, capture_output=True, text=True, timeout=60)
    return [re.sub(r"\s+", " ", page) for page in read.stdout.split("\f")[:-1]]
