"""The pages of mailings: from a contact to the report, choosing people, and what a forged form gets (BIM-27, BIM-54..58)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tenants.utils import tenant_context

from followup.mailing_work import work_on
from followup.models import Mailing, MailingModel, Opinion, OpinionDraft, Recipient
from leads.models import Person
from tenants.models import Mail
from tests.conftest import HTMX
from tests.followup.mailings import PRICE, draft, fates, model, person, sent, three
from tests.followup.scenes import address, contact_of, real

HOSTILE = "<script>alert(1)</script>{{cliente.nome}}<img src=x onerror=alert(2)>"


@pytest.fixture
def mail_of_marina(contact, santos):
    """The contact's person may get mailings."""
    with tenant_context(santos):
        contact.person.emails.create(address="marina@mail.example")
        contact.person.consents.create(use="email", wording="Site")
        return contact.person


def of(unit, **which):
    with tenant_context(unit):
        return Mailing.objects.filter(**which).order_by("-number").first()


def filled(unit, name="Folder dos purificadores", **facts):
    with tenant_context(unit):
        return {"model": model(name).pk, "ordering": "nome", "header_text": "Só até sexta", "company": "unidade", **facts}


# --- from a contact -----------------------------------------------------------------------------------------------------------


def test_from_the_contact_to_the_mail_and_into_its_history(browser, santos, rafael, contact, mail_of_marina):
    """BIM-27, BIM-54..58, BIM-22"""
    page = browser(rafael)
    shown = page.get(address("contact_mailing", contact.number))
    went = page.post(
        address("contact_mailing", contact.number), filled(santos, ir="enviar", receipt=shown.context["form"]["receipt"].value())
    )
    asked = page.get(went.url)
    assert "1</span> pessoa recebe" in asked.text
    page.post(went.url)

    mailing = of(santos)
    with tenant_context(santos):
        assert work_on(mailing.pk) is False
        opinion = Opinion.objects.get(contact=contact)
        assert (opinion.source, opinion.by, opinion.mail.to) == ("automatico", rafael, "marina@mail.example")
        assert "Folder dos purificadores (folder), por e-mail a marina@mail.example" in opinion.text
    assert "Só até sexta" in Mail.objects.get(kind="envio").text


def test_the_opinion_being_written_stays_as_it_is_and_is_gone_back_to(browser, santos, rafael, contact, mail_of_marina):
    """BIM-27"""
    with tenant_context(santos):
        OpinionDraft.objects.begin(rafael, contact=contact).keep("Cliente pediu o folder")
    page = browser(rafael)
    composer = page.get(address("opinion_new", contact.number))
    assert "Envio para cliente" in composer.text
    went = page.post(address("opinion_keep", composer.context["page"].draft.pk), {"text": "Cliente pediu o folder hoje", "ir": "ato-envio"})
    shown = page.get(went.url)

    assert went.url == address("contact_mailing", contact.number)
    assert address("opinion_new", contact.number) in shown.text
    with tenant_context(santos):
        assert OpinionDraft.objects.get().text == "Cliente pediu o folder hoje"


def test_sent_twice_the_form_makes_one_mailing_and_the_button_sends_once(browser, santos, rafael, contact, mail_of_marina):
    """BIM-58: a double tap"""
    page, place = browser(rafael), address("contact_mailing", contact.number)
    said = filled(santos, ir="enviar", receipt=page.get(place).context["form"]["receipt"].value())
    first, second = (page.post(place, said).url for _ in range(2))
    for _ in range(2):
        page.post(first)

    assert first == second
    with tenant_context(santos):
        mailing = Mailing.objects.get()
        for _ in range(2):
            work_on(mailing.pk)
    assert Mail.objects.filter(kind="envio").count() == 1


def test_an_answer_to_it_comes_back_to_the_contact(browser, santos, rafael, contact, mail_of_marina, settings):
    """BIM-57: the token in the address of the answer"""
    settings.INTAKE_MAIL_DOMAIN = "entrada.example"
    page = browser(rafael)
    page.post(page.post(address("contact_mailing", contact.number), filled(santos, ir="enviar")).url)
    with tenant_context(santos):
        work_on(of(santos).pk)
        token = Opinion.objects.get(contact=contact).reply_token

    assert Mail.objects.get(kind="envio").reply_to == f"santos+{token}@entrada.example"


