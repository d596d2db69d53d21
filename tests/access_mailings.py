"""What the addresses of mailings name in the permission matrix: a draft, one that was sent, a model with its file."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from followup.mailing_install import install_models
from followup.mailing_leaving import token_of
from followup.models import Mailing, MailingFile, MailingModel
from leads.models import Person
from tenants.models import NetworkMailingModel

WHO_SENDS = "consultor operacional gerente franqueado comercial admin"
WHO_SEES = "-consultor operacional gerente franqueado comercial admin"  # it is somebody else's
WHO_MANAGES = "gerente franqueado admin"
DRAFT, SENT, MODEL, FILE = ("mailing",), ("sent_mailing",), ("mailing_model",), ("mailing_model", "mailing_file")
NETWORKS, NETWORKS_FILE = ("network_mailing_model",), ("network_mailing_folder", "network_mailing_file")

MAILINGS = {
    **dict.fromkeys(("mailings", "mailing_new", "mailing_of_contacts", "mailing_of_leads"), ((), WHO_SENDS)),
    "contact_mailing": (("contact",), WHO_SEES),
    "customer_mailing": (("customer",), WHO_SEES),
    "person_mailings": (("customer",), WHO_SEES),
    **dict.fromkeys(("mailing", "mailing_people", "mailing_preview", "mailing_send", "mailing_drop"), (DRAFT, WHO_SEES)),
    **dict.fromkeys(("mailing_progress", "mailing_cancel", "mailing_retry"), (SENT, WHO_SEES)),
    "mailing_export": (("sent_mailing", "export"), WHO_SEES),
    **dict.fromkeys(("mailing_models", "mailing_model_new", "mailing_model_preview", "mailing_variables"), ((), WHO_MANAGES)),
    **dict.fromkeys(("mailing_model", "mailing_file_new"), (MODEL, WHO_MANAGES)),
    **dict.fromkeys(("mailing_file", "mailing_file_removal"), (FILE, WHO_MANAGES)),
    **dict.fromkeys(("mailing_of_network", "mailing_model_copy"), (NETWORKS, WHO_MANAGES)),
    "mailing_of_network_file": (NETWORKS_FILE, WHO_MANAGES),
}
NETWORK_MAILINGS = {
    **dict.fromkeys(("network_mailing_models", "network_mailing_model_new", "network_mailing_model_preview"), ((), "admin")),
    **dict.fromkeys(("network_mailing_model", "network_mailing_file_new"), (NETWORKS, "admin")),
    **dict.fromkeys(("network_mailing_file", "network_mailing_file_removal"), (NETWORKS_FILE, "admin")),
}
MAILING_DOORS = {"mailing_door": ("leave_token",)}


def furnish_network_mailings(admin):
    """A model of the Franqueadora, and one with a file."""
    same = {"subject": "Água", "body": "Água", "roles": ["gerente"], "by": admin}
    model, folder = (NetworkMailingModel.objects.create(name=name, **same) for name in ("Carta da rede", "Folder da rede"))
    key = default_storage.save("rede/folder", ContentFile(b"%PDF-1.7"))
    facts = {"file_name": "folder.pdf", "content_type": "application/pdf", "size": 8, "key": key, "by": admin}
    return {"network_mailing_model": model.pk, "network_mailing_folder": folder.pk, "network_mailing_file": folder.files.create(**facts).pk}


def furnish_mailings(person, file, admin):
    install_models()
    model = MailingModel.objects.order_by("name").first()
    attached = MailingFile.objects.create(model=model, file=file)
    people = Person.objects.filter(pk=person.pk)
    sent, draft = (Mailing.objects.begin(people, by=admin, model=model) for _ in range(2))
    Mailing.objects.filter(pk=sent.pk).update(state="enviado")
    return {
        "mailing": draft.number, "sent_mailing": sent.number, "mailing_model": model.pk, "mailing_file": attached.pk,
        "leave_token": token_of(sent.recipients.get().pk),
    }  # fmt: skip
