"""The sheets of a day: whose, which, in which order; few at once, many by a worker, and kept for some days."""

from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone
from django_tenants.utils import tenant_context

from followup import sheet_paper, sheet_sending, tasks
from followup.models import SheetFile
from followup.sheet_day import DaySheets
from followup.sheet_facts import sheets_of
from followup.views import sheet_batches
from leads import privacy
from leads.models import DataRequest
from purifikar.lib.pdf import PdfFailed
from tenants.models import Errand, Mail
from tests.conftest import HTMX
from tests.followup.scenes import address, contact_of, today
from tests.followup.sheets import furnished, marked, pages_of
from workflow.models import Appointment

PIECE = b"%PDF-1.4 ficha"


@pytest.fixture
def noon(monkeypatch):
    """The day is young: what is marked for the next hours is of today."""
    begins = timezone.make_aware(datetime.combine(timezone.localdate(), datetime.min.time())) + timedelta(hours=9)
    monkeypatch.setattr(timezone, "now", lambda: begins)


@pytest.fixture
def day(santos, rafael, denise, noon):
    """Rafael visits Marina at eleven and presents at ten, Denise goes to João at noon; a contact is due, and one appointment has no customer."""
    marina = furnished(santos, by=rafael)
    joao = contact_of(santos, by=denise, person="João Batista", name="Torneira")
    marked(santos, marina, person=rafael, hours=2)
    marked(santos, marina, person=rafael, hours=1, kind="apresentacao")
    marked(santos, joao, person=denise, hours=3, kind="instalacao")
    contact_of(santos, by=rafael, person="Ana Prado", name="Galão", next_on=today())
    with tenant_context(santos):
        Appointment.objects.book(person=rafael, kind="visita", starts_at=timezone.now() + timedelta(hours=8), by=rafael)
    return marina


def listed(santos, member, **facts):
    with tenant_context(santos):
        found = DaySheets(member, **{"day": today(), "people": [member.user], **facts})
        return [(sheet.person.first_name if hasattr(sheet.person, "first_name") else sheet.person.name.split()[0], sheet.layout.slug) for sheet in found.sheets]  # fmt: skip


def test_a_day_s_sheets_stand_in_the_order_of_the_hours_on_the_layout_that_fits(santos, rafael, membership, day):
    """BIM-52"""
    assert listed(santos, membership(rafael)) == [("Marina", "apresentacao"), ("Marina", "visita")]
    assert listed(santos, membership(rafael), with_due=True)[-1] == ("Ana", "compacta")
    assert listed(santos, membership(rafael), layout="tecnica") == [("Marina", "tecnica")] * 2
    assert listed(santos, membership(rafael), day=today(1)) == []


def test_the_gerente_prints_everybody_s_a_consultor_his_own(browser, santos, rafael, denise, marcos, membership, day):
    """BIM-53: foreign people in the address are not his to choose"""
    people = [rafael, denise]
    assert [name for name, _ in listed(santos, membership(marcos), people=people)] == ["Marina", "Marina", "João"]
    page = browser(rafael).get(address("day_sheets") + f"?pessoa={denise.pk}").text
    assert "João Batista" not in page


def test_the_page_shows_what_would_be_printed(browser, rafael, day):
    page = browser(rafael).get(address("day_sheets")).text

    assert "Imprimir 2 fichas" in page
    assert page.index("10:00") < page.index("11:00")
    assert "1 compromisso sem cliente fica de fora" in page


def test_it_is_asked_for_in_the_same_queries_however_many(browser, rafael, santos, day, django_assert_max_num_queries):
    client = browser(rafael)
    for hours in (3, 4, 5, 6):
        marked(santos, contact_of(santos, by=rafael, person=f"Cliente {hours}"), person=rafael, hours=hours)
    client.get(address("day_sheets"))
    with django_assert_max_num_queries(30):
        assert "Imprimir 7 fichas" in client.get(address("day_sheets") + "?contatos=on").text


def test_few_come_at_once_each_with_its_own_pages(browser, rafael, day, tmp_path):
    """BIM-53: one PDF, in the order of the hours"""
    answer = browser(rafael).post(address("day_sheets_print"), {"dia": today().isoformat()})
    pages = pages_of(answer.content, tmp_path)

    assert [("Apresentação" in page, "página 1 de 1" in page) for page in pages] == [(True, True), (False, True)]


def test_the_choice_of_opinions_goes_along_with_the_batch(browser, rafael, santos, day, files_dir, monkeypatch):
    """BIM-52, BIM-53: as it was chosen on the page; a batch from before there was a choice goes by the layouts"""
    monkeypatch.setattr(sheet_batches, "AT_ONCE", 1)
    client = browser(rafael)
    page = client.get(address("day_sheets") + "?pareceres=com").text
    client.post(address("day_sheets_print"), {"pareceres": "com"})

    assert page.count('type="hidden" name="pareceres" value="com"') == 2
    with tenant_context(santos):
        lines = SheetFile.objects.get().lines
        assert [bool(sheet.opinions) for sheet in sheets_of(lines)] == [True, True]
        assert [bool(sheet.opinions) for sheet in sheets_of([line[:4] for line in lines])] == [False, False]


