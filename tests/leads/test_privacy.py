"""Requests of data subjects: their clock, the copy of everything, erasure that reaches every copy and keeps what the law demands."""

import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch
from urllib.parse import quote_plus

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone
from django_tenants.utils import tenant_context

from leads import privacy, privacy_export
from leads.models import BulkImport, CallAttempt, DataExport, DataRequest, ImportRow, Intake, Involvement, Lead, Merge, Person, SavedView
from purifikar.lib.formats import phone
from tenants.models import Errand, Mail, Notice, OpenWork
from tests.leads.scenes import marinas_lead  # noqa: F401 (fixture)
from workflow.models import Appointment, Attachment, Journey, Request, RequestType, Stage, Subject, UnitFile

NAME, PHONE, EMAIL, CPF = "Marina Figueiredo Alves", "+5513997410022", "marina@mail.example", "52998224725"
MARKS = [NAME, "Marina+Figueiredo", "Figueiredo Alves", PHONE, PHONE[3:], phone(PHONE), EMAIL, CPF, "529.982.247-25", "Rua Secreta"]
# What hangs on a person, a lead or a journey and says nothing of whose it is: numbers, moments and keys.
NAMELESS = {"leads.leadfigure", "leads.privacyevent", "workflow.occurrence"}


@pytest.fixture
def asked(lead, marcos, santos):
    """Marina asks for all her data to go."""
    with tenant_context(santos):
        return DataRequest.objects.ask(lead.person, by=marcos, kind="eliminacao", identity=f"RG de {NAME}", words=f"Apaguem o {PHONE}.")


@pytest.fixture
def everywhere(lead, asked, santos, camila, rafael, marcos, files_dir):
    """Marina in every place that keeps something of a customer."""
    with tenant_context(santos):
        person = lead.person
        Person.objects.filter(pk=person.pk).update(cpf=CPF, contact_name="Marina Figueiredo Alves", notes=f"Ligar para {PHONE}")
        person.addresses.create(street="Rua Secreta", number="7")
        person.consents.create(use="ligar", wording=f"{NAME} disse que sim.")
        person.refresh_from_db()
        Person.objects.note([person])
        CallAttempt.objects.log(
            lead, result="depois", next_at=timezone.now() + timedelta(days=1), by=camila, note=f"{NAME} prefere a tarde."
        )
        Involvement.objects.ask(lead, rafael, words=f"A {NAME} quer você.", by=camila)
        lead.decide("falou", by=camila, note=f"Falei com {NAME} no {phone(PHONE)}.")
        visit = Appointment.objects.book(lead.journey, person=rafael, starts_at=timezone.now() + timedelta(days=2), kind="visita", by=camila, place="Rua Secreta, 7", note=f"Avisar {NAME}")  # fmt: skip
        visit.cancel(by=camila, why=f"{NAME} viajou.")
        Intake.objects.create(source=lead.source, way="formulario", state="aceita", digest="x", body=f'{{"nome": "{NAME}"}}', lead=lead)
        Intake.objects.create(source=lead.source, way="formulario", state="recusada", digest="y", body=f"tel {PHONE}", said="telefone")
        _imported(person, lead, marcos)
        _asked_for(person, lead, marcos)
        _united(person, marcos)
        Notice.objects.tell([rafael], kind=Notice.Kind.RECEIVED, title=f"Novo lead: {NAME}", text=EMAIL, key="x", unit=santos, address=f"/leads/{lead.number}/")  # fmt: skip
        Mail.objects.write(to=EMAIL, subject=f"Olá, {NAME}", text="Sua visita.", kind="cliente", unit=santos)
    Mail.objects.write(to=rafael.email, subject="Seu dia", text=f"Santos: {NAME}, {phone(PHONE)}; Campinas: Eduardo.", kind="meu_dia")
    return lead


def _imported(person, lead, by):
    key = default_storage.save("planilha", ContentFile(f"nome\n{NAME}".encode()))
    file = UnitFile.objects.create(number_in_unit=1, title="Planilha", file_name="l.csv", content_type="text/csv", size=9, key=key, by=by)
    made = BulkImport.objects.create(number=1, file=file, fingerprint="x", by=by)
    ImportRow.objects.create(bulk_import=made, number=1, deed="novo", name=NAME, details={"changes": [["nome", "", NAME]]}, person=person)
    ImportRow.objects.create(bulk_import=made, is_dry=True, number=1, deed="novo", name=NAME, words=f"{NAME} é nova")


