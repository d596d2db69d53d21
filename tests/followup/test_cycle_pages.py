"""The cycle on the contact's page: answered, completed, put right, and what it says while there is none (BIM-12, BIM-46..48, BEY-10)."""

import pytest
from django_tenants.utils import tenant_context

from followup.models import AttendanceType, Contact, Cycle, CycleReply
from tests.conftest import HTMX
from tests.followup.cycles import FILTER, GALLONS, answer, sale_cycle
from tests.followup.scenes import address, contact_of, kind, real


def sent(said, seen=0, **more):
    """As a browser sends the form."""
    return {"r-seen": seen, "passo": "gravar", **{f"r-q-{key}": value for key, value in said.items()}, **more}


@pytest.fixture
def page(contact):
    return address("contact_cycle", contact.number)


@pytest.fixture
def desk(contact, browser, rafael):
    return browser(rafael)


def replies(santos):
    with tenant_context(santos):
        return [(reply.number, reply.by.name, reply.values) for reply in CycleReply.objects.with_answers().order_by("number")]


def test_the_act_leads_to_the_questions(desk, contact, page):
    """BIM-46: Clique em Ciclo; without JavaScript all stand there, each with its condition in words"""
    assert f'href="{page}"' in desk.get(address("contact", contact.number)).text
    html = desk.get(page).text
    assert "Qual água a família bebe hoje?" in html
    assert "Só se a resposta a “Qual água a família bebe hoje?” for “Purificador”." in html


def test_answers_are_saved_with_gravar(desk, page, santos):
    """BIM-48"""
    gone = desk.post(page, sent(GALLONS | {"incomoda": ["Preço", "Cheiro"]}))
    assert gone.headers["Location"] == page.removesuffix("ciclo/")
    ((_, who, values),) = replies(santos)
    assert (who, values["incomoda"]) == ("Rafael Moreira", ["Cheiro", "Preço"])


def test_a_refused_form_keeps_all_that_was_typed(desk, page, santos):
    """BIM-48: the mistakes at their questions"""
    refused = desk.post(page, sent({"agua": "Galão de água mineral", "galoes": "uns oito", "decisor": "Dona Célia", "decide": "O casal"}))
    assert refused.status_code == 422
    assert "Escreva um número" in refused.text
    assert refused.text.count("Responda a esta pergunta.") == 2
    assert 'value="uns oito"' in refused.text
    assert "Dona Célia" in refused.text
    assert replies(santos) == []


def test_off_the_path_nothing_is_kept_and_it_is_said(desk, page, contact, santos):
    """BIM-46"""
    desk.post(page, sent(GALLONS | {"marca": "IBBL"}))
    assert "Ficou de fora, porque não se aplica: “Qual a marca do purificador?”." in desk.get(address("contact", contact.number)).text
    assert "marca" not in replies(santos)[0][2]


def test_it_may_be_completed_later(desk, page, santos, contact):
    """BIM-48"""
    desk.post(page, sent({"agua": "Poço"}, passo="depois"))
    assert "Faltam perguntas obrigatórias" in desk.get(address("contact", contact.number)).text
    assert 'value="Poço" ' in desk.get(page).text
    desk.post(page, sent({**GALLONS, "agua": "Poço"}, seen=1))
    assert [number for number, *_ in replies(santos)] == [1, 2]


def test_what_was_said_before_stays_in_the_history(desk, page, contact):
    """BIM-42, BIM-48"""
    desk.post(page, sent(GALLONS))
    desk.post(page, sent(GALLONS | {"galoes": "12"}, seen=1))
    history = desk.get(address("contact_history", contact.number)).text
    assert "Você: respondeu o ciclo Qualificação da venda" in history
    assert "Quantos galões por mês?: 12 (antes: 8)" in history
    assert history.count("Quem decide a compra?") == 1


def test_of_two_at_once_the_second_is_told_and_loses_nothing(desk, page, browser, denise, santos):
    """BIM-48"""
    browser(denise).post(page, sent(GALLONS))
    told = desk.post(page, sent(FILTER), headers=HTMX)
    assert "Denise Farias gravou respostas" in told.text
    assert "Gravado enquanto você respondia: <b>Galão de água mineral</b>" in told.text
    assert "Dr. Paulo" in told.text
    assert 'name="r-seen" value="1"' in told.text
    desk.post(page, sent(FILTER, seen=1))
    assert [who for _, who, _ in replies(santos)] == ["Denise Farias", "Rafael Moreira"]


def test_a_form_sent_twice_is_one_saving(desk, page, santos):
    desk.post(page, sent(GALLONS))
    assert desk.post(page, sent(GALLONS)).status_code == 302
    assert len(replies(santos)) == 1


def test_a_contact_that_was_closed_meanwhile_says_so_over_what_was_typed(desk, page, contact, santos, rafael):
    with tenant_context(santos):
        contact.close(by=rafael, result="perdido", words="preço")
    refused = desk.post(page, sent(FILTER))
    assert "O contato está encerrado" in refused.text
    assert "Dr. Paulo" in refused.text
    assert "ficam para consulta" in desk.get(page).text


def test_a_newer_version_is_offered_and_the_old_one_stays_to_be_completed(desk, page, contact, santos, rafael):
    """BIM-46"""
    with tenant_context(santos):
        answer(contact, by=rafael)
        draft = sale_cycle().begin_draft(by=rafael)
        draft.remove(draft.questions.get(key="prazo"))
        draft.publish(by=rafael)
    assert "Respondido pela versão 1" in desk.get(page).text
    assert "Para quando quer resolver?" not in desk.get(page + "?versao=2").text
    with tenant_context(santos):
        newest = sale_cycle().current.pk
    desk.post(page, sent(GALLONS, seen=1, versao=str(newest)))
    with tenant_context(santos):
        assert CycleReply.objects.current().get().version.number == 2


