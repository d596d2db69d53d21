"""What erasure does to mailings, and what of them goes into the file that a person gets (LGPD art. 18)."""

from followup.models import Mailing, OptOut, Recipient
from leads.privacy import facts_of, on_erasure
from tenants.models import Mail


def _recipients(subject):
    return Recipient.objects.filter(person__in=subject.people).select_related("mailing__model", "mailing__network_model")


def _erase_recipients(rows, subject):
    """Of a draft they go; of what was sent it stays that somebody got it. What has not left stays here."""
    Mail.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).withdraw()
    rows.chosen().delete()


def _mailings(subject):
    return Mailing.objects.filter(subject.mentioned_in("header_text", "subject", "body", "chosen_by"))


def _redact_mailings(rows, subject):
    names = ["header_text", "subject", "body", "chosen_by"]
    for mailing in rows:
        for name in names:
            setattr(mailing, name, subject.redacted(getattr(mailing, name)))
        mailing.save(update_fields=names)


def _told(row):
    mailing = row.mailing
    when = {"enviado em": str(mailing.started_at)} if mailing.started_at else {}
    return {
        "envio": f"{mailing.number}: {mailing.template or 'sem modelo'}",
        **when,
        **facts_of(row, without=("mailing", "person", "contact")),
    }


def connect():
    on_erasure("followup.OptOut", "Descadastros de envios", rows=lambda subject: OptOut.objects.filter(person__in=subject.people), erase=lambda rows, subject: rows.update(address="", name="", origin=None), becomes="fica a data; saem e-mail, nome e origem", tell=lambda row: facts_of(row, without=("person", "recipient")))  # fmt: skip
    on_erasure("followup.Recipient", "Envios para clientes", rows=_recipients, erase=_erase_recipients, becomes="fica que houve o envio", tell=_told)  # fmt: skip
    on_erasure("followup.Mailing", "Textos dos envios que citam a pessoa", rows=_mailings, erase=_redact_mailings, becomes="sai o nome")
