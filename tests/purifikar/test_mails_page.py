import uuid

import pytest
from django.utils import timezone

from tenants.models import Mail

PAGE = "/rede/emails/"


@pytest.fixture
def helena_sees(browser, helena):
    return browser(helena)


def _mail(*, secret=False, state="enviado", to="ana@x.example", kind="aviso", **facts):
    mail = Mail.objects.write(to=to, subject="Água limpa", text="Veja em https://x.example/abc", kind=kind, secret=secret)
    Mail.objects.filter(pk=mail.pk).update(state=state, **facts)
    mail.refresh_from_db()
    return mail


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("", ["lia@x.example", "eva@x.example", "ana@x.example"]),
        ("situacao=parados", ["lia@x.example", "eva@x.example"]),
        ("situacao=incerto", ["lia@x.example"]),
        ("tipo=convite", ["eva@x.example"]),
        ("q=agua", ["lia@x.example", "eva@x.example", "ana@x.example"]),
        ("q=EVA", ["eva@x.example"]),
        ("situacao=nada", ["lia@x.example", "eva@x.example", "ana@x.example"]),
    ],
)
def test_filters_are_in_the_address_and_the_newest_is_first(helena_sees, question, found):
    _mail()
    _mail(to="eva@x.example", state="falhou", kind="convite")
    _mail(to="lia@x.example", state="incerto")

    assert [mail.to for mail in helena_sees.get(f"{PAGE}?{question}").context["page"].rows] == found


def test_the_list_asks_the_database_as_often_for_60_mails_as_for_one(helena_sees, django_assert_num_queries, django_assert_max_num_queries):
    _mail()
    helena_sees.get(PAGE)
    with django_assert_max_num_queries(12) as few:
        helena_sees.get(PAGE)
    for _ in range(59):
        _mail()

    with django_assert_num_queries(len(few)):
        assert helena_sees.get(PAGE).context["page"].older_url


def test_pages_by_key_show_every_mail_once(helena_sees):
    written = [_mail().pk for _ in range(60)]
    first = helena_sees.get(PAGE).context["page"]
    second = helena_sees.get(PAGE + first.older_url).context["page"]

    assert [mail.pk for mail in [*first.rows, *second.rows]] == written[::-1]
    assert second.older_url == ""
    assert helena_sees.get(PAGE + second.newer_url).context["page"].rows == first.rows


def test_a_key_without_sense_shows_the_first_page(helena_sees):
    _mail()

    assert len(helena_sees.get(f"{PAGE}?depois=x").context["page"].rows) == 1


def test_one_mail_shows_its_text_and_its_fate(helena_sees):
    mail = _mail(state="falhou", attempts=8, error="SMTPRecipientsRefused: caixa cheia")
    page = helena_sees.get(f"{PAGE}{mail.pk}/")

    assert "https://x.example/abc" in page.text
    assert "caixa cheia" in page.text
    assert "Enviar de novo" in page.text


def test_a_mail_that_opens_an_account_is_never_shown(helena_sees, settings):
    settings.DEMO = False
    page = helena_sees.get(f"{PAGE}{_mail(secret=True).pk}/")

    assert "x.example/abc" not in page.text
    assert "só quem recebe o lê" in page.text


def test_in_the_demo_it_is_shown_with_a_note(helena_sees, settings):
    settings.DEMO = True
    page = helena_sees.get(f"{PAGE}{_mail(secret=True).pk}/")

    assert "x.example/abc" in page.text
    assert "Só na demonstração" in page.text


@pytest.mark.parametrize("state", ["falhou", "incerto"])
def test_a_stuck_mail_is_sent_again_on_a_persons_word(helena_sees, state):
    mail = _mail(state=state, attempts=8)
    message_id = mail.message_id
    helena_sees.post(f"{PAGE}{mail.pk}/reenvio/")

    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.message_id) == ("fila", 0, message_id)
    assert mail.next_attempt_at <= timezone.now()


@pytest.mark.parametrize("state", ["enviado", "fila", "enviando"])
def test_a_mail_that_is_not_stuck_stays_as_it_is(helena_sees, state):
    mail = _mail(state=state)
    answer = helena_sees.post(f"{PAGE}{mail.pk}/reenvio/", follow=True)

    mail.refresh_from_db()
    assert mail.state == state
    assert "não pode ser enviado de novo" in answer.text


def test_an_unknown_mail_is_not_found(helena_sees):
    assert helena_sees.get(f"{PAGE}{uuid.uuid4()}/").status_code == 404


def test_stuck_mails_are_told_of_on_the_list(helena_sees):
    _mail(state="falhou")

    assert "1 sem entrega" in helena_sees.get(PAGE).text


def test_only_the_administrator_reads_mails(browser, camila, db):
    """PUR-10"""
    assert browser(camila).get(PAGE).status_code == 403