def _asked_for(person, lead, by):
    """A request of the house about her, and a list that somebody saved by her name."""
    way = Journey.objects.create(version=lead.journey.version, stage=lead.journey.stage, title=f"Segunda via: {NAME}", detail=NAME)
    kind = RequestType.objects.create(process=lead.journey.version.process)
    facts = {"about": NAME, "about_address": f"/clientes/{person.number}/", "answers": [["Telefone", PHONE]]}
    request = Request.objects.create(number=1, type=kind, journey=way, title=f"Segunda via para {NAME}", **facts)
    file = UnitFile.objects.create(number_in_unit=2, title="RG", file_name="rg.txt", content_type="text/plain", size=9, key=default_storage.save(f"{connection.tenant.pk}/rg", ContentFile(NAME.encode())), by=by)  # fmt: skip
    Attachment.objects.create(request=request, file=file)
    way.record("request.asked", by=by, about=NAME)
    SavedView.objects.create(name="Marina", query=f"q={quote_plus(NAME)}", owner=by)


def _united(person, by):
    twin = Person.objects.register(name=NAME, phones=["(13) 99741-0022"], by=by)
    Merge.objects.unite(person, twin, by=by)


def closed(lead, *, result=Stage.Ends.LOST):
    """The lead has ended, as the process would end it."""
    Journey.objects.filter(pk=lead.journey_id).update(ended_at=timezone.now(), result=result)
    OpenWork.objects.filter(subject=lead.journey_id).delete()


def erased(lead, asked, by, unit, **end):
    with tenant_context(unit):
        closed(lead, **end)
        asked.refresh_from_db()
        with transaction.atomic():
            privacy.erase(asked, by=by)


def found_in_base(marks, schemas):
    """Every text of every table that says one of these, asked of the database itself: ["schema.table.column: mark"]."""
    texts = "SELECT table_schema, table_name, column_name FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name) WHERE table_schema = ANY(%s) AND table_type = 'BASE TABLE' AND data_type IN ('text', 'character varying', 'jsonb', 'ARRAY')"  # fmt: skip
    found = []
    with connection.cursor() as cursor:
        cursor.execute(texts, [schemas])
        for schema, table, column in cursor.fetchall():
            for mark in marks:
                cursor.execute(f'SELECT count(*) FROM "{schema}"."{table}" WHERE "{column}"::text ILIKE %s', [f"%{mark}%"])  # noqa: S608
                if cursor.fetchone()[0]:
                    found.append(f"{table}.{column}: {mark}")
    return found


# --- the clock ----------------------------------------------------------------------------------------------------------------


def test_the_answer_is_due_fifteen_days_after_the_person_asked(lead, marcos, santos):
    """LGPD art. 19, II"""
    with tenant_context(santos):
        asked = DataRequest.objects.ask(
            lead.person, by=marcos, kind="acesso", identity="RG", asked_on=timezone.localdate() - timedelta(days=4)
        )

    assert (asked.days_left, asked.clock, asked.state) == (11, "faltam 11 dias", "open")


def test_a_late_request_says_so(lead, marcos, santos):
    with tenant_context(santos):
        asked = DataRequest.objects.ask(
            lead.person, by=marcos, kind="acesso", identity="RG", asked_on=timezone.localdate() - timedelta(days=17)
        )

    assert (asked.clock, asked.state) == ("venceu há 2 dias", "late")


def test_a_request_stands_in_the_queue_without_a_name(asked, marcos):
    row = OpenWork.objects.get(subject=asked.pk)

    assert (row.holder, row.title) == (marcos, "LGPD nº 1: eliminação")


def test_an_answered_request_leaves_the_queue_and_keeps_the_answer(asked, marcos, santos):
    with tenant_context(santos):
        asked.close(outcome="atendido", answer="Eliminado hoje.", by=marcos)
        with pytest.raises(ValidationError):
            DataRequest.objects.get().close(outcome="negado", answer="x", by=marcos)

    assert not OpenWork.objects.filter(subject=asked.pk).exists()


