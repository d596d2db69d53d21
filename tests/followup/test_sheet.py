"""The visit sheet of a contact: its layouts on paper, printing, sending, and what it never tells."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django_tenants.utils import tenant_context

from followup import sheet_notes, sheet_paper, sheet_sending
from followup.documents import given_logo, logo_today
from followup.models import Opinion, SalesRules, SheetFile
from followup.sheet_facts import Mark, sheet_of
from followup.sheet_layouts import LAYOUTS, layout_for
from leads import privacy
from leads.models import DataRequest
from purifikar.lib import pdf_warm
from purifikar.lib.pdf import PdfFailed
from tenants.models import Mail
from tests.conftest import HTMX
from tests.followup.cycles import answer, sale_cycle
from tests.followup.scenes import address
from tests.followup.sheets import REFERENCE, furnished, marked, pages_of
from tests.followup.test_proposal_papers import PIXEL
from workflow.models import UnitFile, unit_file


@pytest.fixture(scope="module", autouse=True)
def cooled():
    yield
    pdf_warm.cool()


@pytest.fixture
def contact(santos, rafael):
    return furnished(santos, by=rafael)


@pytest.fixture
def html(santos, contact):
    """`html("tecnica")`: the paper before it is drawn."""

    def drawn(layout, **more):
        with tenant_context(santos):
            logo_url, _ = given_logo(logo_today())
            [paper] = sheet_paper._documents([sheet_of(contact, layout=layout, **more)], None, logo_url)
            return paper

    return drawn


@pytest.fixture
def quick(monkeypatch):
    """Nothing is drawn."""
    monkeypatch.setattr(sheet_paper, "pdf_of_all", lambda htmls, **more: b"%PDF-1.4 ficha")


@pytest.fixture
def send(browser, rafael, contact, quick, files_dir):
    def sent(by=rafael, htmx=False, **facts):
        facts = {"modelo": "visita", "passo": "enviar", **facts}
        return browser(by).post(address("contact_sheet", contact.number), facts, headers=HTMX if htmx else {})

    return sent


def test_every_layout_is_a4_says_who_and_where_and_counts_its_own_pages(browser, rafael, santos, contact, tmp_path):
    """BIM-52: four layouts; name, phone, address with its reference point, the place to sign"""
    visit = marked(santos, contact, person=rafael, place="portaria 2")
    for slug, layout in LAYOUTS.items():
        answer = browser(rafael).get(address("contact_sheet_pdf", contact.number) + f"?modelo={slug}&compromisso={visit.number}")
        [page] = pages_of(answer.content, tmp_path)
        wanted = ("Marina Figueiredo Alves", "(13) 99741-0022", "Rua Azevedo Sodré, 88", REFERENCE, "portaria 2", "página 1 de 1", contact.code)  # fmt: skip
        assert [words for words in wanted if words not in page] == [], layout
        assert ("assinatura" in page) == layout.is_signed
        assert answer.headers["Content-Disposition"] == f'inline; filename="ficha-contato-{contact.number}-{slug}.pdf"'


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_unit_s_logo_stands_on_every_layout_as_on_proposals(html, santos, rafael, files_dir, layout):
    """BIM-52: the same logo; without one, or with its bytes gone, the unit's name as before"""
    plain = html(layout)
    with_a_logo(santos, by=rafael)
    assert 'src="/given/logo.png" alt="Santos"' in html(layout)
    with tenant_context(santos):
        default_storage.delete(SalesRules.objects.get().logo.key)
    assert html(layout) == plain
    assert "vs-brand" not in plain


def test_the_logo_is_drawn_and_named_once_for_a_whole_batch(santos, rafael, contact, files_dir, tmp_path):
    """BIM-53"""
    with_a_logo(santos, by=rafael)
    lines = [["contato", str(contact.pk), layout, True] for layout in ("visita", "compacta")]
    with tenant_context(santos), (tmp_path / "x.pdf").open("w+b") as output:
        assert sheet_paper.write_batch(lines, output, by=rafael, title="Fichas") == (2, [str(contact.person.pk)])
        output.seek(0)
        assert output.read().count(b"/Subtype /Image") == 2  # the picture and what of it is transparent


def with_a_logo(unit, *, by):
    with tenant_context(unit):
        key = default_storage.save(f"{unit.pk}/logo", ContentFile(PIXEL))
        facts = {"title": "Logo", "kind": unit_file.PICTURE, "file_name": "l.png", "content_type": "image/png", "size": len(PIXEL)}
        SalesRules.objects.create(logo=UnitFile.objects.create(number_in_unit=1, key=key, by=by, **facts))


