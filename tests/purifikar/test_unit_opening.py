import pytest
from django.core.management import CommandError, call_command

from purifikar.unit_forms import OpeningForm, propose_slug
from tenants import tasks
from tenants.models import Invitation, Mail, Unit
from tests.conftest import HTMX

NEW = "/rede/unidades/nova/"
JOINVILLE = {
    "name": "Joinville", "kind": "franquia", "legal_name": "Águas do Norte Ltda.", "cnpj": "11.444.777/0001-61",
    "city": "Joinville", "uf": "SC", "process": "purifikar",
}  # fmt: skip


def _open(client, **facts):
    return client.post(NEW, JOINVILLE | facts)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("São José dos Campos", "sao-jose-dos-campos"),
        ("  Água  Branca / Centro ", "agua-branca-centro"),
        ("3 Corações", "unidade-3-coracoes"),
        ("Ç" * 60, "c" * 40),
    ],
)
def test_the_address_is_proposed_from_the_name(name, slug):
    assert propose_slug(name) == slug


def test_a_new_unit_waits_for_a_worker_and_its_page_shows_that(browser, helena):
    """PUR-07, PUR-48"""
    answer = browser(helena).post(NEW, JOINVILLE, follow=True)

    unit = Unit.objects.get(slug="joinville")
    assert (unit.state, unit.cnpj, unit.time_zone) == ("criando", "11444777000161", "America/Sao_Paulo")
    assert 'hx-trigger="every 1s"' in answer.text
    assert unit.history.get().by == helena


def test_the_worker_is_asked_once_the_unit_is_committed(browser, helena, monkeypatch, django_capture_on_commit_callbacks):
    asked = []
    monkeypatch.setattr(tasks.open_unit, "delay", asked.append)
    with django_capture_on_commit_callbacks(execute=True):
        _open(browser(helena))
        assert asked == []

    assert asked == [str(Unit.objects.get().pk)]


@pytest.mark.parametrize(
    ("written", "kept"),
    [("11.444.777/0001-61", "11444777000161"), ("12.abc.345/01de-35", "12ABC34501DE35"), (" 11444777000161 ", "11444777000161")],
)
def test_a_cnpj_is_taken_in_any_writing_and_kept_normal(browser, helena, written, kept):
    _open(browser(helena), cnpj=written)

    assert Unit.objects.get().cnpj == kept


@pytest.mark.parametrize(
    ("field", "written", "words"),
    [
        ("cnpj", "11.444.777/0001-62", "Confira o CNPJ"),
        ("cnpj", "", "Este campo é obrigatório"),
        ("phone", "9999", "Informe o telefone com DDD"),
        ("postcode", "1105", "Confira o CEP"),
        ("slug", "São Vicente", "Use letras minúsculas sem acento"),
        ("slug", "nova", "Escolha outro endereço"),
        ("holidays", "26/01 Aniversário\n31/02 Dia que não há", "Linha 2: “31/02” não é uma data"),
        ("holidays", "26/01", "Linha 1: falta o nome do feriado"),
        ("holidays", "26/01 Um\n\n26/01 Outro", "Linha 3: 26/01 já está numa linha acima"),
        ("manager_name", "Marta", "Informe o e-mail para enviar o convite"),
        ("manager_email", "marta@x.example", "Informe o nome de quem vai receber"),
        ("process", "inventado", "Faça uma escolha válida"),
    ],
)
def test_what_is_wrong_is_said_in_words_and_nothing_is_lost(browser, helena, field, written, words):
    answer = browser(helena).post(NEW, JOINVILLE | {field: written}, headers=HTMX)

    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="Águas do Norte Ltda."' in answer.text
    assert not Unit.objects.exists()


def test_a_taken_address_name_or_cnpj_is_said_at_the_field(browser, helena, santos):
    errors = _open(browser(helena), name="Santos", cnpj=santos.cnpj).context["form"].errors

    assert errors == {
        "name": ["Já existe uma unidade com esse nome."],
        "slug": ["Já existe uma unidade com esse endereço."],
        "cnpj": ["Já existe uma unidade com esse CNPJ."],
    }


def test_holidays_come_every_year_or_once(browser, helena):
    """Requirements 1.5, point 7"""
    _open(browser(helena), holidays="09/03 Aniversário de Joinville\r\n\r\n15/08/2027 – Inauguração da ponte")

    assert [(str(day), day.yearly) for day in Unit.objects.get().holidays.all()] == [
        ("09/03 Aniversário de Joinville", True),
        ("15/08/2027 Inauguração da ponte", False),
    ]