def test_consents_are_taken_back_and_stay_to_be_seen(everywhere, asked, marcos, santos):
    """LGPD art. 8º, § 5º"""
    with tenant_context(santos):
        assert asked.withdraw_consents(by=marcos) == 1
        assert everywhere.person.consents.get().revoked_at is not None


# --- the copy of everything ----------------------------------------------------------------------------------------------------


@pytest.fixture
def export(everywhere, asked, marcos, santos):
    with tenant_context(santos), patch.object(Errand.objects, "ask"):
        export = asked.export_later(by=marcos)
        privacy_export.make(export.pk)
        return DataExport.objects.get()


def told(export, unit):
    with tenant_context(unit), default_storage.open(export.key) as file, zipfile.ZipFile(file) as archive:
        return json.loads(archive.read("dados.json"))


def test_the_file_has_everything_that_is_kept_of_the_person(export, santos):
    """LGPD art. 18, II and V; art. 19, § 1º"""
    data = told(export, santos)
    text = json.dumps(data, ensure_ascii=False)

    assert {"Telefones", "E-mails", "Endereços", "Consentimentos", "Leads", "Histórico dos leads", "Cadastro"} <= set(data)
    for mark in ("Rua Secreta", EMAIL, "disse que sim", "prefere a tarde", "Falei com", "529"):
        assert mark in text


def test_the_persons_files_are_in_it_and_a_page_to_read(export, santos):
    """LGPD art. 19: also what is attached to a solicitação about her; the spreadsheet with other people's rows is not"""
    with tenant_context(santos), default_storage.open(export.key) as file, zipfile.ZipFile(file) as archive:
        names, page = archive.namelist(), archive.read("dados.html").decode()
        assert archive.read("arquivos/2-rg.txt").decode() == NAME

    assert sorted(names) == ["arquivos/2-rg.txt", "dados.html", "dados.json", "leia-me.txt"]
    assert "arquivos/2-rg.txt" in page
    assert NAME in page
    assert told(export, santos)["Solicitações sobre a pessoa"][0]["arquivos"] == ["arquivos/2-rg.txt"]


def test_an_app_above_brings_its_files_along(lead, asked, marcos, santos, files_dir, monkeypatch):
    """What `on_erasure(…, files=…)` names, each once; one whose bytes are gone is told"""
    with tenant_context(santos):
        facts = {"file_name": "laudo.pdf", "content_type": "application/pdf", "size": 3, "by": marcos}
        kept = UnitFile.objects.create(number_in_unit=8, key=default_storage.save(f"{santos.pk}/8", ContentFile(b"pdf")), **facts)
        gone = UnitFile.objects.create(number_in_unit=9, key=f"{santos.pk}/9", **facts)
        phones = privacy._copies["leads.Phone"]
        monkeypatch.setitem(privacy._copies, "leads.Phone", replace(phones, files=lambda row, subject: [kept, kept, gone]))
        export = asked.export_later(by=marcos)
        privacy_export.make(export.pk)
        export.refresh_from_db()

    files = told(export, santos)["Telefones"][0]["arquivos"]
    assert files == ["arquivos/8-laudo.pdf"] * 2 + ["arquivos/9-laudo.pdf (o arquivo não está mais guardado)"]


def test_nothing_of_other_people_is_in_it(export, santos, marcos):
    """What colleagues were told by mail is not the person's."""
    assert "Eduardo" not in json.dumps(told(export, santos))


def test_a_second_worker_makes_no_second_file(export, santos):
    with tenant_context(santos):
        before = export.key
        privacy_export.make(export.pk)

        assert DataExport.objects.get().key == before


def test_an_address_that_expired_has_no_file_any_more(export, santos, django_capture_on_commit_callbacks):
    with tenant_context(santos), django_capture_on_commit_callbacks(execute=True):
        DataExport.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
        assert DataExport.objects.forget_expired() == 1

    assert not default_storage.exists(export.key)


# --- erasure -------------------------------------------------------------------------------------------------------------------


def test_the_scene_puts_the_person_into_many_tables(everywhere, santos):
    """Or the test below would prove nothing."""
    tables = {found.partition(".")[0] for found in found_in_base([NAME, EMAIL, PHONE], [santos.schema_name, "public"])}

    assert len(tables) >= 14


