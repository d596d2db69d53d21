"""What the addresses of mailings name in the permission matrix: a draft, one that was sent, a model with its file."""

from followup.mailing_install import install_models
from followup.mailing_leaving import token_of
from followup.models import Mailing, MailingFile, MailingModel
from leads.models import Person

MAILING_DOORS = {"mailing_door": ("leave_token",)}


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