def test_the_leap_day_may_be_a_holiday(browser, helena):
    _open(browser(helena), holidays="29/02 Dia raro")

    assert Unit.objects.get().holidays.get().written_day == "29/02"


@pytest.mark.parametrize(("uf", "zone"), [("AM", "America/Manaus"), ("AC", "America/Rio_Branco"), ("BA", "America/Sao_Paulo")])
def test_the_time_zone_follows_the_state_unless_chosen(browser, helena, uf, zone):
    _open(browser(helena), uf=uf)

    assert Unit.objects.get().time_zone == zone


def test_the_process_says_who_attends_at_first(browser, helena):
    """FOL-01, requirements 1.5, point 1"""
    _open(browser(helena), process="processo-3")

    assert Unit.objects.get().attendant_role == "consultor"


def test_the_first_manager_is_invited(browser, helena):
    """PUR-08"""
    _open(browser(helena), manager_name="Marta Reis", manager_email="Marta@x.example", manager_role="franqueado")

    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.unit.slug, invitation.by) == (
        "marta@x.example",
        "franqueado",
        "joinville",
        helena,
    )
    assert Mail.objects.get().to == "marta@x.example"


def test_the_page_counts_the_statements_that_are_in(browser, helena):
    _open(browser(helena))
    tasks.note_progress(Unit.objects.get().pk, 12, 25)

    answer = browser(helena).get("/rede/unidades/joinville/abertura/", headers=HTMX)
    assert "12 de 25" in answer.text


def test_a_failed_opening_says_why_in_plain_words_and_offers_another_try(browser, helena):
    _open(browser(helena))
    Unit.objects.update(opening_attempts=3, opening_error='ProgrammingError: schema "unit_joinville" already exists')

    page = browser(helena).get("/rede/unidades/joinville/abertura/", headers=HTMX)
    assert "Já existe no banco de dados" in page.text
    assert "Tentar de novo" in page.text
    assert "every 1s" not in page.text


def test_trying_again_starts_the_count_anew(browser, helena):
    _open(browser(helena))
    Unit.objects.update(opening_attempts=3, opening_error="x")
    browser(helena).post("/rede/unidades/joinville/abertura/nova-tentativa/")

    unit = Unit.objects.get()
    assert (unit.opening_attempts, unit.opening_error) == (0, "")


def test_an_opened_unit_sends_its_new_state_along(browser, helena, santos):
    answer = browser(helena).get("/rede/unidades/santos/abertura/", headers=HTMX)

    assert "Santos está aberta" in answer.text
    assert 'id="unit-acts"' in answer.text
    assert "every 1s" not in answer.text


def test_without_htmx_the_progress_is_the_unit_page(browser, helena, santos):
    assert browser(helena).get("/rede/unidades/santos/abertura/").headers["Location"] == "/rede/unidades/santos/"


def test_the_command_opens_a_unit_as_the_page_does(helena, capsys):
    _command()

    unit = Unit.objects.get(slug="joinville")
    assert unit.answers
    assert "Joinville está aberta: /u/joinville/" in capsys.readouterr().out


def test_the_command_invites_the_manager(helena):
    _command(manager_email="marta@x.example", manager_name="Marta Reis")

    assert Invitation.objects.get().role == "gerente"


def test_the_command_says_what_is_wrong_by_option(helena):
    with pytest.raises(CommandError, match=r"--cnpj: Confira o CNPJ"):
        _command(cnpj="123")


def test_the_command_finishes_an_opening_that_stopped(helena):
    form = OpeningForm(JOINVILLE)
    assert form.is_valid()
    form.save(by=helena)
    call_command("open_unit", slug="joinville")

    assert Unit.objects.get().answers


def test_the_command_needs_an_administrator_in_whose_name_it_works(db):
    with pytest.raises(CommandError, match="Administrador"):
        _command()


def _command(**options):
    facts = {
        "slug": "joinville",
        "name": "Joinville",
        "legal_name": "Águas do Norte Ltda.",
        "cnpj": "11444777000161",
        "city": "Joinville",
        "uf": "SC",
    }
    call_command("open_unit", **(facts | options))
