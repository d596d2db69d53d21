"""The pages of proposals: desk, list, panels, sending, approval, variables."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from django_tenants.utils import tenant_context

from followup import approving
from followup.models import Proposal, ProposalVersion
from tenants.models import Mail
from tests.conftest import HTMX
from tests.followup.sales import INOX, SLIM, catalogue, price, proposal_of, sent, version_of
from tests.followup.scenes import address, contact_of
from tests.leads.scenes import marinas_lead, sale  # noqa: F401 (fixture)
from workflow.models import Counter

EVIL = '<script>alert(1)</script>"><img src=x onerror=alert(1)> {{cliente.cpf}} {% load x %}'


@pytest.fixture
def proposal(santos, rafael):
    return proposal_of(santos, by=rafael)


def test_a_proposal_begins_on_a_lead_with_the_product_it_wants(browser, santos, rafael, lead):
    """BIM-49: the lead's product of interest is looked for in the catalogue"""
    with tenant_context(santos):
        catalogue()
        lead.product = "PK Slim"
        lead.save(update_fields=["product"])
    page = browser(rafael)
    begun = page.post(address("proposal_new") + f"?lead={lead.number}", {"about": f"lead:{lead.number}"}, follow=True)

    with tenant_context(santos):
        assert Proposal.objects.get().lead == lead
        assert f'value="{price(SLIM).pk}" selected' in begun.text


def test_a_contact_leads_to_its_proposal(browser, santos, rafael):
    """BIM-49: the act on the contact's page"""
    contact = contact_of(santos, by=rafael)
    page = browser(rafael)
    assert page.get(address("contact_proposal", contact.number)).url == address("proposal_new") + f"?contato={contact.number}"
    page.post(address("proposal_new") + f"?contato={contact.number}", {"about": f"contato:{contact.number}"})

    with tenant_context(santos):
        proposal = Proposal.objects.get(contact=contact)
    assert page.get(address("contact_proposal", contact.number)).url == address("proposal", proposal.number)
    assert "Proposta 1/1" in page.get(address("contact_proposals", contact.number)).text


def test_items_are_added_changed_and_taken_out_in_place(browser, santos, rafael, proposal):
    page = browser(rafael)
    with tenant_context(santos):
        slim = price(SLIM).pk
    added = page.post(address("proposal_item_new", 1), {"price": slim, "quantity": 2, "discount": "2,5"}, headers=HTMX).text
    item = version_item(santos, SLIM)

    assert 'id="proposal-items"' in added
    assert 'id="proposal-now"' in added
    assert "R$\xa02.515,50" in added
    page.post(address("proposal_item", 1, item.pk), {f"{item.pk}-quantity": 1, f"{item.pk}-discount": ""}, headers=HTMX)
    assert version_item(santos, SLIM).net == Decimal("1290.00")
    page.post(address("proposal_item_removal", 1, item.pk), headers=HTMX)
    assert [line.product.name for line in lines(santos)] == [INOX]


def lines(santos):
    with tenant_context(santos):
        return ProposalVersion.objects.current().get().lines


def version_item(santos, name):
    return next(line for line in lines(santos) if line.product.name == name)


@pytest.mark.parametrize(("field", "value"), [("quantity", "0"), ("quantity", "1000"), ("discount", "101"), ("discount", "-1"), ("price", "x"), ("price", "")])  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(browser, santos, rafael, proposal, field, value):
    with tenant_context(santos):
        given = {"price": price(SLIM).pk, "quantity": 1, "discount": "0", field: value}
    answer = browser(rafael).post(address("proposal_item_new", 1), given, headers=HTMX)

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert len(lines(santos)) == 1


def test_a_text_with_an_unknown_variable_is_refused_and_kept(browser, santos, rafael, proposal):
    """BIM-51: the list is fixed"""
    answer = browser(rafael).post(address("proposal_text", 1, "abertura"), {"body": "Olá {{cliente.senha}}"})

    assert answer.status_code == 422
    assert "Não existe: {{cliente.senha}}." in answer.text


def test_html_and_placeholders_in_every_text_come_to_nothing(browser, santos, rafael):
    """In the name, the texts, the product and the promotion: on the desk, the preview and the variables."""
    proposal = proposal_of(santos, by=rafael, person=f"Ana {EVIL}"[:120])
    with tenant_context(santos):
        version = proposal.current
        version.write(version.texts.get(slug="abertura"), f"{EVIL} {{{{cliente.nome}}}}")
        product = version.lines[0].product
        product.name, product.description = EVIL[:80], EVIL
        product.save()
    page = browser(rafael)
    for name in ("proposal", "proposal_preview", "proposal_variables"):
        shown = page.get(address(name, proposal.number)).text
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown


