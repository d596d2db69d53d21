"""What a person is told: once, in the bell always, by e-mail as he chose (reliability.md §9 rows 48, 57)."""

from datetime import timedelta

import pytest

from tenants.models import Channel, Mail, Notice

LATE, MINUTES = timedelta(hours=2), timedelta(minutes=5)


def tell(*people, key="k", kind=Notice.Kind.COMING, late=timedelta(), **more):
    return Notice.objects.tell(people, kind=kind, title="Prazo chegando", text="Vence hoje.", key=key, late=late, **more)


def test_a_person_is_told_once_however_often_it_is_said(rafael, marcos):
    """Row 48"""
    tell(rafael)
    tell(rafael, marcos)

    assert (Notice.objects.of(rafael).count(), Notice.objects.of(marcos).count(), Mail.objects.count()) == (1, 1, 2)


@pytest.mark.parametrize(
    ("chosen", "mails", "state"), [(None, 1, "agora"), ("agora", 1, "agora"), ("resumo", 0, "resumo"), ("nenhum", 0, "nenhum")]
)
def test_the_bell_shows_all_and_the_mail_follows_the_choice(rafael, chosen, mails, state):
    if chosen:
        Channel.objects.choose(rafael, {Notice.Kind.COMING: chosen})
    tell(rafael)

    assert Notice.objects.get().mail == state
    assert Mail.objects.count() == mails


def test_a_choice_is_of_one_person_and_one_kind(rafael, marcos):
    Channel.objects.choose(rafael, {Notice.Kind.COMING: "nenhum"})
    tell(rafael, marcos)
    tell(rafael, key="other", kind=Notice.Kind.MISSED)

    assert sorted(Mail.objects.values_list("to", flat=True)) == [marcos.email, rafael.email]


def test_who_may_no_longer_sign_in_is_told_nothing(rafael):
    rafael.deactivate()
    assert tell(rafael) == []


def test_the_mail_of_a_notice_may_be_repeated_rather_than_lost(rafael):
    """Row 50"""
    tell(rafael)
    assert Mail.objects.get().repeatable


def test_what_an_outage_held_up_is_folded_into_one_mail(rafael, santos):
    """Row 57"""
    for number in range(50):
        tell(rafael, key=str(number), late=LATE, unit=santos, address="/leads/1/")
    assert Mail.objects.count() == 0
    Notice.objects.fold_for(rafael)
    Notice.objects.fold_for(rafael)

    mail = Mail.objects.get()
    assert (mail.subject, mail.unit) == ("50 avisos que esperavam", santos)
    assert "E mais 10." in mail.text


def test_what_was_held_up_for_minutes_only_goes_along_with_what_was_held_up_for_hours(rafael, marcos):
    """Row 57: due in the last minutes of an outage"""
    tell(rafael, key="alone", late=MINUTES)
    assert Mail.objects.count() == 1
    tell(rafael, key="long", late=LATE)
    tell(rafael, marcos, key="short", late=MINUTES)
    tell(rafael, key="now")

    assert Mail.objects.count() == 2
    assert set(Notice.objects.waiting_for("junto").values_list("key", flat=True)) == {
        f"long:{rafael.pk}", f"short:{marcos.pk}", f"short:{rafael.pk}",
    }  # fmt: skip


def test_an_outage_does_not_send_what_nobody_wants(rafael):
    Channel.objects.choose(rafael, {Notice.Kind.COMING: "nenhum"})
    tell(rafael, late=LATE)
    assert Notice.objects.get().mail == "nenhum"


def test_the_bell_counts_to_a_hundred(rafael, marcos):
    Notice.objects.bulk_create(Notice(user=rafael, kind="recebido", title="x", key=str(n)) for n in range(120))
    assert Notice.objects.unread_count(rafael) == 100
    assert Notice.objects.unread_count(marcos) == 0


def test_it_leads_to_its_page_in_its_unit(rafael, santos):
    inside, outside = tell(rafael, unit=santos, address="/leads/7/") + tell(rafael, key="2", address="/rede/")
    assert (inside.target, outside.target) == ("/u/santos/leads/7/", "/rede/")
    assert inside.link == f"http://testserver/avisos/{inside.pk}/"
