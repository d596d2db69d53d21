"""What sales contacts hang into the person's and the lead's page, and the first buttons of a contact's own page."""

import re

from followup.acts import add_act, while_closed, while_open
from followup.models import Contact
from tenants.roles import Permission
from workflow import registry

LABEL = "Vendas (follow up)"


def connect():
    registry.add_panel(LABEL, "lead_contacts")
    registry.add_panel(LABEL, "person_contacts", place="person")
    registry.know_subjects(_subject)
    works = Permission.CONTACT_WORK
    add_act("editar", "Editar", url_name="contact_edit", icon="pencil", permission=works, when=while_open)
    add_act("encerrar", "Encerrar", url_name="contact_close", icon="circle-check", permission=works, when=while_open)
    add_act("reabrir", "Reabrir", url_name="contact_reopen", icon="lock-open", permission=works, when=while_closed)


def _subject(address, member):
    """The name behind `/contatos/12/`, for whoever may see it."""
    found = re.fullmatch(r"/contatos/(\d{1,9})/", address)
    if found is None or not member.may(Permission.CONTACT_SEE):
        return ""
    contact = Contact.objects.visible_to(member).filter(number=found[1]).select_related("person").first()
    return f"{contact.person} ({contact.code})" if contact else ""
