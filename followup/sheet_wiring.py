"""What visit sheets hang into a contact's page, and what erasure does to those that are kept."""

from followup.acts import add_act
from followup.models import SheetFile
from leads.privacy import on_erasure
from tenants.roles import Permission


def connect():
    add_act("ficha", "Ficha", url_name="contact_sheet", icon="printer", permission=Permission.CONTACT_SEE)
    on_erasure("followup.SheetFile", "Fichas de visita guardadas", rows=lambda subject: SheetFile.objects.of_people(subject.people), erase=lambda rows, subject: rows.drop_files(), becomes="o arquivo sai")  # fmt: skip
