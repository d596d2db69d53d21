"""A mailing to chosen people: who gets it and who does not, in which order, and that a killed worker makes no second one."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django_tenants.utils import tenant_context

from followup import mailing_work
from followup.mailing_judging import Forecast
from followup.models import Mailing, MailingSender, OptOut, Order, OrderItem, Recipient
from leads.models import Person
from tenants.models import Errand, Mail, Network
from tests.followup.mailings import PRICE, draft, fates, model, person, sent, three
from tests.followup.sales import catalogue, price


def subjects(mailing):
    return list(mailing.mails.order_by("next_attempt_at").values_list("to", flat=True))


@pytest.mark.parametrize(("ordering", "first"), [("nome", "ana"), ("bairro", "bruno"), ("contato", "ana"), ("codigo", "ana")])
def test_it_goes_in_the_order_that_was_chosen(santos, marcos, membership, ordering, first):
    """BIM-54, BIM-55, BIM-58"""
    mailing = sent(santos, three, member=membership(marcos), ordering=ordering)

    assert (mailing.state, mailing.tally) == ("enviado", {"fila": 3})
    assert subjects(mailing)[0] == f"{first}@mail.example"


def test_each_gets_it_in_his_own_name_and_under_the_text_of_the_header(santos, marcos, membership):
    """BIM-27, BIM-56"""
    with tenant_context(santos):
        texts = model(subject="{{cliente.primeiro_nome}}, olá", body="<p>Oi, {{cliente.primeiro_nome}}.</p>")
    mailing = sent(santos, three, member=membership(marcos), model=texts, header_text="Promoção até {{envio.data}}")
    mail = mailing.mails.get(to="ana@mail.example")

    assert mail.subject == "Ana, olá"
    assert "<p>Oi, Ana.</p>" in mail.html
    assert mail.text.startswith("Promoção até ")
    assert "{{" not in mail.html + mail.text


@pytest.mark.parametrize(("company", "name", "reply_to"), [("unidade", "Água de Santos", "oi@santos.example"), ("franqueadora", "Purifikar Brasil", "marketing@rede.example")])  # fmt: skip
def test_it_goes_in_the_name_of_the_company_that_was_chosen(santos, marcos, membership, company, name, reply_to):
    """BIM-57"""
    Network.get()
    Network.objects.update(sender_name="Purifikar Brasil", sender_reply_to="marketing@rede.example", sender_signature="Equipe da rede")
    with tenant_context(santos):
        MailingSender.objects.create(name="Água de Santos", reply_to="oi@santos.example", signature="Equipe de Santos")
    mail = sent(santos, three, member=membership(marcos), company=company).mails.first()

    assert (mail.sender_name, mail.reply_to) == (name, reply_to)
    assert f"Equipe d{'e Santos' if company == 'unidade' else 'a rede'}" in mail.text


def test_who_does_not_get_it_and_why(santos, marcos, membership):
    """BIM-54: LGPD art. 7, I, and 8, § 5"""
    with tenant_context(santos):
        people = [*three(), person("Davi Sem", agrees=True), person("Eva Não", mail="eva@mail.example", agrees=False), person("Fábio Dois", mail="ana@mail.example")]  # fmt: skip
        gone = person("Gil Fora", mail="gil@mail.example")
        gone.inactivate()
        left = person("Hugo Saiu", mail="hugo@mail.example")
        OptOut.objects.create(person=left, address="hugo@mail.example")
    mailing = sent(santos, [*people, gone, left], member=membership(marcos))

    with tenant_context(santos):
        assert {name: why for name, why in fates(mailing).items() if why} == {
            "Davi Sem": "sem_email", "Eva Não": "sem_consentimento", "Fábio Dois": "repetido", "Gil Fora": "inativo", "Hugo Saiu": "descadastrou",
        }  # fmt: skip
    assert mailing.mails.count() == mailing.tally["fila"] == 3


def test_who_left_stays_out_until_he_agrees_anew(santos, marcos, membership):
    """LGPD art. 8, § 5: what he said last counts, and for his address whoever writes it down"""
    with tenant_context(santos):
        back = person("Hugo Voltou", mail="hugo@mail.example", agrees=False)
        OptOut.objects.create(person=back, address="hugo@mail.example", at=timezone.now() - timedelta(days=9))
        twin = person("Outro Hugo", mail="hugo@mail.example", agrees=False)
        twin.consents.create(use="email", wording="Balcão", given_at=timezone.now() - timedelta(days=20))
        forecast = Forecast(draft([twin], by=marcos), membership(marcos))
        back.consents.create(use="email", wording="Pediu de volta")
        again = Forecast(draft([back], by=marcos), membership(marcos))

    assert (forecast.going, forecast.staying) == (0, [("pediu para não receber e-mails", 1)])
    assert again.going == 1


def test_a_notice_of_new_prices_goes_to_customers_without_consent_and_to_nobody_else(santos, marcos, membership):
    """BIM-27: LGPD art. 7, V; also a customer who has asked for no more e-mails is left in peace"""
    with tenant_context(santos):
        catalogue()
        customer, left, stranger = (person(f"{name} Lima", mail=f"{name}@mail.example", agrees=False) for name in ("Ivo", "Jô", "Lia"))
        for each in (customer, left):
            Order.objects.sell(each, [OrderItem.at_price(price(), quantity=1)], by=marcos)
        OptOut.objects.create(person=left)
        notice = model(PRICE)
    mailing = sent(santos, [customer, left, stranger], member=membership(marcos), model=notice)

    with tenant_context(santos):
        assert fates(mailing) == {"Ivo Lima": "", "Jô Lima": "descadastrou", "Lia Lima": "nao_cliente"}


def test_what_is_foretold_is_what_happens(santos, marcos, membership, django_assert_num_queries):
    """BIM-58: by one query, however many they are"""
    member = membership(marcos)
    with tenant_context(santos):
        mailing = draft([*three(), person("Davi Sem"), person("Ana Irmã", mail="ana@mail.example")], by=marcos)
        with django_assert_num_queries(1):
            forecast = Forecast(mailing, member)
        mailing.start(member=member)
        mailing_work.work_on(mailing.pk)
        mailing.refresh_from_db()

    assert (forecast.going, forecast.staying_count) == (3, 2)
    assert mailing.tally == {"fila": 3, "sem_email": 1, "repetido": 1}


def test_pressed_twice_it_goes_once(santos, marcos, membership):
    """BIM-58"""
    with tenant_context(santos):
        mailing = draft(three(), by=marcos)
        twin = Mailing.objects.get(pk=mailing.pk)

        assert [each.start(member=membership(marcos)) for each in (mailing, twin)] == [True, False]
        for _ in range(2):
            mailing_work.work_on(mailing.pk)
    assert Mail.objects.filter(batch=mailing.pk).count() == 3


def test_a_worker_that_is_killed_leaves_whole_batches_and_the_next_one_goes_on(santos, marcos, membership, monkeypatch):
    """BIM-54: nobody twice, nobody forgotten"""
    monkeypatch.setattr(mailing_work, "BATCH", 2)
    real, done = mailing_work._note, []

    def killed(mailing, going, mails):
        real(mailing, going, mails)
        done.append(going)
        if len(done) == 2:
            raise SystemExit

    with tenant_context(santos):
        mailing = draft([person(f"Pessoa {n}", mail=f"p{n}@mail.example") for n in range(5)], by=marcos)
        mailing.start(member=membership(marcos))
        monkeypatch.setattr(mailing_work, "_note", killed)
        with pytest.raises(SystemExit):
            mailing_work.work_on(mailing.pk)
        assert (mailing.mails.count(), Mailing.objects.get().tally) == (2, {"fila": 2})
        assert Errand.objects.filter(subject=mailing.pk).exists()
        mailing_work.work_on(mailing.pk)

        assert sorted(mailing.mails.values_list("to", flat=True)) == [f"p{n}@mail.example" for n in range(5)]
        assert (Mailing.objects.get().tally, Mailing.objects.get().state) == ({"fila": 5}, "enviado")
        assert not Errand.objects.filter(subject=mailing.pk).exists()


def test_what_kills_its_worker_three_times_stands_still_until_somebody_tries_again(santos, marcos, membership, monkeypatch):
    monkeypatch.setattr(mailing_work, "_prepare", lambda *args: 1 / 0)
    with tenant_context(santos):
        mailing = draft(three(), by=marcos)
        mailing.start(member=membership(marcos))
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                mailing_work.work_on(mailing.pk)
        mailing_work.work_on(mailing.pk)
        mailing.refresh_from_db()
        assert mailing.is_stuck
        monkeypatch.undo()
        mailing.try_again()
        mailing_work.work_on(mailing.pk)

        assert Mailing.objects.get().state == "enviado"


def test_cancelled_while_it_runs_nobody_more_gets_it(santos, marcos, membership, monkeypatch):
    """BIM-58"""
    monkeypatch.setattr(mailing_work, "BATCH", 1)
    with tenant_context(santos):
        mailing = draft(three(), by=marcos)
        mailing.start(member=membership(marcos))
        monkeypatch.setattr(mailing_work, "monotonic", iter([0, 0, 999]).__next__)
        assert mailing_work.work_on(mailing.pk)
        mailing.cancel(by=marcos)
        monkeypatch.undo()
        mailing_work.work_on(mailing.pk)

        assert sorted(Recipient.objects.values_list("state", flat=True)) == ["cancelada", "cancelada", "fila"]
        assert list(mailing.mails.values_list("state", flat=True)) == ["cancelado"]
        assert not mailing.cancel(by=marcos)


def test_a_model_that_is_changed_afterwards_changes_nothing_of_what_is_on_its_way(santos, marcos, membership):
    with tenant_context(santos):
        mailing = draft(three(), by=marcos)
        mailing.start(member=membership(marcos))
        model(subject="Outro assunto", body="Outro texto")
        mailing_work.work_on(mailing.pk)

    assert "Outro" not in mailing.mails.first().subject


def test_a_model_that_is_not_released_to_his_role_nobody_sends(santos, rafael, membership):
    """BIM-76"""
    with tenant_context(santos):
        mailing = draft(three(), by=rafael, model=model(PRICE))
        with pytest.raises(ValidationError, match="não está liberado"):
            mailing.start(member=membership(rafael))


def test_people_whom_the_sender_may_not_see_any_more_do_not_get_it(santos, rafael, membership):
    """FOL-16: and the report says so"""
    with tenant_context(santos):
        mailing = draft(three(), by=rafael)
        assert Forecast(mailing, membership(rafael)).staying == [("não está mais entre as suas pessoas", 3)]
        mailing.start(member=membership(rafael))
        mailing_work.work_on(mailing.pk)

        assert (Mailing.objects.get().tally, Mail.objects.count()) == ({"sem_acesso": 3}, 0)


def test_a_mailing_has_an_end(santos, marcos, monkeypatch):
    monkeypatch.setattr("followup.models.mailing.MOST", 2)
    with tenant_context(santos), pytest.raises(ValidationError, match=r"no máximo 20\.000"):
        draft(three(), by=marcos)


def test_somebody_who_is_in_it_already_is_in_it_once(santos, marcos):
    with tenant_context(santos):
        mailing = draft(three(), by=marcos)

        assert mailing.add(Person.objects.all()) == 0
        assert mailing.leave_out(Person.objects.filter(name="Ana Prado")) == 1
        assert (mailing.total, mailing.recipients.count()) == (2, 2)
