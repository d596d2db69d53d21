"""The things that the addresses of the permission matrix name: one of each sort in Santos and at the Franqueadora."""

import uuid
from datetime import timedelta

from allauth.account.utils import user_pk_to_url_str
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django_tenants.utils import tenant_context

from fieldservice.models import Technician
from followup.install import install_tables
from followup.models import Attachment as OpinionFile
from followup.models import AttendanceType, Contact, ContactMeans, Mention, Opinion, OpinionDraft, Reopening, SheetFile
from leads.models import BulkImport, DataRequest, DuplicatePair, Goal, Hook, Intake, Involvement, Lead, Merge, Person, SavedView, Source
from tenants.models import Absence, Centre, Dispute, Holiday, Invitation, Mail, Membership, OpenWork, Publication, Team, Transfer, User
from tests.access_cycle import furnish_cycles
from tests.access_mailings import furnish_mailings, furnish_network_mailings
from tests.access_sales import furnish_sales
from workflow.install import install
from workflow.install_requests import install_requests
from workflow.models import Appointment, AppointmentKind, Distribution, Request, RequestType, Routine, UnitFile, unit_file
from workflow.ready import ready_processes


def furnish(unit, neighbour, admin):
    """{"unit": {argument: value}, "network": {…}} for every argument that a row of the matrix names."""
    common = _common(unit, neighbour, admin)
    inside = _of_the_unit(unit, admin)
    common |= {"work": OpenWork.objects.get(kind="lead").pk}
    return {
        "unit": common | _people("unit", unit, admin) | inside,
        "network": common | _people("network", None, admin) | {name: inside[name] for name in ("outcome", "process")},
    }


def _common(unit, neighbour, admin):
    mail = Mail.objects.write(to="alguem@x.example", subject="Assunto", text="Texto", kind="teste")
    return {
        "slug": unit.slug,
        "publication": Publication.objects.create(slug="purifikar", name="Purifikar", content={}, by=admin, finished_at=timezone.now()).pk,
        "centre": "atendimento",
        "mail": mail.pk,
        "dispute": _dispute(unit, neighbour).pk,
        "transfer": Transfer.objects.create(giver=admin, by=admin, unit=unit, why="Férias", finished_at=timezone.now()).pk,
        "uidb36": user_pk_to_url_str(admin),
        "key": "chave-vencida",
        "feed": "a" * 43,
        "passkey": 1,
        "uuid": uuid.uuid4(),
        **furnish_network_mailings(admin),
    }


def _dispute(unit, neighbour):
    sides = {"first_unit": unit, "first_lead": 1, "second_unit": neighbour, "second_lead": 2}
    return Dispute.objects.create(**sides, first_since=timezone.now(), second_since=timezone.now(), kinds=["telefone"])


def _people(place, unit, admin):
    person = User.objects.create_user(f"alvo-{place}@x.example", name="Alvo da Silva")
    member = Membership.objects.give(person, "consultor" if unit else "comercial", unit=unit)
    invitation = Invitation.objects.invite(email=f"convite-{place}@x.example", name="Convidada", role=member.role, by=admin, unit=unit)
    Centre.objects.get(pk="atendimento").members.add(member)
    today = timezone.localdate()
    return {
        "membership": member.pk,
        "team": Team.objects.create(unit=unit, name=f"Equipe {place}").pk,
        "absence": Absence.objects.create(user=person, starts=today, ends=today, by=admin).pk,
        "invitation": invitation.pk,
        "token": invitation.token,
    }


def _of_the_unit(unit, admin):
    holiday = Holiday.objects.create(unit=unit, day=timezone.localdate(), name="Aniversário")
    with tenant_context(unit):
        return {
            "holiday": holiday.pk,
            "document": _document(unit, admin, 1),
            "removed": _document(unit, admin, 2, removed_by=admin, removed_at=timezone.now()),
            "import": _import(unit, admin),
            "goal": Goal.objects.create(target=10, starts=timezone.localdate(), ends=timezone.localdate(), by=admin).pk,
            "rule": Distribution.objects.create(centre="atendimento").rules.create(to="rede").pk,
            **_lead(unit, admin),
            **_request(unit, admin),
            **_sales(unit, admin),
            **_contacts(admin),
            **furnish_cycles(admin),
            **_opinion(unit, admin),
            **_mailings(unit, admin),
        }


def _import(unit, admin):
    file = UnitFile.objects.get(number_in_unit=_document(unit, admin, 3, kind=unit_file.IMPORT))
    layout = {"kind": "csv", "encoding": "utf-8-sig", "delimiter": ";"}
    return BulkImport.objects.begin(file, layout=layout, headings=["Nome", "Telefone"], by=admin).number


def _document(unit, admin, number, **removal):
    key = default_storage.save(f"{unit.pk}/contrato{number}", ContentFile(b"%PDF"))
    facts = {"title": "Contrato", "file_name": "contrato.pdf", "content_type": "application/pdf", "size": 4, "key": key, "by": admin}
    return UnitFile.objects.create(number_in_unit=number, **facts, **removal).number_in_unit