def test_variables_show_what_comes_out_in_this_very_proposal(browser, santos, rafael, proposal):
    """BIM-51, BEY-12: "Consultar variáveis", with a live preview"""
    shown = browser(rafael).get(address("proposal_variables", 1), headers=HTMX).text

    assert "{{cliente.telefone}}" in shown
    assert "(13) 99741-0022" in shown
    assert "R$\xa01.710,00" in shown


def test_sending_by_mail_writes_it_to_the_outbox_with_the_link(browser, santos, rafael, proposal):
    """BIM-50"""
    given = {"way": "email", "to": "marina@mail.example", "subject": "Sua proposta", "message": f"Olá! {EVIL}"}
    browser(rafael).post(address("proposal_send", 1), given)
    mail = Mail.objects.get(kind="proposta")

    with tenant_context(santos):
        version = ProposalVersion.objects.get()
        assert (version.state, mail.reply_to) == ("enviada", rafael.email)
        assert f"http://testserver/u/santos/proposta/{version.token}/" in mail.text
    assert "<script>" not in mail.html
    assert "R$\xa01.710,00" in mail.html


def test_a_mail_needs_an_address_and_what_was_typed_stays(browser, santos, rafael, proposal):
    answer = browser(rafael).post(address("proposal_send", 1), {"way": "email", "message": "Oi, Marina"})

    assert answer.status_code == 422
    assert "Informe o e-mail do cliente" in answer.text
    assert "Oi, Marina" in answer.text
    assert version_of(proposal, santos).is_draft


def test_the_gerente_approves_on_the_proposal_itself(browser, santos, rafael, marcos):
    proposal_of(santos, by=rafael, items=[(INOX, "venda", 1, 15)])
    seller, manager = browser(rafael), browser(marcos)
    assert "precisa da aprovação do Gerente" in seller.get(address("proposal", 1)).text
    seller.post(address("proposal_ask", 1), {"words": "Fecha hoje."})
    assert "Aprovar desconto de 15 %" in manager.get("/u/santos/").text
    assert seller.post(address("proposal_approval", 1), {"resposta": "aprovar"}).status_code == 403
    manager.post(address("proposal_approval", 1), {"resposta": "aprovar", "words": "Pode."})

    assert "Enviar ao cliente" in seller.get(address("proposal", 1)).text


def test_the_answer_by_phone_is_registered_with_its_name(browser, santos, rafael):
    sent(santos, by=rafael)
    browser(rafael).post(address("proposal_told", 1), {"answer": "aceita", "name": "Marina, por telefone"})

    with tenant_context(santos):
        event = Proposal.objects.get().events.get(what="aceita")
    assert (event.name, event.by_id) == ("Marina, por telefone", rafael.pk)


@pytest.mark.parametrize(("look", "shown"), [("", 3), ("rascunho", 1), ("enviada", 1), ("vencida", 1), ("aceita", 0), ("nao-ha", 3)])
def test_the_list_by_state(browser, santos, rafael, look, shown):
    proposal_of(santos, by=rafael, person="Ana Um")
    sent(santos, by=rafael, person="Bia Dois")
    _, late = sent(santos, by=rafael, person="Caio Três")
    with tenant_context(santos):
        ProposalVersion.objects.filter(pk=late.pk).update(valid_until=timezone.localdate() - timedelta(days=2))
    page = browser(rafael).get(address("proposals") + f"?situacao={look}").text

    assert page.count('class="pk-title stretched-link"') == shown


def test_the_list_asks_as_little_for_fifty_as_for_one(browser, santos, rafael, django_assert_max_num_queries):
    with tenant_context(santos):
        proposal_of(santos, by=rafael)
        person = Proposal.objects.get().person
        for _ in range(60):
            Proposal.objects.begin(person, by=rafael)
    page = browser(rafael)
    page.get(address("proposals"))
    with django_assert_max_num_queries(12):
        shown = page.get(address("proposals")).text

    assert "Próximos" in shown


def test_foreign_proposals_are_not_found(browser, santos, campinas, rafael, caio, proposal):
    """PUR-10: neither by number from another unit nor by a colleague's key"""
    other = proposal_of(campinas, by=caio)
    with tenant_context(campinas):
        foreign = other.current.items.get().pk
    assert browser(caio).get(address("proposal", 1)).status_code == 404
    assert browser(rafael).post(address("proposal_item_removal", 1, foreign)).status_code == 404
    with tenant_context(campinas):
        foreign_price = price(INOX).pk
    assert browser(rafael).post(address("proposal_item_new", 1), {"price": foreign_price, "quantity": 1}).status_code == 422


def test_numbers_above_a_thousand_lead_on(browser, santos, rafael, marcos):
    """Written with a point they would be no address"""
    with tenant_context(santos):
        catalogue()
        Counter.next("pessoa", 1233)
        Counter.next("proposta", 2000)
    proposal_of(santos, by=rafael)
    page = browser(marcos)
    assert "?pessoa=1234" in page.get(address("proposal_new") + "?q=marina").text
    shown = page.get(address("proposal", 2001)).text

    assert "Proposta 2001/1" in shown
    assert "2.001" not in shown