def test_from_the_persons_page(browser, santos, marcos, mail_of_marina):
    """BIM-54: and the page tells what was sent"""
    page = browser(marcos)
    went = page.post(address("customer_mailing", mail_of_marina.number), filled(santos, ir="previa"))
    preview = page.get(went.url)
    page.post(went.url.replace("previa", "enviar"))
    panel = page.get(address("person_mailings", mail_of_marina.number), headers=HTMX)

    assert "Marina, água purificada sem galão" in preview.text
    assert "{{consultor.telefone}}" in preview.text  # he has none: said before it goes
    assert "Folder dos purificadores" in panel.text


def test_whoever_sends_nothing_has_no_panel_of_sendings(browser, santos, marcos, nair, mail_of_marina):
    """BIM-54: a panel that he may not open is not there"""
    page = address("customer", mail_of_marina.number)

    assert "Envios" in browser(marcos).get(page).text
    assert address("person_mailings", mail_of_marina.number) not in browser(nair).get(page).text


# --- choosing people ----------------------------------------------------------------------------------------------------------


def test_people_are_chosen_by_filters_all_or_those_ticked(browser, santos, marcos):
    """BIM-54"""
    with tenant_context(santos):
        ana, bruno, _ = three()
    page, place = browser(marcos), address("mailing_new")
    assert page.get(f"{place}?bairro=embar%C3%A9").context["filters"].count == 1
    page.post(f"{place}?bairro=Embar%C3%A9", {"quem": "todas"})
    page.post(place, {"quem": "marcadas", "pessoa": [ana.number, bruno.number]})

    with tenant_context(santos):
        first, second = Mailing.objects.order_by("number")
        assert (set(fates(first)), first.chosen_by) == ({"Célia Nunes"}, "Embaré")
        assert set(fates(second)) == {"Ana Prado", "Bruno Sá"}


@pytest.mark.parametrize(("query", "names"), [("dias=30", {"Ana Prado", "Bruno Sá"}), ("pedido=com", set()), ("pedido=sem&aceita=1", {"Ana Prado", "Bruno Sá"}), ("origem=nada&etapa=x&produto=y&resultado=z&dias=abc", {"Ana Prado", "Bruno Sá", "Célia Nunes"}), ("cidade=Santos&resultado=ganho", set())])  # fmt: skip
def test_the_filters(browser, santos, marcos, query, names):
    """BIM-54: last contact, orders, consent; what means nothing filters nothing"""
    with tenant_context(santos):
        celia = three()[2]
        celia.consents.all().delete()
    contact_of(santos, by=marcos, person="Célia Nunes")
    found = browser(marcos).get(f"{address('mailing_new')}?{query}").context["filters"].page.rows

    assert {each.name for each in found} == names


def test_more_people_come_into_a_draft_and_some_go(browser, santos, marcos):
    with tenant_context(santos):
        ana, bruno, celia = three()
        mailing = draft([ana], by=marcos)
    page = browser(marcos)
    page.post(f"{address('mailing_new')}?envio={mailing.number}", {"pessoa": [ana.number, bruno.number, celia.number]})
    page.post(address("mailing_people", mailing.number), {"pessoa": [ana.number, 999, "x"]})

    with tenant_context(santos):
        assert set(fates(mailing)) == {"Bruno Sá", "Célia Nunes"}


def test_the_contacts_of_the_days_list_get_it_each_in_his_own_history(browser, santos, marcos):
    """BIM-03, BIM-22, BIM-54"""
    contacts = [contact_of(santos, by=marcos, person=name, next_on=None) for name in ("Ana Prado", "Bruno Sá")]
    page, place = browser(marcos), f"{address('mailing_of_contacts')}?situacao=abertos"
    assert [each.number for each in page.get(place).context["contacts"]] == [contact.number for contact in contacts]
    page.post(place, {"contato": [contact.number for contact in contacts]})

    with tenant_context(santos):
        assert set(Recipient.objects.values_list("contact", flat=True)) == {contact.pk for contact in contacts}