def test_what_was_typed_is_kept_though_the_contact_became_of_another_type(desk, page, santos):
    """BIM-48: it stands under the questions that were answered"""
    with tenant_context(santos):
        version = sale_cycle().current.pk
        Contact.objects.update(kind=kind("2.1"))
    assert desk.post(page, sent(GALLONS, versao=str(version))).status_code == 302
    assert replies(santos)[0][2]["agua"] == GALLONS["agua"]
    assert "Gostou do sabor da água?" in desk.get(page).text


def test_without_a_cycle_it_says_how_to_configure_or_whom_to_ask(santos, rafael, marcos, browser):
    """BIM-47"""
    page = address("contact_cycle", contact_of(santos, by=rafael, classification="2.2").number)
    told = browser(rafael).get(page).text
    assert "ainda não tem um ciclo em uso" in told
    assert "Quem pode configurar: <b>Marcos Antunes</b>" in told
    assert f'href="{address("cycles")}"' in browser(marcos).get(page).text


def test_a_cycle_only_in_draft_or_out_of_use_is_not_asked(santos, desk, page, marcos):
    """BIM-47"""
    with tenant_context(santos):
        Cycle.objects.update(is_active=False)
    assert "ainda não tem um ciclo em uso" in desk.get(page).text
    with tenant_context(santos):
        Cycle.objects.begin("Só rascunho", kinds=[kind("1.3")])
    assert "“Só rascunho” ainda não foi publicado" in desk.get(page).text


def test_the_contacts_page_shows_the_answers(desk, contact, santos, rafael):
    """BIM-48"""
    place = address("contact_answers", contact.number)
    assert f'hx-get="{place}"' in desk.get(address("contact", contact.number)).text
    with tenant_context(santos):
        answer(contact, FILTER, by=rafael)
        Contact.objects.update(kind=kind("2.1"))
    panel = desk.get(place, headers=HTMX).text
    assert "de quando o contato era de outro tipo" in panel
    assert "<dt>Nome de quem decide, e quando está</dt><dd>Dr. Paulo</dd>" in panel


def test_what_is_still_to_be_asked_stands_beside_the_opinion(desk, contact, santos, rafael):
    """BEY-10"""
    with tenant_context(santos):
        answer(contact, {"agua": "Purificador"}, by=rafael, whole=False)
    place = address("contact_answers", contact.number) + "?falta"
    assert place in desk.get(address("opinion_new", contact.number)).text
    guide = desk.get(place, headers=HTMX).text
    assert "Qual a marca do purificador?" in guide
    assert "Quantos galões por mês?" not in guide
    assert "Qual água" not in guide


def test_a_new_contact_may_go_on_to_its_cycle(desk, contact, santos):
    """BIM-12: nothing typed is lost, for the contact is made first"""
    new = address("contact_new", contact.person.number)
    assert "Criar e responder o ciclo" in desk.get(new).text
    with tenant_context(santos):
        facts = {"name": "Bebedouro", "kind": kind("1.1").pk, "contacted_on": "2026-11-20", "owner": contact.owner_id, "depois": "ciclo"}
    gone = desk.post(new, facts)
    with tenant_context(santos):
        made = Contact.objects.get(name="Bebedouro")
    assert gone.headers["Location"] == address("contact_cycle", made.number)


def test_who_only_sees_the_contact_reads_the_answers(browser, nair, contact, santos, rafael, page):
    """BIM-48"""
    with tenant_context(santos):
        answer(contact, by=rafael)
    read = browser(nair).get(address("contact_answers", contact.number)).text
    assert "Galão de água mineral" in read
    assert f'href="{page}"' not in read
    assert browser(nair).post(page, sent(GALLONS)).status_code == 403


def test_the_questions_take_a_fixed_number_of_queries(desk, page, contact, santos, rafael, django_assert_max_num_queries):
    """However many answers and earlier ones there are."""
    with tenant_context(santos):
        answer(contact, FILTER, by=rafael)
        answer(contact, by=rafael, seen=1)
    desk.get(page)
    with django_assert_max_num_queries(60) as asked:
        desk.get(page)
    assert len(real(asked)) <= 22
    with django_assert_max_num_queries(60) as asked:
        desk.get(address("contact_answers", contact.number), headers=HTMX)
    assert len(real(asked)) <= 14


def test_hostile_answers_are_shown_as_text(desk, page, contact, santos):
    """BIM-48"""
    desk.post(page, sent(FILTER | {"decisor": "<script>alert(1)</script>"}))
    panel = desk.get(address("contact_answers", contact.number), headers=HTMX).text
    assert "&lt;script&gt;" in panel
    assert "<script>alert" not in panel + desk.get(address("contact_history", contact.number)).text


def test_a_type_names_its_cycle(browser, marcos, contact, santos):
    """BIM-67"""
    with tenant_context(santos):
        item, after = kind("1.1"), Cycle.objects.get(name="Satisfação no pós-venda")
    facts = {"classification": "1.1", "name": "Visita", "priority": 0, "colour": "azul", "attachment_limit": 5, "is_active": "on"}
    browser(marcos).post(address("attendance_type", item.pk), facts | {"cycle": after.pk})
    with tenant_context(santos):
        assert Cycle.objects.for_kind(AttendanceType.objects.get(pk=item.pk)) == after
