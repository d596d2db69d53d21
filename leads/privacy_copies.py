"""Every place in which the units' and the network's tables keep something of a customer, with what erasure does there."""

from functools import partial
from urllib.parse import quote_plus

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from leads.models import (
    Address,
    BulkImport,
    CallAttempt,
    Consent,
    DataExport,
    DataRequest,
    DuplicatePair,
    Email,
    ImportRow,
    Intake,
    Involvement,
    Lead,
    LeadFigure,
    Merge,
    Person,
    Phone,
    SavedView,
)
from leads.models.privacy import GONE
from leads.privacy import facts_of, on_erasure
from leads.reports.catch_up import count_anew
from purifikar.lib.formats import phone
from tenants.models import Assignment, Commitment, IdentityHash, Mail, Notice, OpenWork
from workflow.models import Appointment, ArmedLimit, Event, Journey, Request, UnitFile

# What a timeline's event may go on saying: names of stages and people of the network, moments, numbers. All else goes.
SAFE = {
    "stage", "outcome", "minutes", "due", "holder", "source", "channel", "at", "appointment", "kind", "what", "fields", "limit", "to",
    "person", "lead", "old", "new", "overdue", "late", "winner", "loser", "unit", "since", "ours", "asked_by",
}  # fmt: skip
SAFE_RESULTS = ("journey.ended", "lead.called")
SAFE_WHYS = ("journey.entered", "limit.kept", "limit.undecided", "limit.moved")
NOTE = "Este arquivo foi eliminado a pedido de um titular de dados (LGPD)."
ANONYMOUS = "Titular eliminado"


def _where(**conditions):
    """The rows of a model by the subject's own lists: `person__in="people"`."""
    return lambda model: lambda subject: model.objects.filter(**{key: getattr(subject, name) for key, name in conditions.items()})


_of_people, _of_leads, _of_journeys = _where(person__in="people"), _where(lead__in="leads"), _where(journey__in="journeys")


def _blank(**values):
    return lambda rows, subject: rows.update(**values)


def _told(row):
    return facts_of(row, without=("person", "lead", "journey", "request"))


# --- the person -------------------------------------------------------------------------------------------------------------


def _erase_person(rows, subject):
    """With a sale the name and the taxpayer's number stay, and nothing by which anybody would find or use them."""
    for person in subject.people:
        kept = subject.keeps_contract and person == subject.person
        person.name = person.name if kept else f"{ANONYMOUS} {person.code}"
        person.cpf, person.cnpj = (person.cpf, person.cnpj) if kept else ("", "")
        person.contact_name = person.notes = person.data_origin = person.search = person.name_key = ""
        person.inactive_at = person.inactive_at or timezone.now()
        person.save(update_fields=["name", "contact_name", "cpf", "cnpj", "notes", "data_origin", "search", "name_key", "inactive_at"])


def _person_copy(subject):
    return Person.objects.filter(pk__in=[person.pk for person in subject.people])


def _tell_lead(lead):
    return {
        **facts_of(lead, without=("person", "journey")), "origem": lead.source.name, "situação": lead.journey.stage.name,
        "com": str(lead.journey.holder or ""),
    }  # fmt: skip


def _leads(subject):
    return Lead.objects.filter(pk__in=[lead.pk for lead in subject.leads]).select_related(
        "source", "journey__stage", "journey__holder", "seller"
    )


# --- what came in from outside ----------------------------------------------------------------------------------------------


def _intakes(subject):
    """Also those that were refused: they are found by what they say."""
    return Intake.objects.filter(Q(lead__in=subject.leads) | subject.mentioned_in("body", "said"))


def _import_rows(subject):
    by_name = Q(name__in=[person.name for person in subject.people])
    return ImportRow.objects.filter(Q(person__in=subject.people) | Q(lead__in=subject.leads) | by_name)


def _imports(subject):
    return BulkImport.objects.filter(pk__in=_import_rows(subject).values("bulk_import")).select_related("file")


