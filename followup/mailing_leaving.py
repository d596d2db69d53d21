"""The way out that every mail of a mailing carries: a signed link of one person, without an account (LGPD art. 8, § 5; RFC 8058)."""

import base64
import binascii
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.db import connection, transaction
from django.utils import timezone

from followup.models import OptOut, Recipient
from leads.models import Consent
from purifikar.lib.links import unit_url
from tenants.models import Mail

PLACE = "aqui"
HOLDS = timedelta(days=400)  # longer than any mail is looked for again


class TooOld(Exception):
    """The link was ours, once."""


def _signer():
    return TimestampSigner(salt=f"followup.mailing:{connection.tenant.pk}")


def token_of(key):
    """Of the recipient of that key."""
    return _signer().sign(_written(key))


def _written(key):
    return base64.urlsafe_b64encode(key.bytes).decode().rstrip("=")


def link_of(key):
    return next(links([key]))


def links(keys):
    """The addresses of many, one after the other."""
    place, signer = settings.PUBLIC_URL + unit_url(connection.tenant, "mailing_door", PLACE), _signer()
    return (place.replace(PLACE, signer.sign(_written(key))) for key in keys)


def recipient_of(token):
    """Whose link it is, or None for one that we never made. Raises TooOld."""
    try:
        bare = _signer().unsign(token[:200], max_age=HOLDS)
        key = UUID(bytes=base64.urlsafe_b64decode(bare + "=="))
    except SignatureExpired as old:
        raise TooOld from old
    except (BadSignature, ValueError, binascii.Error):
        return None
    return Recipient.objects.select_related("person", "mailing").filter(pk=key).first()


@transaction.atomic
def leave(recipient, *, name="", origin=None, one_click=False):
    """No more mailings to this person or this address: consent taken back, what waits in the outbox withdrawn. Said twice, it is once."""
    recipient = Recipient.objects.select_for_update(of=["self"]).select_related("person").get(pk=recipient.pk)
    standing = list(recipient.person.consents.filter(use=Consent.Use.EMAIL, revoked_at=None))
    if recipient.left_at and not standing:
        return
    address = Mail.objects.filter(pk=recipient.pk).values_list("to", flat=True).first() or ""
    facts = {"person": recipient.person, "address": address, "name": name or recipient.person.name, "origin": origin, "one_click": one_click, "at": timezone.now()}  # fmt: skip
    OptOut.objects.update_or_create(recipient=recipient, defaults=facts)
    for consent in standing:
        consent.revoke()
    Recipient.objects.filter(pk=recipient.pk).update(left_at=recipient.left_at or facts["at"])
    Mail.objects.filter(unit=connection.tenant, batch__isnull=False, to=address).withdraw()


def withdraw_waiting(consent):
    """A consent to e-mails was taken back, wherever: what waits in the outbox for that person does not leave any more."""
    if consent.use == Consent.Use.EMAIL:
        waiting = Recipient.objects.queued().filter(person=consent.person_id).values_list("pk", flat=True)
        Mail.objects.filter(unit=connection.tenant, pk__in=list(waiting)).withdraw()
