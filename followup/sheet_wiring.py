"""What visit sheets hang into a contact's page, and what erasure does to those that are kept."""

from followup.acts import add_act
from followup.models import CycleReply, SheetFile
from followup.sheet_notes import adds_to_sheets
from leads.privacy import on_erasure
from tenants.roles import Permission


def connect():
    adds_to_sheets(_answers)
    add_act("ficha", "Ficha", url_name="contact_sheet", icon="printer", permission=Permission.CONTACT_SEE)
    on_erasure("followup.SheetFile", "Fichas de visita guardadas", rows=lambda subject: SheetFile.objects.of_people(subject.people), erase=lambda rows, subject: rows.drop_files(), becomes="o arquivo sai")  # fmt: skip


def _answers(contacts):
    """What was answered to the service cycles of these contacts, as it stands (BIM-46)."""
    found = {}
    for reply in CycleReply.objects.current().filter(contact__in=contacts).with_answers().order_by("cycle__name"):
        found.setdefault(reply.contact_id, []).extend(reply.told.items())
    return found