def _erase_files(rows, subject):
    """The spreadsheet has the person's row in it: the whole file goes, the report of its rows stays."""
    _erase_bytes([each.file for each in rows])


def _erase_bytes(files):
    for file in files:
        note = ContentFile(NOTE.encode())
        UnitFile.objects.filter(pk=file.pk).update(content_type="text/plain", file_name=f"{file.number_in_unit}.txt", size=note.size)
        transaction.on_commit(partial(_replace, file.key, note))


def _replace(key, content):
    default_storage.delete(key)
    default_storage.save(key, content)


# --- what happened ----------------------------------------------------------------------------------------------------------


def _scrub_events(rows, subject):
    changed = []
    for event in rows:
        kept = {key: value for key, value in event.details.items() if _is_safe(event.kind, key)}
        kept = {key: subject.redacted(value) if isinstance(value, str) else value for key, value in kept.items()}
        if kept != event.details:
            event.details = kept
            changed.append(event)
    Event.objects.bulk_update(changed, ["details"], batch_size=500)


def _is_safe(kind, key):
    if key == "result":
        return kind in SAFE_RESULTS
    return kind in SAFE_WHYS if key == "why" else key in SAFE


def _name_journeys(rows, subject):
    for lead in subject.leads:
        Journey.objects.filter(pk=lead.journey_id).update(title=f"{ANONYMOUS} ({lead.code})", detail="")


# --- what the house asked for itself about the person ---------------------------------------------------------------------------


def _requests(subject):
    """Requests about the person, and those whose words name him (PUR-22)."""
    return Request.objects.filter(Q(about_address__in=_places(subject)) | subject.mentioned_in("title", "about", "answers")).select_related(
        "journey"
    )


def _places(subject):
    """The pages of the unit that are about the person."""
    return [f"/clientes/{person.number}/" for person in subject.people] + [f"/leads/{lead.number}/" for lead in subject.leads]


def _request_files(request, subject):
    """Of those that are about the person; one that only names him may bring somebody else's."""
    return [each.file for each in request.attachments.select_related("file")] if request.about_address in _places(subject) else []


def _redact_requests(rows, subject):
    """The files of those that are about the person go whole; of those that only name him the name goes."""
    for request in rows:
        _erase_bytes(_request_files(request, subject))
        request.title, request.about, request.about_address = subject.redacted(request.title), "", ""
        request.answers = _redacted(request.answers, subject)
        request.save(update_fields=["title", "about", "about_address", "answers"])
        journey = request.journey
        Journey.objects.filter(pk=journey.pk).update(title=subject.redacted(journey.title), detail=subject.redacted(journey.detail))
        _redact("title", "detail")(OpenWork.objects.filter(unit=connection.tenant, subject=journey.pk), subject)
        events = list(journey.events.all())
        for event in events:
            event.details = _redacted(event.details, subject)
        Event.objects.bulk_update(events, ["details"], batch_size=500)


def _redacted(value, subject):
    if isinstance(value, dict):
        return {key: _redacted(each, subject) for key, each in value.items()}
    if isinstance(value, list):
        return [_redacted(each, subject) for each in value]
    return subject.redacted(value) if isinstance(value, str) else value


def _searches(subject):
    found = Q(pk=None)
    for mark in subject.marks:
        found |= Q(query__icontains=quote_plus(mark)) | Q(name__icontains=mark)
    return SavedView.objects.filter(found)


# --- the network's registers ------------------------------------------------------------------------------------------------


def _addresses(subject):
    found = Q(pk=None)
    for place in _places(subject):
        found |= Q(address__startswith=place)
    return found


def _notices(subject):
    return Notice.objects.filter(unit=connection.tenant).filter(_addresses(subject) | subject.mentioned_in("title", "text"))