def test_a_long_sheet_signs_on_the_page_of_what_was_written(contact, santos, rafael, tmp_path):
    """BIM-52: no widowed signature; page x of y of each sheet by itself"""
    with tenant_context(santos):
        sheets = [sheet_of(contact, layout="visita") for _ in range(2)]
        sheets[0].answers = [(f"Pergunta {number}?", "resposta") for number in range(28)]
        pages = pages_of(sheet_paper.pdf_of_sheets(sheets, by=rafael), tmp_path)

    assert [page.partition("página ")[2].strip() for page in pages] == ["1 de 2", "2 de 2", "1 de 1"]
    assert "O que foi tratado" in pages[1]
    assert "data e assinatura" in pages[1]


def test_the_technical_one_tells_no_price_and_nothing_of_the_negotiation(html, santos, contact, rafael):
    """BIM-52, Tradify: it may be handed to the customer"""
    paper = html("tecnica")

    assert "R$" not in paper
    assert "Pediu" not in paper
    assert all(words in paper for words in ("Número de série", "Pressão na entrada", "1º estágio", "Peças usadas"))


def test_the_last_opinions_stand_on_it_short_and_as_text(html):
    paper = html("visita", opinions="com")

    assert "Quer falar com o marido" in paper
    assert "Pediu &lt;b&gt;desconto&lt;/b&gt;" in paper
    assert "Primeiro parecer" not in paper


def test_what_the_customer_signs_tells_no_opinion_unless_somebody_wants_it(html):
    """BIM-52: by the layout, or by the choice; never on the technical one and never to the customer"""
    with_them = {
        choice: [layout for layout in LAYOUTS if "Quer falar com o marido" in html(layout, opinions=choice)]
        for choice in ("", "com", "sem")
    }
    assert with_them == {"": ["compacta"], "com": ["visita", "apresentacao", "compacta"], "sem": []}
    assert "Quer falar" not in html("compacta", opinions="com", for_customer=True)


def test_the_choice_of_opinions_stands_in_the_address_and_goes_with_the_mail(send, browser, rafael, contact, monkeypatch):
    """BIM-52, BIM-53"""
    drawn = []
    for place in ("followup.views.sheets", "followup.sheet_sending"):
        monkeypatch.setattr(f"{place}.pdf_of_sheets", lambda sheets, **more: drawn.append(bool(sheets[0].opinions)) or b"%PDF-1.4")
    pdf = send(passo="imprimir", pareceres="com").url
    assert pdf.endswith("?modelo=visita&pareceres=com")
    browser(rafael).get(pdf)
    send(equipe=[rafael.pk], pareceres="com")
    send(equipe=[rafael.pk])

    assert drawn == [True, True, False]
    assert browser(rafael).get(pdf.replace("=com", "=x")).status_code == 404


def test_answers_of_a_cycle_stand_on_it_when_there_are_some(html, contact, monkeypatch):
    """BIM-46: whoever keeps answers registers them"""
    monkeypatch.setattr(sheet_notes, "_adders", [lambda contacts: {contact.pk: [("Quantas pessoas bebem?", "<4>")]}])

    assert "Quantas pessoas bebem?" in html("apresentacao")
    assert "&lt;4&gt;" in html("apresentacao")
    assert "Quantas pessoas" not in html("tecnica")


def test_what_was_answered_to_the_service_cycle_stands_there_as_it_is_now(html, contact, santos, rafael):
    """BIM-46, BIM-52"""
    with tenant_context(santos):
        sale_cycle()
        reply = answer(contact, by=rafael)

    with tenant_context(santos):
        question, said = next(iter(reply.told.items()))
    assert question in html("visita")
    assert said in html("visita")


def test_the_customer_s_copy_tells_nothing_internal(html, contact, monkeypatch):
    monkeypatch.setattr(sheet_notes, "_adders", [lambda contacts: {contact.pk: [("Quem decide?", "a sogra")]}])
    paper = html("visita", for_customer=True)

    assert [words for words in ("a sogra", "Quer falar", "Como chegou", "uso interno") if words in paper] == []


def test_its_mark_opens_the_contact_s_page():
    mark = Mark("https://crm.example/u/santos/contatos/1/")
    assert mark.size == 29
    assert mark.path.startswith("M0 0.5h7")


def test_a_layout_fits_each_kind_of_appointment():
    kinds = ("visita", "Visita técnica", "instalação", "apresentação", "retorno", "ligação", "")
    assert [layout_for(kind).slug for kind in kinds] == ["visita", "tecnica", "tecnica", "apresentacao", "compacta", "compacta", "compacta"]