def test_the_leads_ticked_in_the_list_get_it(browser, santos, marcos):
    """BIM-54: nothing ticked goes back to the list with a word"""
    answer = browser(marcos).post(address("mailing_of_leads"), {"lead": ["1:0", "x"]}, follow=True)

    assert "Escolha ao menos uma pessoa." in answer.text


# --- the report ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def told(santos, marcos, membership):
    """One sent, one failed, one without consent."""
    made = sent(santos, lambda: [*three()[:2], person("Eva =cmd", mail="eva@mail.example", agrees=False)], member=membership(marcos))
    Mail.objects.filter(to="ana@mail.example").update(state="enviado")
    Mail.objects.filter(to="bruno@mail.example").update(state="falhou", error="=cmd|' /C calc'!A0")
    return made


@pytest.mark.parametrize(("query", "names"), [("", ["Ana Prado", "Bruno Sá", "Eva =cmd"]), ("situacao=falhou", ["Bruno Sá"]), ("situacao=sem_consentimento", ["Eva =cmd"]), ("ordem=bairro", ["Eva =cmd", "Bruno Sá", "Ana Prado"]), ("situacao=x&ordem=x&pagina=-1", ["Ana Prado", "Bruno Sá", "Eva =cmd"]), ("pagina=99", [])])  # fmt: skip
def test_the_report_says_of_each_what_became_of_him(browser, marcos, told, query, names):
    """BIM-55, BIM-58"""
    report = browser(marcos).get(f"{address('mailing', told.number)}?{query}").context["report"]

    assert [row.person.name for row in report.rows] == names
    assert [(value, count) for value, _, count, *_ in report.fates] == [("enviado", 1), ("falhou", 1), ("sem_consentimento", 1)]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_report_as_a_file_computes_nothing(browser, marcos, told, kind):
    """BIM-55: CWE-1236"""
    answer = browser(marcos).get(f"{address('mailing_export', told.number, kind)}?situacao=falhou")

    assert f'filename="envio-{told.number}-' in answer.headers["Content-Disposition"]
    if kind == "csv":
        lines = answer.content.decode("utf-8-sig").splitlines()
        assert len(lines) == 2
        assert ";'=cmd|" in lines[1].replace('"', "")


def test_the_pages_ask_as_much_for_many_as_for_few(browser, santos, marcos, membership):
    """House rule: whatever the volume"""
    page, asked = browser(marcos), []
    page.get(address("mailings"))
    for few_or_many in (range(2), range(2, 14)):
        with tenant_context(santos):
            people = [person(f"Pessoa {n}", mail=f"p{n}@mail.example") for n in few_or_many]
            begun = draft(people, by=marcos)
        made = sent(santos, people, member=membership(marcos))
        places = [address("mailings"), address("mailing_new"), address("mailing", begun.number), address("mailing_send", begun.number), address("mailing", made.number)]  # fmt: skip
        asked.append([asks(page, place) for place in places])

    assert all(many <= few for few, many in zip(*asked, strict=True))
    assert max(asked[1]) <= 16


def asks(page, place):
    with CaptureQueriesContext(connection) as asked:
        page.get(place)
    return len(real(asked))


def test_cancelled_from_its_page(browser, santos, marcos, membership):
    """BIM-58"""
    made = sent(santos, three, member=membership(marcos))
    page = browser(marcos)
    assert "Cancelar o que falta" in page.get(address("mailing", made.number)).text
    page.post(address("mailing_cancel", made.number))

    assert set(made.mails.values_list("state", flat=True)) == {"cancelado"}
    assert "cancelado" in page.get(address("mailing_progress", made.number), headers=HTMX).text


# --- attacks ------------------------------------------------------------------------------------------------------------------


def test_what_somebody_writes_or_a_customer_calls_himself_is_text_and_nothing_else(browser, santos, marcos, membership):
    """BIM-27, BIM-56: tags and placeholders in every text"""
    with tenant_context(santos):
        who = person(HOSTILE[:100], mail="hostil@mail.example")
        texts = model(
            subject="Olá {{cliente.nome}}\nBcc: eva@x.example",
            body=HOSTILE + "<b onclick=x>{{ cliente.nome }}</b>{{unidade.nome.__class__}}",
        )
        mailing = draft([who], by=marcos, model=texts, header_text=HOSTILE)
    page = browser(marcos)
    preview = page.get(address("mailing_preview", mailing.number)).text
    page.post(address("mailing_send", mailing.number))
    with tenant_context(santos):
        work_on(mailing.pk)
    mail = Mail.objects.get(kind="envio")

    for html in (mail.html, preview):
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "onclick" not in html
    assert "\n" not in mail.subject
    assert "Bcc: eva" in mail.subject
    assert "{{unidade.nome.__class__}}" in mail.text


