"""The page of an opinion: kept while it is written, finished with OK, answered by the workflow, with its files."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django_tenants.utils import tenant_context

from followup.models import Contact, Mention, Opinion, OpinionDraft
from tenants.models import OpenWork
from tests.conftest import HTMX
from tests.followup.scenes import address, contact_of, seen, today
from workflow.models import UnitFile

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + b"\0" * 64


@pytest.fixture
def contact(santos, rafael):
    return contact_of(santos, by=rafael, classification="1.2")  # a presentation: takes files


@pytest.fixture
def page(browser, rafael):
    return browser(rafael)


@pytest.fixture
def draft(page, contact, santos, rafael):
    page.get(address("opinion_new", contact.number))
    with tenant_context(santos):
        return OpinionDraft.objects.get(author=rafael)


@pytest.fixture
def post(page, draft):
    """`post("opinion_finish", text="…")` as the form sends it."""

    def sent(name, *more, htmx=False, **facts):
        facts = {"turn": 0, "tab": "a1", "step": 1, "next_on": today(3).isoformat(), **facts}
        return page.post(address(name, draft.pk, *more), facts, headers=HTMX if htmx else {})

    return sent


def drafts(santos):
    with tenant_context(santos):
        return list(OpinionDraft.objects.all())


def opinions(santos):
    with tenant_context(santos):
        return list(Opinion.objects.order_by("at"))


def test_what_is_typed_keeps_itself(post, santos):
    """BIM-73"""
    answer = post("opinion_keep", text="Quer pr", cursor=7, auto=1)

    assert "Guardado às" in answer.text
    assert [(each.text, each.cursor) for each in drafts(santos)] == [("Quer pr", 7)]


def test_it_is_there_when_one_comes_back(page, post, contact):
    """BIM-32"""
    post("opinion_keep", text="Quer pr", cursor=7, auto=1)
    again = page.get(address("opinion_new", contact.number)).text

    assert "Quer pr</textarea>" in again
    assert 'data-cursor="7"' in again


def test_a_concluir_leads_to_the_pending_ones(page, post):
    """BIM-31, BIM-32: without JavaScript too"""
    answer = post("opinion_keep", text="Quer preço")

    assert answer.url == address("pending_opinions")
    assert "Quer preço" in page.get(answer.url).text


def test_the_pending_ones_are_asked_for_in_the_same_queries_however_many(page, santos, rafael, django_assert_max_num_queries):
    """BIM-32"""
    for number in range(6):
        contact = contact_of(santos, by=rafael, name=f"Assunto {number}")
        with tenant_context(santos):
            OpinionDraft.objects.begin(rafael, contact=Contact.objects.get(pk=contact.pk)).keep("Texto")
    page.get(address("pending_opinions"))
    with django_assert_max_num_queries(15):
        assert page.get(address("pending_opinions")).text.count("Texto") == 6


def test_the_page_is_asked_for_in_the_same_queries_however_much_was_written(page, contact, santos, rafael, django_assert_max_num_queries):
    with tenant_context(santos):
        for number in range(12):
            Opinion.objects.write(f"Parecer {number}", by=rafael, contact=contact)
    page.get(address("opinion_new", contact.number))
    with django_assert_max_num_queries(24):
        page.get(address("opinion_new", contact.number))


def test_ok_makes_the_opinion_and_the_next_date(post, contact, santos):
    """BIM-33"""
    answer = post("opinion_finish", text="Combinei apresentação.", success=60)
    contact = seen(contact, santos)

    assert answer.url == address("contact", contact.number)
    assert (contact.next_on, contact.success) == (today(3), 60)
    assert [each.text for each in opinions(santos)] == ["Combinei apresentação."]


@pytest.mark.parametrize(
    ("facts", "words"), [({"text": " "}, "Descreva"), ({"next_on": ""}, "precisa de uma data"), ({"success": "101"}, "100")]
)
def test_what_is_missing_is_said_and_nothing_is_lost(post, santos, facts, words):
    """BIM-33, BEY-02"""
    answer = post("opinion_finish", **{"text": "Liguei.", **facts})

    assert answer.status_code == 422
    assert words in answer.text
    assert opinions(santos) == []
    assert drafts(santos)[0].text == facts.get("text", "Liguei.").strip()


@pytest.mark.parametrize(("facts", "words"), [({"next_on": ""}, "precisa de uma data"), ({"next_on": "2020-01-01"}, "já passou")])
def test_who_goes_past_the_form_is_asked_for_the_date_all_the_same(page, post, draft, santos, facts, words):
    """BIM-33: kept as a draft, and then sent to where the workflow asks"""
    post("opinion_keep", text="Liguei.", **facts)
    answer = page.post(address("opinion_decide", draft.pk), follow=True)

    assert words in answer.text
    assert opinions(santos) == []


def test_how_likely_the_sale_is_may_be_unknown_again(post, contact, santos):
    """BIM-63"""
    with tenant_context(santos):
        Contact.objects.update(success=60)
    post("opinion_keep", text="Não sei mais.", success="", **{"initial-success": "60"})
    post("opinion_finish", text="Não sei mais.", success="", **{"initial-success": "", "step": 2})

    assert seen(contact, santos).success is None


def test_how_likely_a_colleague_calls_it_meanwhile_stays(post, contact, santos):
    """BIM-63"""
    post("opinion_keep", text="Liguei.", success="", **{"initial-success": ""})
    with tenant_context(santos):
        Contact.objects.update(success=80)
    post("opinion_finish", text="Liguei.", success="", step=2, **{"initial-success": ""})

    assert seen(contact, santos).success == 80


def test_a_text_that_is_too_long_is_said_while_writing(post, santos):
    answer = post("opinion_keep", text="a" * 20_001, auto=1)

    assert (answer.status_code, "passou de 20.000 letras" in answer.text) == (422, True)


def test_another_tab_s_text_is_shown_before_anything_is_finished(post, santos):
    """BIM-73"""
    post("opinion_keep", text="Da primeira aba", auto=1)
    clash = post("opinion_keep", text="Da segunda", tab="b2", auto=1)
    answer = post("opinion_finish", text="Da segunda", tab="b2", step=2, turn=2)

    assert "também foi escrito em outra aba" in clash.text
    assert (answer.status_code, opinions(santos)) == (422, [])
    post("opinion_keep", text="Da segunda", tab="b2", step=3, turn=2, ir="trazer-0")
    assert drafts(santos)[0].text == "Da segunda\n\nDa primeira aba\n"


def test_the_standard_text_goes_in_without_javascript_too(post, santos):
    """BIM-43"""
    post("opinion_keep", text="", ir="padrao")
    [draft] = drafts(santos)

    assert draft.text.startswith("Apresentação feita.")
    assert draft.standard_text in draft.text


def test_what_somebody_writes_is_text_and_nothing_else(page, post, contact):
    """Attack: markup and blanks in the words"""
    post("opinion_finish", text="<script>alert(1)</script> {cliente} {{ contact.person }}")
    history = page.get(address("contact_history", contact.number)).text

    assert "<script>alert(1)" not in history
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {cliente} {{ contact.person }}" in history


OF_A_DRAFT = ["opinion_keep", "opinion_finish", "opinion_decide", "opinion_drop", "opinion_attach", "opinion_email", "opinion_contact"]


def test_somebody_else_s_draft_is_not_found(browser, marcos, draft):
    """Attack: a foreign key"""
    stranger = browser(marcos)
    answers = {name: stranger.post(address(name, draft.pk), {"text": "meu"}).status_code for name in OF_A_DRAFT}

    assert answers == dict.fromkeys(OF_A_DRAFT, 404)


def test_of_a_contact_that_went_away_the_text_is_still_there(page, post, contact, santos, rafael, camila):
    post("opinion_keep", text="Palavras que valem")
    with tenant_context(santos):
        Contact.objects.filter(pk=contact.pk).update(owner=camila, made_by=camila)

    assert page.get(address("opinion_new", contact.number)).status_code == 404
    assert "Palavras que valem" in page.get(address("pending_opinions")).text


def test_whoever_is_asked_may_read_and_answer(browser, post, contact, santos, camila, denise, marcos):
    """PUR-20"""
    post("opinion_finish", text="Pode dar desconto?", told=[str(marcos.pk)])
    manager = browser(marcos)
    history = manager.get(address("contact_history", contact.number)).text
    with tenant_context(santos):
        mention = Opinion.objects.get().mentions.get()

    assert "quer alinhar um ponto com você" in history
    manager.post(address("alignment_settled", mention.pk))
    assert "quer alinhar um ponto" not in manager.get(address("contact_history", contact.number)).text


def test_whoever_was_asked_sees_the_contact_until_some_days_after(browser, post, contact, santos, denise):
    """PUR-20: it is lent to him, with an answer to write and nothing else"""
    denise.memberships.update(role="consultor")
    assert "passa a lê-lo, até 7 dias depois" in browser(contact.owner).get(address("opinion_new", contact.number)).text
    post("opinion_finish", text="Pode dar desconto?", told=[str(denise.pk)])
    asked, history = browser(denise), address("contact_history", contact.number)
    assert "Ele sai da sua vista 7 dias depois" in asked.get(history).text
    asked.get(address("opinion_new", contact.number))
    with tenant_context(santos):
        draft = OpinionDraft.objects.get(author=denise)
    answer = asked.post(address("opinion_finish", draft.pk), {"text": "Pode.", "turn": 0, "next_on": today(3).isoformat()})
    with tenant_context(santos):
        Mention.objects.update(closed_at=timezone.now() - timedelta(days=7))

    assert answer.url == history
    assert asked.get(history).status_code == 404


def test_whoever_was_asked_changes_nothing_of_the_contact(browser, post, contact, santos, denise):
    """PUR-20"""
    denise.memberships.update(role="consultor")
    post("opinion_finish", text="Pode dar desconto?", told=[str(denise.pk)])
    page = browser(denise).get(address("opinion_new", contact.number)).text
    with tenant_context(santos):
        draft = OpinionDraft.objects.get(author=denise)

    assert "Editar contato" not in page
    assert browser(denise).get(address("opinion_contact", draft.pk)).status_code == 404


def test_the_manager_takes_back_what_waits_for_somebody_who_leaves(browser, post, contact, santos, camila, marcos, denise):
    """PUR-20: nobody else"""
    post("opinion_finish", text="Pode dar desconto?", told=[str(camila.pk)])
    with tenant_context(santos):
        mention = Opinion.objects.get().mentions.get()

    assert browser(denise).post(address("alignment_settled", mention.pk)).status_code == 404
    assert "Camila Duarte ainda não respondeu a Rafael Moreira" in browser(marcos).get(address("contact_history", contact.number)).text
    browser(marcos).post(address("alignment_settled", mention.pk))
    assert not OpenWork.objects.filter(kind="alignment").exists()


# --- files ------------------------------------------------------------------------------------------------------------


def file_of(content=PNG, name="foto.png"):
    return SimpleUploadedFile(name, content)


def test_a_file_waits_with_the_draft_and_goes_with_the_opinion(post, santos, page, files_dir):
    """BIM-28"""
    post("opinion_attach", text="Veja a foto.", upload=file_of())
    post("opinion_finish", text="Veja a foto.", step=2)
    [opinion] = opinions(santos)
    with tenant_context(santos):
        attachment = opinion.attachments.get()

    answer = page.get(address("opinion_file", attachment.pk))
    assert (answer.headers["Content-Type"], answer.headers["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == PNG


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"<html><script>alert(1)</script></html>", "foto.png", "o conte"),
        (b"MZ\x90\0", "proposta.exe", "n\xe3o \xe9 aceito"),
        (PNG, "foto.pdf", "Troque o final"),
        (PNG + b"\0" * 6 * 1024 * 1024, "foto.png", "aceita at\xe9 5 MB"),
        (b"", "foto.png", "vazio"),
    ],
    ids=["page", "program", "other ending", "too large", "empty"],
)  # fmt: skip
def test_a_hostile_file_is_refused_in_words_and_nothing_typed_is_lost(post, santos, files_dir, content, name, words):
    """BIM-30: by what is in it, and no larger than the type allows"""
    answer = post("opinion_attach", text="Antes do anexo", upload=file_of(content, name), htmx=True)

    assert (answer.status_code, answer.headers["HX-Retarget"]) == (422, "#opinion-files")
    assert words in answer.text
    assert drafts(santos)[0].text == "Antes do anexo"
    with tenant_context(santos):
        assert not UnitFile.objects.exists()


def test_a_file_that_was_chosen_and_not_attached_is_not_swallowed(post, santos):
    """BIM-28: without JavaScript"""
    answer = post("opinion_finish", text="Veja a foto.", upload=file_of())

    assert (answer.status_code, "ainda não está anexado" in answer.text) == (422, True)
    assert opinions(santos) == []


def test_the_type_says_whether_files_are_taken(page, santos, rafael):
    """BIM-29: no button where it does not allow any, and none gets in by hand"""
    contact = contact_of(santos, by=rafael, classification="1.3")
    shown = page.get(address("opinion_new", contact.number)).text
    [draft] = drafts(santos)
    answer = page.post(address("opinion_attach", draft.pk), {"text": "x", "upload": file_of()})

    assert "Anexar" not in shown
    assert answer.status_code == 404


def test_a_file_is_nobody_s_who_does_not_see_the_contact(post, browser, caio, nair, santos, rafael, files_dir, membership):
    post("opinion_attach", text="Foto", upload=file_of())
    [draft] = drafts(santos)
    with tenant_context(santos):
        attachment = draft.attachments.get()

    assert browser(nair).get(address("opinion_file", attachment.pk)).status_code == 404  # still a draft
    assert browser(caio).get(address("opinion_file", attachment.pk)).status_code == 404


def test_a_file_is_taken_off_again_with_its_bytes(post, santos, files_dir, django_capture_on_commit_callbacks):
    post("opinion_attach", text="Foto", upload=file_of())
    with tenant_context(santos):
        attachment = drafts(santos)[0].attachments.get()
    with django_capture_on_commit_callbacks(execute=True):
        post("opinion_detach", attachment.pk, text="Foto")

    assert [path for path in files_dir.rglob("*") if path.is_file()] == []
