"""The way out of mailings: a signed link without an account, the button of the mail program, and what follows."""

from datetime import timedelta

import pytest
from django.core.signing import TimestampSigner
from django.utils import timezone
from django_tenants.utils import tenant_context

from followup.mailing_leaving import HOLDS, token_of
from followup.models import OptOut, Recipient
from leads import privacy
from leads.models import Consent, DataRequest, Merge, Person
from tests.followup.mailings import draft, fates, person, sent, three
from tests.followup.scenes import address


@pytest.fixture
def mailing(santos, marcos, membership):
    return sent(santos, three, member=membership(marcos), header_text="Ana Prado indicou")


@pytest.fixture
def link(mailing):
    """Ana's."""
    return mailing.mails.get(to="ana@mail.example").unsubscribe_url.removeprefix("http://testserver").removeprefix("https://testserver")


def path(url):
    return url[url.index("/u/") :]


def test_looking_at_the_link_changes_nothing(browser, santos, link):
    """RFC 8058: machines look at every address of a mail"""
    page = browser().get(path(link))

    assert page.status_code == 200
    assert "Ana" not in page.text
    with tenant_context(santos):
        assert (OptOut.objects.count(), Consent.objects.filter(revoked_at=None).count()) == (0, 3)


def test_whoever_leaves_takes_his_consent_back_with_day_name_and_origin(browser, santos, link):
    """BIM-54: LGPD art. 8, § 5; what waits in the outbox for him does not leave"""
    page = browser().post(path(link), {"nome": "Ana  P."}, REMOTE_ADDR="189.46.12.201")

    assert "você não recebe mais" in page.text
    with tenant_context(santos):
        left = OptOut.objects.get()
        assert (left.person.name, left.address, left.name, left.origin, left.one_click) == ("Ana Prado", "ana@mail.example", "Ana P.", "189.46.12.201", False)  # fmt: skip
        assert left.person.consents.get().revoked_at
        assert left.recipient.mail.state == "cancelado"


def test_a_consent_taken_back_at_the_desk_keeps_what_waits_from_leaving(browser, santos, marcos, mailing):
    """BIM-54: LGPD art. 8, § 5; the others get theirs"""
    with tenant_context(santos):
        ana = Person.objects.get(name="Ana Prado")
        consent = ana.consents.get()
    browser(marcos).post(address("customer_remove", ana.number, "consentimentos", consent.pk))

    assert {mail.to: mail.state for mail in mailing.mails} == {"ana@mail.example": "cancelado", "bruno@mail.example": "fila", "celia@mail.example": "fila"}  # fmt: skip


def test_the_button_of_the_mail_program_is_enough(browser, santos, link):
    """RFC 8058: one POST without a cookie, pressed twice it counts once"""
    answers = [browser().post(path(link), "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    with tenant_context(santos):
        assert OptOut.objects.get().one_click
        assert OptOut.objects.get().name == "Ana Prado"


def test_whoever_agreed_anew_may_leave_anew_by_an_old_mail(browser, santos, link):
    browser().post(path(link))
    with tenant_context(santos):
        ana = Person.objects.get(name="Ana Prado")
        ana.consents.create(use="email", wording="Balcão")
    browser().post(path(link))

    with tenant_context(santos):
        assert not ana.consents.filter(revoked_at=None).exists()
        assert OptOut.objects.get().at > ana.consents.order_by("-given_at").first().given_at


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: token[1:], lambda token: "x", lambda token: token + "é%00", lambda token: ":".join(["AAAA", *token.split(":")[1:]])])  # fmt: skip
def test_an_altered_link_is_answered_gently_and_tells_nothing(browser, santos, link, change):
    token = path(link).split("/")[-2]
    answers = [getattr(browser(), method)(f"/u/santos/descadastro/{change(token)}/") for method in ("get", "post")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert all("responda a ele pedindo para sair" in answer.text and "Ana" not in answer.text for answer in answers)
    with tenant_context(santos):
        assert not OptOut.objects.exists()


def test_an_old_link_says_so(browser, santos, mailing, monkeypatch):
    now = TimestampSigner.timestamp
    with tenant_context(santos):
        key = mailing.recipients.first().pk
        with monkeypatch.context() as then:
            then.setattr("time.time", lambda: (timezone.now() - HOLDS - timedelta(days=1)).timestamp())
            token = token_of(key)
    assert TimestampSigner.timestamp is now
    page = browser().get(f"/u/santos/descadastro/{token}/")

    assert (page.status_code, "já venceu" in page.text) == (404, True)


def test_a_link_of_another_unit_opens_nothing_here(browser, campinas, link):
    assert browser().post(path(link).replace("santos", "campinas")).status_code == 404


def test_whoever_knocks_too_often_waits(browser, santos):
    codes = [browser().get("/u/santos/descadastro/x/").status_code for _ in range(61)]

    assert (codes[0], codes[-1]) == (404, 429)


# --- a person's data ----------------------------------------------------------------------------------------------------------


def test_erasure_leaves_of_mailings_that_they_were(browser, santos, marcos, mailing, link):
    """LGPD art. 18, VI"""
    browser().post(path(link), {"nome": "Ana Prado"}, REMOTE_ADDR="189.46.12.201")
    with tenant_context(santos):
        ana = Person.objects.get(name="Ana Prado")
        draft([ana], by=marcos)
        privacy.erase(DataRequest.objects.ask(ana, by=marcos, kind="eliminacao", identity="RG"), by=marcos)
        left = OptOut.objects.get()
        mailing.refresh_from_db()

        assert (left.address, left.name, left.origin) == ("", "", None)
        assert mailing.header_text == "[eliminado] indicou"
        assert Recipient.objects.filter(person=ana).count() == 1


def test_erasure_keeps_what_has_not_left(santos, marcos, mailing):
    """LGPD art. 18, VI: and no mail waits for him"""
    with tenant_context(santos):
        ana = Person.objects.get(name="Ana Prado")
        privacy.erase(DataRequest.objects.ask(ana, by=marcos, kind="eliminacao", identity="RG"), by=marcos)
        key = mailing.recipients.get(person=ana).pk

    assert mailing.mails.get(pk=key).state == "cancelado"


def test_the_file_of_a_persons_data_tells_of_mailings(santos, mailing):
    """LGPD art. 18, II"""
    with tenant_context(santos):
        subject = privacy.Subject(Person.objects.get(name="Ana Prado"))
        copy = next(copy for copy in privacy.copies() if copy.name == "followup.Recipient")

        assert [copy.tell(row)["envio"] for row in copy.rows(subject)] == [f"{mailing.number}: Folder dos purificadores"]


def test_mailings_go_along_with_a_union_and_who_left_stays_out(browser, santos, marcos, membership, link):
    """Field note 6"""
    browser().post(path(link))
    with tenant_context(santos):
        ana, winner = Person.objects.get(name="Ana Prado"), person("Ana P. Prado", mail="outra@mail.example", agrees=False)
        winner.consents.create(use="email", wording="Formulário", given_at=timezone.now() - timedelta(days=30))
        Merge.objects.unite(winner, ana, by=marcos)
    again = sent(santos, [winner], member=membership(marcos))

    with tenant_context(santos):
        assert fates(again) == {"Ana P. Prado": "descadastrou"}