@pytest.mark.parametrize("asks", [False, True], ids=["his own draft", "asked by the seller"])
def test_lines_that_changed_while_the_gerente_read_are_not_approved(browser, santos, rafael, marcos, asks):
    """Also with the same percentage: a yes is to what was read"""
    proposal = proposal_of(santos, by=rafael, items=[(INOX, "venda", 1, 50)])
    read = version_of(proposal, santos)
    with tenant_context(santos):
        seen = read.fingerprint
        read.add(price(SLIM), discount=Decimal(50))
        if asks:
            approving.ask(read, by=rafael)
    page = browser(marcos).post(address("proposal_approval", 1), {"resposta": "aprovar", "vista": seen}, follow=True)

    assert "A proposta mudou enquanto você lia: o desconto agora é de 50 %" in page.text
    assert version_of(proposal, santos).approved_up_to is None
    browser(marcos).post(address("proposal_approval", 1), {"resposta": "aprovar", "vista": page.context["version"].fingerprint})
    assert version_of(proposal, santos).approved_up_to == 50


def test_a_proposal_asked_for_twice_is_one(browser, santos, rafael, contact):
    """Without JavaScript too; of two at once the second finds the first's"""
    page, key = browser(rafael), "0199aaaa-aaaa-7aaa-8aaa-aaaaaaaaaaaa"
    where, given = address("proposal_new") + f"?contato={contact.number}", {"about": f"contato:{contact.number}", "receipt": key}

    assert 'name="receipt"' in page.get(where).text
    assert [page.post(where, given).url for _ in range(2)] == [address("proposal", 1)] * 2


def test_a_proposal_sent_by_mail_twice_goes_out_once(browser, santos, rafael, proposal):
    """The same form; another one sends it once more"""
    page, given = browser(rafael), {"way": "email", "to": "marina@mail.example"}
    for key in ("a", "a", "b"):
        page.post(address("proposal_send", 1), {**given, "receipt": f"0199aaaa-aaaa-7aaa-8aaa-aaaaaaaaaaa{key}"})

    assert Mail.objects.filter(kind="proposta").count() == 2
    with tenant_context(santos):
        assert proposal.events.filter(what="enviada").count() == 2


def test_a_yes_by_phone_to_what_was_sent_counts_while_a_newer_one_is_written(browser, santos, rafael):
    """BIM-49"""
    proposal, _ = sent(santos, by=rafael)
    with tenant_context(santos):
        proposal.renew(by=rafael)
    page = browser(rafael)
    assert "O cliente respondeu à versão 1 por outro meio" in page.get(address("proposal", 1)).text
    page.post(address("proposal_told", 1), {"answer": "aceita", "name": "Marina, por telefone", "versao": "1"})

    assert (version_of(proposal, santos).number, version_of(proposal, santos).state) == (1, "aceita")


def test_a_lead_that_one_does_not_see_is_no_way_on(browser, santos, rafael, marcos):
    """FOL-16: the proposal is his, the lead is not"""
    lead = sale(santos, by=marcos)
    proposal_of(santos, by=marcos, lead=lead, owner=rafael)
    links = [lead.code in browser(reader).get(address("proposal", 1)).text for reader in (rafael, marcos)]

    assert links == [False, True]


def test_each_text_is_called_by_a_name_of_its_own(browser, santos, rafael, proposal):
    """BIM-50: also one without a title"""
    with tenant_context(santos):
        proposal.current.texts.filter(slug="validade").update(title="", slug="texto-2")
    page = browser(rafael).get(address("proposal", 1)).text

    assert (page.count(">Abertura</a>"), page.count(">Texto 2</a>")) == (1, 1)


def test_from_an_opinion_a_proposal_is_begun_and_the_earlier_ones_are_read(browser, santos, rafael, contact):
    """BIM-25: linked to the person and the contact; the opinion stays as it is"""
    proposal_of(santos, by=rafael)
    page = browser(rafael)
    assert 'value="ato-proposta"' in page.get(address("opinion_new", contact.number)).text
    with tenant_context(santos):
        draft = contact.drafts.get()
    begun = page.post(address("opinion_keep", draft.pk), {"text": "Quer preço.", "ir": "ato-proposta"}, follow=True)
    assert "Proposta 1/1" in begun.text
    page.post(begun.redirect_chain[-1][0], {"about": f"contato:{contact.number}"})

    with tenant_context(santos):
        made = Proposal.objects.get(number=2)
        assert (made.person, made.contact, contact.drafts.get().text) == (contact.person, contact, "Quer preço.")
