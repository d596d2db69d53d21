"""Opinions on a solicitação, and what erasure leaves of opinions."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django_tenants.utils import tenant_context

from followup.models import Attachment, Mention, Opinion, OpinionDraft
from followup.models.mention import LENT
from leads import privacy
from leads.models import DataRequest
from tenants.models import Membership, Notice
from tests.followup.scenes import address, contact_of
from workflow.install_requests import install_requests
from workflow.models import Request, RequestType, UnitFile

NAME = "Marina Figueiredo Alves"


@pytest.fixture
def asked(santos, marcos, rafael):
    """Filters that Rafael asks for; they wait for Marcos."""
    with tenant_context(santos):
        install_requests()
        return Request.objects.ask(RequestType.objects.get(process__slug="compras-e-servicos"), "Filtros", by=rafael)


@pytest.fixture
def marcoss(browser, marcos):
    return browser(marcos)


@pytest.fixture
def draft(marcoss, asked, santos):
    marcoss.get(address("request_opinion", asked.number))
    with tenant_context(santos):
        return OpinionDraft.objects.get()


def test_an_opinion_on_a_solicitacao_has_nothing_of_a_contact(marcoss, draft, asked):
    """BIM-26: no e-mail to a customer, no contact to be edited"""
    page = marcoss.get(address("request_opinion", asked.number)).text

    assert "Editar contato" not in page
    assert marcoss.get(address("opinion_contact", draft.pk)).status_code == 404
    assert marcoss.get(address("opinion_email", draft.pk)).status_code == 404


def test_its_page_leads_to_writing_one(marcoss, asked):
    """BIM-19"""
    assert address("request_opinion", asked.number) in marcoss.get(address("request", asked.number)).text


def test_it_stands_in_the_history_and_decides(marcoss, draft, asked, santos):
    """BIM-33, PUR-28"""
    answer = marcoss.post(address("opinion_finish", draft.pk), {"text": "Cabe no mês.", "turn": 0})
    assert answer.url == address("opinion_decide", draft.pk)
    marcoss.post(answer.url, {"saida": "aprovar", "turn": asked.journey.turn})
    with tenant_context(santos):
        assert Opinion.objects.get().request_id == asked.pk
        assert asked.journey.events.get(kind="journey.noted").details["note"] == "Cabe no mês."
        assert Request.objects.select_related("journey").get().journey.turn == asked.journey.turn + 1


def test_a_solicitacao_of_others_is_not_found(browser, denise, asked):
    """Attack: foreign numbers"""
    assert browser(denise).get(address("request_opinion", asked.number)).status_code == 404


@pytest.fixture
def denise_is_asked(asked, marcos, denise, santos):
    """Marcos asks Denise something about it."""
    with tenant_context(santos):
        opinion = Opinion.objects.write("@Denise, quantos filtros sobraram?", by=marcos, request=asked)
        Mention.objects.ring(opinion, [], by=marcos)


def test_whoever_is_asked_reads_it_by_the_bell_and_answers(browser, denise, denise_is_asked, asked, santos):
    """PUR-20: it is not his, but the point is"""
    client, bell = browser(denise), Notice.objects.get(user=denise)
    assert "Filtros" in client.get(f"/u/santos{bell.address}").text
    assert client.get(address("request_opinion", asked.number)).status_code == 200
    with tenant_context(santos):
        draft = OpinionDraft.objects.get(author=denise)
    client.post(address("opinion_finish", draft.pk), {"text": "Sobraram doze.", "turn": 0})
    with tenant_context(santos):
        assert not Mention.objects.open().exists()


def test_whoever_is_only_asked_reads_that_one_alone_and_decides_nothing(browser, denise, denise_is_asked, asked, rafael, santos):
    """PUR-20"""
    with tenant_context(santos):
        other = Request.objects.ask(asked.type, "Panfletos", by=rafael)
    client = browser(denise)

    assert client.get(address("request", other.number)).status_code == 404
    assert client.get(address("request_decide", asked.number, "aprovar")).status_code == 403
    assert "Filtros" not in client.get(address("requests"), {"ver": "todas"}).text


def test_some_days_after_the_point_is_settled_it_is_not_his_any_more(browser, denise, marcos, denise_is_asked, asked, santos):
    """PUR-20"""
    with tenant_context(santos):
        Mention.objects.get().close(by=marcos)
    assert browser(denise).get(address("request", asked.number)).status_code == 200
    with tenant_context(santos):
        Mention.objects.update(closed_at=timezone.now() - timedelta(days=LENT + 1))

    assert browser(denise).get(address("request", asked.number)).status_code == 404


def test_whoever_may_open_no_solicitacao_is_not_asked(asked, marcos, denise, santos):
    """A bell that leads to a closed door"""
    Membership.objects.filter(user=denise).update(role="ranking")
    with tenant_context(santos):
        opinion = Opinion.objects.write("@Denise?", by=marcos, request=asked)

        assert Mention.objects.ring(opinion, [str(denise.pk)], by=marcos) == []


def test_erasure_takes_the_words_and_leaves_that_there_was_an_opinion(
    santos, rafael, marcos, files_dir, django_capture_on_commit_callbacks
):
    """LGPD art. 18, VI: opinions, drafts, files, and what is said of the person elsewhere"""
    contact, other = contact_of(santos, by=rafael), contact_of(santos, by=rafael, person="Célia Prado", name="Outra")
    with tenant_context(santos):
        mine = Opinion.objects.write(f"{NAME} quer preço.", by=rafael, contact=contact, standard_text=f"Falei com {NAME}")
        Opinion.objects.write(f"É vizinha de {NAME}.", by=rafael, contact=other)
        OpinionDraft.objects.begin(rafael, contact=contact).keep(f"{NAME} ligou", tab="a1")
        OpinionDraft.objects.begin(rafael, contact=other).keep(f"Perguntar a {NAME}", tab="a1")
        key = default_storage.save(f"{santos.pk}/foto", ContentFile(NAME.encode()))
        file = UnitFile.objects.create(
            number_in_unit=1, title=NAME, file_name=f"{NAME}.png", content_type="image/png", size=9, key=key, by=rafael
        )
        Attachment.objects.create(opinion=mine, file=file)
        with django_capture_on_commit_callbacks(execute=True):
            privacy.erase(DataRequest.objects.ask(contact.person, by=marcos, kind="eliminacao", identity="RG"), by=marcos)
        words = [*Opinion.objects.values_list("text", "standard_text"), *OpinionDraft.objects.values_list("text"), *UnitFile.objects.values_list("title", "file_name")]  # fmt: skip

    assert "Marina" not in str(words)
    with default_storage.open(key) as kept:
        assert NAME.encode() not in kept.read()


def test_the_file_of_a_persons_data_has_his_opinions(santos, rafael):
    """LGPD art. 18, II"""
    contact = contact_of(santos, by=rafael)
    with tenant_context(santos):
        Opinion.objects.write("Quer preço.", by=rafael, contact=contact)
        copy = next(copy for copy in privacy.copies() if copy.name == "followup.Opinion")
        [told] = [copy.tell(row) for row in copy.rows(privacy.Subject(contact.person))]

    assert told["parecer"] == "Quer preço."
