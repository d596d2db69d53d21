"""What sales contacts hang into the person's and the lead's page, and the first buttons of a contact's own page."""

import re

from django.db import connection

from followup import returns, waiting
from followup.acts import add_act, while_closed, while_open
from followup.models import Contact, Mention, Proposal
from leads import transferring
from leads.models.person import also_sees
from leads.renaming import on_renaming
from tenants.models import OpenWork
from tenants.roles import Permission
from workflow import queue_check, registry

LABEL = "Vendas (follow up)"


def connect():
    registry.add_panel(LABEL, "lead_contacts", permission=Permission.CONTACT_SEE)
    registry.add_panel(LABEL, "person_contacts", place="person", permission=Permission.CONTACT_SEE)
    registry.know_subjects(_subject)
    transferring.follow_hand_overs(_go_along)
    queue_check.answers_for(returns.KIND, rows=returns.expected, write=returns.mend)
    also_sees(_followed_up_by)
    on_renaming(_under_the_new_name)
    works = Permission.CONTACT_WORK
    add_act("editar", "Editar", url_name="contact_edit", icon="pencil", permission=works, when=while_open)
    add_act("encerrar", "Encerrar", url_name="contact_close", icon="circle-check", permission=works, when=while_open)
    add_act("reabrir", "Reabrir", url_name="contact_reopen", icon="lock-open", permission=works, when=while_closed)


def _go_along(lead, giver, taker, *, by, why):
    """Who takes a lead over follows up its open contacts too (FOL-36)."""
    lead.contacts.hand_over(giver, taker, by=by, why=why)


def _under_the_new_name(people):
    """In the register their returns, what colleagues are asked of them and what their proposals wait for are called as they are now."""
    for person in people:
        contacts = Contact.objects.filter(person=person)
        returns.write(list(contacts.open().exclude(next_on=None).values_list("pk", flat=True)))
        asked = Mention.objects.open().filter(opinion__contact__in=contacts).order_by().values_list("pk", flat=True)
        OpenWork.objects.in_unit(connection.tenant).filter(subject__in=list(asked)).update(title=str(person)[:160])
        waiting.rename(Proposal.objects.filter(person=person).only("number"), person)


def _followed_up_by(member):
    """Whom somebody follows up he also finds, with a lead of his or without."""
    return Contact.objects.filter(owner=member.user).order_by().values("person")


def _subject(address, member):
    """The name behind `/contatos/12/`, for whoever may see it."""
    found = re.fullmatch(r"/contatos/(\d{1,9})/", address)
    if found is None or not member.may(Permission.CONTACT_SEE):
        return ""
    contact = Contact.objects.visible_to(member).filter(number=found[1]).select_related("person").first()
    return f"{contact.person} ({contact.code})" if contact else ""
