"""The row of acts on a contact's page: each part of the app adds its own button in its wiring; none leads nowhere.

    add_act("parecer", "Parecer", url_name="opinion_new", icon="message-square", permission=Permission.CONTACT_WORK)

The URL takes the contact's number. Sections of the page go through workflow.registry.add_panel(label, url_name, place="contact").
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from tenants.roles import Permission

ORDER = ("parecer", "agenda", "ciclo", "proposta", "ficha", "historico", "envio", "editar", "encerrar", "reabrir")


def always(contact):
    return True


def while_open(contact):
    return contact.is_open


def while_closed(contact):
    return not contact.is_open


@dataclass(frozen=True)
class Act:
    """A button: its words, its page, who may, and for which contacts it is there."""

    name: str
    label: str
    url_name: str
    icon: str
    permission: Permission
    when: Callable = always

    def url(self, contact):
        return reverse(self.url_name, args=[contact.number])


_acts = {}


def add_act(name, label, *, url_name, icon, permission, when=always):
    """`name` is one of ORDER, which gives its place in the row."""
    if name not in ORDER:
        raise ValueError(f"{name} has no place in the row of acts: {ORDER}")
    _acts[name] = Act(name, label, url_name, icon, permission, when)


def acts_of(contact, member):
    """[(act, address)] that this person may do with that contact now, in order."""
    acts = (_acts[name] for name in ORDER if name in _acts)
    return [(act, act.url(contact)) for act in acts if member.may(act.permission) and act.when(contact)]