def test_the_page_offers_every_layout_and_prints_beside(browser, rafael, santos, contact):
    """BIM-52, BIM-53: the next appointment is chosen already"""
    visit = marked(santos, contact, person=rafael)
    client = browser(rafael)
    page = client.get(address("contact_sheet", contact.number)).text
    printed = client.post(address("contact_sheet", contact.number), {"modelo": "tecnica", "compromisso": visit.number, "passo": "imprimir"})

    assert all(layout.words in page for layout in LAYOUTS.values())
    assert f'value="{visit.number}" selected' in page
    assert 'formtarget="_blank"' in page
    assert printed.url == address("contact_sheet_pdf", contact.number) + f"?modelo=tecnica&compromisso={visit.number}"
    assert address("contact_sheet", contact.number) in client.get(address("contact", contact.number)).text


def test_it_goes_to_oneself_to_colleagues_and_to_the_customer_and_stands_in_the_history(send, browser, rafael, denise, santos, contact):
    """BIM-53: with the PDF attached; each mail's fate is shown in the contact's history"""
    answer = send(equipe=[rafael.pk, denise.pk], cliente=["marina@mail.example"], recado="Leve a jarra.")
    mails = {mail.to: mail for mail in Mail.objects.all()}
    history = browser(rafael).get(address("contact_history", contact.number)).text

    assert answer.url == address("contact", contact.number)
    assert set(mails) == {rafael.email, denise.email, "marina@mail.example"}
    assert mails[denise.email].files[0]["name"] == "ficha-de-visita.pdf"
    assert mails[denise.email].files != mails["marina@mail.example"].files
    assert REFERENCE in mails[rafael.email].text
    assert "Leve a jarra." in mails["marina@mail.example"].text
    assert history.count("Ficha de visita (visita comercial) enviada a") == 3
    assert "na fila" in history


def test_sent_twice_by_mistake_it_leaves_once(send, rafael, santos):
    """BIM-53"""
    for _ in range(2):
        send(equipe=[rafael.pk], receipt="0190a1b2-0000-7000-8000-000000000001")

    assert Mail.objects.count() == 1
    with tenant_context(santos):
        assert SheetFile.objects.count() == 1


def test_what_is_missing_or_foreign_is_said_and_nothing_leaves(send, rafael, caio, santos, contact):
    """Bad input: nobody chosen, a stranger's key, an address that is not the customer's, a layout that does not exist"""
    marked(santos, contact, person=rafael)
    strange = "não é uma das escolhas disponíveis"
    for words, facts in (
        ("Escolha para quem a ficha vai.", {"equipe": []}),
        (strange, {"equipe": [caio.pk]}),
        (strange, {"equipe": [rafael.pk], "cliente": ["x@y.example"]}),
        (strange, {"equipe": [rafael.pk], "modelo": "../x"}),
        (strange, {"equipe": [rafael.pk], "compromisso": "99"}),
    ):
        answer = send(**facts)
        assert (answer.status_code, words in answer.text) == (422, True), facts
    assert Mail.objects.count() == 0


def test_a_paper_that_fails_sends_nothing_and_keeps_what_was_typed(send, rafael, monkeypatch):
    def fail(*args, **more):
        raise PdfFailed("x")

    monkeypatch.setattr(sheet_sending, "pdf_of_sheets", fail)
    answer = send(equipe=[rafael.pk], recado="Leve a jarra.", htmx=True)

    assert (answer.status_code, Mail.objects.count()) == (422, 0)
    assert "Leve a jarra." in answer.text


def test_who_only_reads_prints_and_does_not_send(send, browser, nair, contact):
    """BIM-53: the Recepção prints for the Consultor"""
    assert "Enviar por e-mail" not in browser(nair).get(address("contact_sheet", contact.number)).text
    assert send(by=nair, equipe=[nair.pk]).status_code == 403


def test_another_unit_s_sheet_is_not_found(browser, caio, contact):
    """Attack: foreign numbers"""
    for name in ("contact_sheet", "contact_sheet_pdf"):
        assert browser(caio).get(address(name, contact.number, unit="campinas")).status_code == 404
        assert browser(caio).get(address(name, contact.number)).status_code == 404


def test_erasure_takes_the_kept_file_and_the_words_of_the_mail(send, rafael, marcos, santos, contact, files_dir):
    """LGPD art. 18"""
    send(equipe=[rafael.pk])
    assert list(files_dir.rglob("*.pdf"))
    with tenant_context(santos):
        asked = DataRequest.objects.ask(contact.person, by=marcos, kind="eliminacao", identity="RG")
        privacy.erase(asked, by=marcos)
        file = SheetFile.objects.get()
        assert (file.key, file.people) == ("", [])
        assert not Opinion.objects.filter(text__contains="Marina").exists()
    assert not Mail.objects.filter(text__contains="Figueiredo").exists()
