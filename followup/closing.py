"""What the end of a contact brings about, and what stands against opening it again: filled by what is sold in contacts.

An order or a surplus sale registers here and says what is in the way, and how to get it out of the way (BIM-38, BIM-39).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """Why a contact stays closed, in words, and the page on which somebody can do something about it."""

    words: str
    label: str = ""
    url: str = ""


_refusals, _followers = [], []


def refuses_reopening(tell):
    """A decorator: `tell(contact)` gives a Refusal, or nothing."""
    if tell not in _refusals:
        _refusals.append(tell)
    return tell


def on_closing(follow):
    """A decorator: `follow(contact, by=…)` runs in the transaction that closes a contact; `contact.result` says how."""
    if follow not in _followers:
        _followers.append(follow)
    return follow


def refusal(contact):
    """What stands against opening it again, or None."""
    return next(filter(None, (tell(contact) for tell in _refusals)), None)


def closed(contact, *, by):
    for follow in _followers:
        follow(contact, by=by)