def test_many_are_made_by_a_worker_who_says_how_far_it_is(browser, rafael, santos, day, files_dir, tmp_path, monkeypatch):
    """BIM-53: the page shows the progress, then the PDF; nobody else opens it"""
    monkeypatch.setattr(sheet_batches, "AT_ONCE", 1)
    monkeypatch.setattr(sheet_paper, "PIECE", 1)
    client = browser(rafael)
    page = client.post(address("day_sheets_print"), {"contatos": "on"}).url
    assert "Fazendo as fichas" in client.get(page).text
    with patch.object(SheetFile, "note_progress") as noted:
        tasks.make_sheets(str(santos.pk), page.split("/")[-2])

    assert [call.args for call in noted.call_args_list] == [(1,), (2,), (3,)]
    assert "Abrir o PDF" in client.get(page, headers=HTMX).text
    assert len(pages_of(b"".join(client.get(page + "fichas.pdf")), tmp_path)) == 3
    assert Errand.objects.count() == 0


def test_each_person_gets_his_own_by_mail(browser, rafael, denise, marcos, santos, day, files_dir, monkeypatch):
    """BIM-53: when they are made, attached"""
    monkeypatch.setattr(sheet_sending, "write_batch", lambda lines, output, **more: (output.write(PIECE) and len(lines), []))
    browser(marcos).post(address("day_sheets_mail"), {"pessoa": [rafael.pk, denise.pk, marcos.pk]})
    with tenant_context(santos):
        keys = [str(asked.pk) for asked in SheetFile.objects.all()]
        for key in keys:
            sheet_sending.make(key)
            sheet_sending.make(key)

    assert {(mail.to, mail.files[0]["name"][-4:]) for mail in Mail.objects.all()} == {(rafael.email, ".pdf"), (denise.email, ".pdf")}
    assert Mail.objects.count() == 2


def test_what_fails_says_so_and_may_be_asked_for_again(browser, rafael, santos, day, files_dir, monkeypatch):
    def fail(*args, **more):
        raise PdfFailed("sem memória")

    monkeypatch.setattr(sheet_sending, "write_batch", fail)
    with tenant_context(santos):
        asked = SheetFile.objects.ask([["contato", str(day.pk), "visita", True]] * 2, title="Fichas", by=rafael)
        with pytest.raises(PdfFailed):
            sheet_sending.make(str(asked.pk))

    assert "As fichas não saíram" in browser(rafael).get(address("sheet_file", asked.pk)).text
    assert Errand.objects.count() == 0


def test_a_day_without_sheets_says_so(browser, rafael, santos):
    client = browser(rafael)
    for name in ("day_sheets_print", "day_sheets_mail"):
        answer = client.post(address(name), {"dia": "2026-01-04"}, follow=True)
        assert "Não há fichas nesse dia" in answer.text
    assert "Informe uma data válida" in client.get(address("day_sheets") + "?dia=32&pessoa=x").text


def test_nobody_opens_somebody_else_s_file(browser, rafael, denise, santos):
    """Attack: foreign keys"""
    with tenant_context(santos):
        asked = SheetFile.objects.ask([], title="Fichas", by=rafael)
    for name in ("sheet_file", "sheet_file_pdf"):
        assert browser(denise).get(address(name, asked.pk)).status_code == 404


def test_a_kept_file_goes_after_some_days_and_at_once_when_one_of_its_people_is_erased(rafael, marcos, santos, day, files_dir, monkeypatch):
    """LGPD art. 18; also a batch that is being made then"""
    line = ["contato", str(day.pk), "visita", True]
    monkeypatch.setattr(sheet_paper, "pdf_of_all", lambda htmls, **more: PIECE)
    monkeypatch.setattr(sheet_sending, "write_batch", lambda lines, output, **more: (output.write(PIECE), [str(day.person_id)]))
    with tenant_context(santos):
        old, new, waiting = (SheetFile.objects.ask([line], title="Fichas", by=rafael) for _ in range(3))
        sheet_sending.make(old.pk)
        sheet_sending.make(new.pk)
        SheetFile.objects.filter(pk=old.pk).update(expires_at=timezone.now())
        SheetFile.objects.forget_expired()
        asked = DataRequest.objects.ask(day.person, by=marcos, kind="eliminacao", identity="RG")
        assert [bool(file.key) for file in SheetFile.objects.order_by("id")] == [False, True, False]
        privacy.erase(asked, by=marcos)
        sheet_sending.make(waiting.pk)
        assert not any(file.key or file.lines for file in SheetFile.objects.all())
        waiting.refresh_from_db()
        assert waiting.error