def _mails(subject):
    """This unit's, and those that are of no unit alone because they tell of several: each only where it names the person."""
    found = subject.mentioned_in("subject", "text", "html", "to", "error")
    return Mail.objects.filter(Q(unit=connection.tenant) | Q(unit=None)).filter(found)


def _commitments(subject):
    """Also those that were cancelled, of which calendar programs are still told."""
    appointments = list(_appointments(subject).values_list("pk", flat=True))
    named = subject.mentioned_in("title", "place")
    return Commitment.everything.filter(Q(subject__in=appointments) | named, unit=connection.tenant)


def _appointments(subject):
    """Those on the person's leads, those about the person, and those of others whose words name him (BIM-13)."""
    return Appointment.objects.filter(_met(subject) | subject.mentioned_in("place", "note", "result", "about"))


def _met(subject):
    return Q(journey__in=subject.journeys) | Q(about_address__in=_places(subject))


def _erase_appointments(rows, subject):
    """Of those with the person the words go; of those of others the name."""
    own = list(rows.filter(_met(subject)).values_list("pk", flat=True))
    _redact("place", "note", "result", "about")(rows.exclude(pk__in=own), subject)
    rows.filter(pk__in=own).update(place="", note="", result="", about="")


def _erase_commitments(rows, subject):
    own = list(Appointment.objects.filter(_met(subject)).values_list("pk", flat=True))
    rows.filter(subject__in=own).update(title="Compromisso", place="")
    _redact("title", "place")(rows.exclude(subject__in=own), subject)


def _open_work(subject):
    return OpenWork.objects.filter(unit=connection.tenant).filter(Q(subject__in=subject.journeys) | _addresses(subject))


def _assignments(subject):
    return Assignment.objects.filter(unit=connection.tenant, journey__in=subject.journeys).filter(subject.mentioned_in("why"))


def _redact(*fields):
    """Takes the marks out of the texts of those rows, and leaves what others may still have to read."""

    def erase(rows, subject):
        for row in rows:
            for name in fields:
                setattr(row, name, subject.redacted(getattr(row, name)))
            row.save(update_fields=list(fields))

    return erase


def _redact_mails(rows, subject):
    for mail in rows:
        if mail.to in subject.emails:
            mail.to, mail.subject, mail.text, mail.html = "eliminado@purifikar.invalid", GONE, "", ""
        for name in ("subject", "text", "html", "error"):
            setattr(mail, name, subject.redacted(getattr(mail, name)))
        mail.save(update_fields=["to", "subject", "text", "html", "error"])


def _forget_hashes(rows, subject):
    IdentityHash.objects.forget(connection.tenant, [person.pk for person in subject.people])