def test_after_erasure_no_table_says_who_it_was(everywhere, asked, export, marcos, santos, django_capture_on_commit_callbacks):
    """LGPD art. 16 and 18, VI: every text column of the unit's schema and of public, as the database itself lists them."""
    with django_capture_on_commit_callbacks(execute=True):
        erased(everywhere, asked, marcos, santos)

    assert found_in_base(MARKS, [santos.schema_name, "public"]) == []


def test_after_erasure_no_file_says_who_it_was(everywhere, asked, export, marcos, santos, files_dir, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        erased(everywhere, asked, marcos, santos)

    assert [file for file in files_dir.rglob("*") if file.is_file() and NAME.encode() in file.read_bytes()] == []
    assert not default_storage.exists(export.key)


def test_where_a_sale_was_made_name_and_number_stay_and_nothing_else(everywhere, asked, marcos, santos):
    """LGPD art. 16, I"""
    erased(everywhere, asked, marcos, santos, result=Stage.Ends.WON)
    with tenant_context(santos):
        person, kept = Lead.objects.get().person, DataRequest.objects.get().kept_until

    assert (person.name, person.cpf, person.search, person.is_inactive) == (NAME, CPF, "", True)
    assert kept > timezone.localdate() + timedelta(days=4 * 365)
    assert found_in_base([EMAIL, PHONE[3:], "Rua Secreta"], [santos.schema_name, "public"]) == []


def test_the_units_numbers_stay(everywhere, asked, marcos, santos):
    """Anonymous data are no personal data (LGPD art. 12)."""
    erased(everywhere, asked, marcos, santos)
    with tenant_context(santos):
        lead = Lead.objects.get()

        assert (lead.source.name, lead.district) == ("Prospecção na rua", "Gonzaga")
        assert lead.journey.events.filter(kind="journey.decided").exists()


def test_what_a_digest_says_of_others_stays(everywhere, asked, marcos, santos):
    erased(everywhere, asked, marcos, santos)

    assert "Campinas: Eduardo." in Mail.objects.get(kind="meu_dia").text


def test_a_running_lead_must_end_first(everywhere, asked, marcos, santos):
    with tenant_context(santos), pytest.raises(ValidationError, match="lead em andamento: L-1"):
        privacy.erase(asked, by=marcos)


def test_a_failure_in_the_middle_leaves_everything_as_it_was(everywhere, asked, marcos, santos):
    with patch("leads.privacy_copies.IdentityHash.objects.forget", side_effect=RuntimeError), pytest.raises(RuntimeError):
        erased(everywhere, asked, marcos, santos)
    with tenant_context(santos):
        assert everywhere.person.phones.exists()
        assert DataRequest.objects.get().erased_at is None


def test_the_preview_tells_what_would_go_and_changes_nothing(everywhere, asked, santos):
    with tenant_context(santos):
        fates = {fate.label: fate.count for fate in privacy.preview(privacy.Subject(everywhere.person))}

        assert fates["Telefones"] == 2  # also of the record that was united into this one
        assert {"E-mails enviados", "Histórico dos leads", "Cadastro"} <= set(fates)
        assert everywhere.person.phones.exists()


def test_whoever_erased_stands_in_the_proof(everywhere, asked, marcos, santos):
    """LGPD art. 37"""
    erased(everywhere, asked, marcos, santos)
    with tenant_context(santos):
        event = asked.events.filter(what="eliminou").get()

        assert event.by == marcos


def test_every_table_that_hangs_on_a_person_says_what_erasure_does():
    """A table made tomorrow must register, or be named above as one that tells nothing of whose it is."""
    told = {copy.name.lower() for copy in privacy.copies()} | NAMELESS
    hanging = set()
    for label in settings.TENANT_APPS:
        for model in apps.get_app_config(label).get_models():
            targets = {field.related_model for field in model._meta.fields if field.remote_field}
            own_way = issubclass(model, Subject) and model is not Lead  # a request of the house travels on a journey of its own
            if targets & {Person, Lead, Journey, DataRequest} and not own_way:
                hanging.add(model._meta.label_lower)

    assert hanging - told == set()
