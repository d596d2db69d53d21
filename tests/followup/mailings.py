"""People of Santos who may get a mailing, for its tests: who agreed, who did not, who shares an address."""

from django_tenants.utils import tenant_context

from followup.mailing_install import install_models
from followup.mailing_work import work_on
from followup.models import Mailing, MailingModel
from leads.models import Person

FOLDER, PRICE = "Folder dos purificadores", "Aviso de reajuste anual"


def person(name, *, mail="", agrees=True, district="", by=None):
    """In the active unit."""
    made = Person.objects.register(name=name, emails=[mail] if mail else [], address={"district": district} if district else None, by=by)
    if agrees:
        made.consents.create(use="email", wording="Formulário do site")
    return made


def three():
    """In the active unit: three who get it, in another order by name than by neighbourhood."""
    return [
        person("Ana Prado", mail="ana@mail.example", district="Ponta da Praia"),
        person("Bruno Sá", mail="bruno@mail.example", district="Boqueirão"),
        person("Célia Nunes", mail="celia@mail.example", district="Embaré"),
    ]


def model(name=FOLDER, **facts):
    install_models()
    found = MailingModel.objects.get(name=name)
    for field, value in facts.items():
        setattr(found, field, value)
    found.save()
    return found


def draft(people, *, by, **facts):
    """In the active unit: a mailing of the folder to these people, not sent yet."""
    keys = [each.pk for each in people]
    return Mailing.objects.begin(Person.objects.filter(pk__in=keys), by=by, **{"model": facts.pop("model", None) or model(), **facts})


def sent(unit, people, *, member, **facts):
    """A mailing that a worker has prepared: its mails stand in the outbox."""
    with tenant_context(unit):
        made = draft(people() if callable(people) else people, by=member.user, **facts)
        made.start(member=member)
        work_on(made.pk)
        made.refresh_from_db()
        return made


def fates(mailing):
    """{name: why not, or "" for who gets it}, in the active unit."""
    return {each.person.name: each.why for each in mailing.recipients.select_related("person")}