@pytest.mark.parametrize(("field", "value", "words"), [("header_text", "{{cliente.senha}}", "Não existe: {{cliente.senha}}"), ("model", "", "Escolha o modelo."), ("ordering", "x", ""), ("company", "x", "")])  # fmt: skip
def test_what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost(
    browser, santos, rafael, contact, mail_of_marina, field, value, words
):
    answer = browser(rafael).post(address("contact_mailing", contact.number), {**filled(santos, header_text="Só até sexta"), field: value})

    assert answer.status_code == 422
    assert words in answer.text.replace("&#x27;", "'")
    assert field in answer.context["form"].errors
    assert field == "header_text" or "Só até sexta" in answer.text


def test_a_model_that_is_not_released_posted_by_hand_is_refused(browser, santos, rafael, contact, mail_of_marina):
    """BIM-76"""
    answer = browser(rafael).post(address("contact_mailing", contact.number), filled(santos, PRICE, ir="enviar"))

    assert "Este modelo não está liberado para o seu papel." in answer.text
    assert of(santos) is None


def test_a_model_taken_back_between_draft_and_sending_does_not_go(browser, santos, rafael, contact, mail_of_marina):
    """BIM-76"""
    went = browser(rafael).post(address("contact_mailing", contact.number), filled(santos, ir="enviar"))
    with tenant_context(santos):
        MailingModel.objects.update(roles=["gerente"])
    answer = browser(rafael).post(went.url, follow=True)

    assert "não está liberado" in answer.text
    assert of(santos).state == "rascunho"


def test_people_of_others_named_by_a_forged_form_are_left_out(browser, santos, campinas, rafael, otavio, contact):
    """FOL-16: ids of another unit, and people whom the sender does not see"""
    with tenant_context(santos):
        ana = three()[0]
    with tenant_context(campinas):
        foreign = person("Estranho", mail="e@mail.example")
    page = browser(rafael)
    nobody = page.post(address("mailing_new"), {"pessoa": [ana.number, foreign.number + 500]}, follow=True)
    page.post(address("mailing_new"), {"pessoa": [ana.number, contact.person.number]})

    assert "Escolha ao menos uma pessoa." in nobody.text
    with tenant_context(santos):
        assert set(fates(Mailing.objects.get())) == {"Marina Figueiredo Alves"}
        Mailing.objects.update(model=model())
    assert page.get(f"{address('mailing_preview', of(santos).number)}?pessoa={ana.number}").status_code == 404
    assert page.get(address("customer_mailing", ana.number)).status_code == 404


def test_a_mailing_of_a_colleague_is_not_found(browser, santos, rafael, marcos):
    """FOL-16: nor may anything be done with it"""
    with tenant_context(santos):
        number = draft(three(), by=marcos).number
    page = browser(rafael)

    for name in ("mailing", "mailing_people", "mailing_preview", "mailing_send"):
        assert page.get(address(name, number)).status_code == 404
    assert page.get(f"{address('mailing_new')}?envio={number}").status_code == 404
    assert page.post(address("mailing_send", number)).status_code == 404


def test_reception_sends_nothing(browser, santos, nair):
    """BIM-76: a role without the power"""
    assert [browser(nair).get(address(name)).status_code for name in ("mailings", "mailing_new", "mailing_models")] == [403] * 3


def test_the_day_the_list_of_all_people_is_too_long_it_says_so(browser, santos, marcos, monkeypatch):
    monkeypatch.setattr("followup.mailing_filter.MOST", 2)
    with tenant_context(santos):
        three()
    answer = browser(marcos).post(address("mailing_new"), {"quem": "todas"}, follow=True)

    assert "Estreite os filtros" in answer.text
    with tenant_context(santos):
        assert (Mailing.objects.count(), Person.objects.count()) == (0, 3)