def _technician(admin):
    technician, today = Technician(), timezone.localdate()
    technician.keep("Anselmo Prates", is_active=True)
    absence = technician.resource.absences.create(starts=today, ends=today, by=admin)
    return {"technician": technician.pk, "technician_absence": absence.pk}


def _hook(source):
    hook = Hook.objects.create(source=source, kind="rd")
    intake = Intake.objects.refuse("O corpo não é JSON em UTF-8.", source=source, way="rd", hook=hook, body="{")
    return {"hook": hook.pk, "hook_token": hook.token, "hook_kind": hook.kind, "intake": intake.pk}


def _lead(unit, admin):
    process = install(ready_processes()[unit.process])
    process.begin_draft(by=admin)
    source = Source.objects.create(slug="da-matriz", name="Site")
    person = Person.objects.register(name="Marina da Matriz", phones=["(13) 99741-0022"])
    lead = Lead.objects.take_in(person, source=source, by=admin)
    tomorrow = timezone.now() + timedelta(days=1)
    AppointmentKind.objects.install()
    visit = Appointment.objects.book(lead.journey, person=admin, starts_at=tomorrow, kind="visita", by=admin)
    return _twins(person, admin) | {
        "view": SavedView.objects.keep("Gonzaga", "bairro=Gonzaga", by=admin).pk,
        **_data_request(person, admin),
        "involvement": Involvement.objects.ask(lead, admin, words="Ligue para ela.", by=admin).pk,
        "lead": lead.number, "appointment": visit.number, "appointment_kind": "visita", **_technician(admin), "customer": person.number, "part": "telefones", "phone": person.phone.pk, "export": "csv",
        "source": source.slug, "source_token": source.token, **_hook(source),
        "process": process.slug, "number": 1, "stage": "contato", "outcome": "falou", "limit": "primeiro-contato",
    }  # fmt: skip


def _request(unit, admin):
    """A purchase that waits for the Gerente, with a file."""
    install_requests()
    kind = RequestType.objects.get(process__slug="compras-e-servicos")
    asked = Request.objects.ask(kind, "Filtros", by=admin)
    document = _document(unit, admin, 4, kind=unit_file.ATTACHMENT)
    asked.attachments.create(file=UnitFile.objects.get(number_in_unit=document))
    routine = Routine.objects.first().pk
    return {
        "request": asked.number,
        "request_type": kind.process.slug,
        "request_outcome": "aprovar",
        "attachment": document,
        "routine": routine,
    }


def _contacts(admin):
    """A sales contact, another that is closed and that somebody wants opened again, and a row of each small table."""
    install_tables()
    kind, person = AttendanceType.objects.get(classification="1.1"), Person.objects.get(name="Marina da Matriz")
    contact, closed = (Contact.objects.begin(person, kind=kind, name=f"Assunto {number}", by=admin) for number in range(2))
    closed.close(by=admin, result="perdido")
    asked = Reopening.objects.ask(closed, admin, reason="Ligou de volta.", by=admin)
    return {
        "contact": contact.number, "closed_contact": closed.number, "reopening": asked.pk, "contact_table": "meios",
        "contact_means": ContactMeans.objects.first().pk, "attendance_type": kind.pk,
    }  # fmt: skip


def _opinion(unit, admin):
    """A finished one with a file and a colleague named in it, and one that waits to be finished."""
    contact = Contact.objects.filter(closed_at=None).first()
    opinion = Opinion.objects.write("Liguei.", by=admin, contact=contact)
    document = UnitFile.objects.get(number_in_unit=_document(unit, admin, 5, kind=unit_file.ATTACHMENT))
    return {
        "sheet_file": SheetFile.objects.create(title="Fichas", by=admin).pk,
        "opinion_draft": OpinionDraft.objects.begin(admin, contact=contact).pk,
        "opinion_file": OpinionFile.objects.create(opinion=opinion, file=document).pk,
        "mention": Mention.objects.create(opinion=opinion, user=admin).pk,
    }


def _sales(unit, admin):
    picture = UnitFile.objects.get(number_in_unit=_document(unit, admin, 90, kind=unit_file.PICTURE))
    return furnish_sales(Person.objects.get(name="Marina da Matriz"), picture, admin)


def _mailings(unit, admin):
    file = UnitFile.objects.get(number_in_unit=_document(unit, admin, 91, kind=unit_file.ATTACHMENT))
    return furnish_mailings(Person.objects.get(name="Marina da Matriz"), file, admin)


def _twins(person, admin):
    """Somebody who may be that person, and two others united."""
    twin, one, other = (Person.objects.register(name=f"Marina {number}", phones=["(13) 99741-0022"]) for number in range(3))
    merge = Merge.objects.unite(one, other, by=admin)
    return {"twin": twin.number, "pair": DuplicatePair.objects.between(person, twin).get().pk, "merge": merge.pk}


def _data_request(person, admin):
    """A person's request about his own data, and the copy that was made of them."""
    asked = DataRequest.objects.ask(person, by=admin, kind="acesso", identity="Documento no balcão.")
    export = asked.exports.create(by=admin)
    export.keep(ContentFile(b"PK"))
    return {"data_request": asked.number, "export_token": export.token}