def connect():
    """Called when the app is ready. In this order they are shown and erased: the person last, by whom all others are found."""
    without_name = "fica sem nada que diga de quem é"
    on_erasure("leads.Phone", "Telefones", rows=_of_people(Phone), tell=lambda row: {"telefone": phone(row.number), "de quem": row.label})
    on_erasure("leads.Email", "E-mails", rows=_of_people(Email), tell=_told)
    on_erasure("leads.Address", "Endereços", rows=_of_people(Address), tell=_told)
    on_erasure("leads.Consent", "Consentimentos", rows=_of_people(Consent), tell=_told)
    on_erasure("leads.Lead", "Leads", rows=_leads, erase=lambda rows, subject: None, becomes=f"{without_name}, para os números da unidade", tell=_tell_lead)  # fmt: skip
    on_erasure("workflow.Event", "Histórico dos leads", rows=_of_journeys(Event), erase=_scrub_events, becomes="ficam as etapas e as datas; saem pareceres, respostas e nomes", tell=_told)  # fmt: skip
    on_erasure("leads.LeadFigure", "Números dos leads", rows=_of_leads(LeadFigure), erase=lambda rows, subject: count_anew(subject.journeys), becomes="ficam os números; sai o motivo escrito")  # fmt: skip
    on_erasure("workflow.Appointment", "Compromissos", rows=_appointments, erase=_erase_appointments, becomes="ficam o dia e a hora; saem lugar, observação e resultado", tell=_told)  # fmt: skip
    on_erasure("tenants.Commitment", "Agenda da rede", rows=_commitments, erase=_erase_commitments, becomes=without_name)
    on_erasure("leads.CallAttempt", "Tentativas de contato", rows=_of_leads(CallAttempt), erase=_blank(note=""), becomes="ficam o dia e o resultado; sai a observação", tell=_told)  # fmt: skip
    on_erasure("leads.Involvement", "Pedidos entre colegas", rows=_of_leads(Involvement), erase=_blank(words=GONE, answer=""), becomes=without_name, tell=_told)  # fmt: skip
    on_erasure("workflow.ArmedLimit", "Motivos de pausa dos prazos", rows=lambda subject: ArmedLimit.objects.filter(journey__in=subject.journeys).exclude(pause_note=""), erase=_blank(pause_note=""))  # fmt: skip
    on_erasure(
        "leads.Intake",
        "O que chegou de fora",
        rows=_intakes,
        erase=_blank(body="", said=""),
        becomes="fica a data; sai o conteúdo",
        tell=_told,
    )
    on_erasure(
        "leads.BulkImport", "Planilhas importadas", rows=_imports, erase=_erase_files, becomes="o arquivo sai inteiro; fica o relatório"
    )
    on_erasure(
        "leads.ImportRow",
        "Linhas importadas",
        rows=_import_rows,
        erase=_blank(name="", details={}, words=""),
        becomes=without_name,
        tell=_told,
    )
    on_erasure("leads.DuplicatePair", "Suspeitas de repetição", rows=lambda subject: DuplicatePair.objects.filter(Q(first__in=subject.people) | Q(second__in=subject.people)))  # fmt: skip
    on_erasure("leads.Merge", "Uniões de cadastros", rows=lambda subject: Merge.objects.filter(Q(winner__in=subject.people) | Q(loser__in=subject.people)), erase=_blank(kept={}), becomes="fica que houve; não se desfaz mais")  # fmt: skip
    on_erasure("workflow.Request", "Solicitações sobre a pessoa", rows=_requests, erase=_redact_requests, becomes=without_name, tell=_told, files=_request_files)  # fmt: skip
    on_erasure("leads.SavedView", "Vistas salvas que a procuram", rows=_searches)
    on_erasure("tenants.OpenWork", "Fila da rede", rows=_open_work)
    on_erasure("tenants.Notice", "Avisos", rows=_notices, erase=_redact("title", "text"), becomes=without_name)
    on_erasure("tenants.Mail", "E-mails enviados", rows=_mails, erase=_redact_mails, becomes=without_name)
    on_erasure("tenants.Assignment", "Provas da distribuição", rows=_assignments, erase=_redact("why"), becomes=without_name)
    on_erasure("tenants.IdentityHash", "Sinais na rede", rows=lambda subject: IdentityHash.objects.of(connection.tenant, [person.pk for person in subject.people]), erase=_forget_hashes)  # fmt: skip
    on_erasure("leads.DataExport", "Cópias já feitas", rows=lambda subject: DataExport.objects.filter(request__person__in=subject.people), erase=lambda rows, subject: rows.drop_files(), becomes="o arquivo sai")  # fmt: skip
    on_erasure("leads.DataRequest", "Pedidos desta pessoa", rows=_of_people(DataRequest), erase=_blank(words="", answer="", identity=""), becomes="fica que houve, como prova; saem as palavras", tell=_told)  # fmt: skip
    on_erasure("workflow.Journey", "Títulos dos leads", rows=lambda subject: Journey.objects.filter(pk__in=subject.journeys), erase=_name_journeys, becomes=without_name)  # fmt: skip
    on_erasure("leads.Person", "Cadastro", rows=_person_copy, erase=_erase_person, becomes=without_name, tell=_told)
