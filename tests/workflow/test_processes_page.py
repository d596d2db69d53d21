"""The pages of the unit's processes: everybody who works here reads them, whoever manages the unit changes them."""

import pytest
from django_tenants.utils import tenant_context

from tenants.models import Unit
from tests.conftest import open_unit
from workflow.install import install_all
from workflow.models import Journey, Limit, LimitAlarm, Outcome, Process, ProcessVersion, Stage

HOME = "/u/santos/configuracoes/processos/"
PURIFIKAR = f"{HOME}purifikar/"
DRAFT = f"{PURIFIKAR}rascunho/"
CONTACT = f"{DRAFT}etapas/contato/"
ALARMS = {"alarme-TOTAL_FORMS": "0", "alarme-INITIAL_FORMS": "0"}


@pytest.fixture(scope="module", autouse=True)
def installed(stage):
    with tenant_context(open_unit("santos")):
        install_all()


@pytest.fixture
def santos(installed, db):
    return Unit.objects.get(slug="santos")


@pytest.fixture
def staffed(rafael, denise, marcos, nair, camila):
    """Somebody in every centre of the process."""


@pytest.fixture
def draft(marcos, browser):
    """A draft that Marcos began."""
    browser(marcos).post(DRAFT)


@pytest.fixture
def found(santos):
    """`found(Stage, slug="contato")`: that one of the draft of the Purifikar's process."""

    def one(model, **wanted):
        place = {Stage: "version", Limit: "version", Outcome: "stage__version"}[model]
        with tenant_context(santos):
            return model.objects.get(**{f"{place}__state": "rascunho"}, **wanted)

    return one


def _page(answer):
    return " ".join(answer.content.decode().split())


def test_the_list_says_which_process_the_leads_take(browser, rafael):
    """FOL-01"""
    page = _page(browser(rafael).get(HOME))

    assert page.index("em uso pelos novos leads") < page.index("Processo 1")
    assert "versão 1 publicada, 0 em andamento" in page


def test_a_page_shows_stages_decisions_limits_and_alarms(browser, rafael):
    """BIM-34, BIM-36"""
    page = _page(browser(rafael).get(PURIFIKAR))

    assert "Com o Consultor" in page
    assert "pede um compromisso e um parecer" in page or "pede um parecer e um compromisso" in page
    assert "2 horas úteis" in page
    assert "quando vence: passar ao próximo da vez" in page
    assert "<svg" in page


def test_running_journeys_are_counted_on_their_version(browser, marcos, santos, staffed):
    with tenant_context(santos):
        Journey.objects.at_start_of("purifikar").start()

    assert "versão 1 publicada, 1 em andamento" in _page(browser(marcos).get(HOME))


def test_a_page_asks_the_database_few_times(browser, rafael, django_assert_max_num_queries):
    client = browser(rafael)
    client.get(PURIFIKAR)

    with django_assert_max_num_queries(22):
        client.get(PURIFIKAR)


@pytest.mark.parametrize("address", [DRAFT, CONTACT, f"{CONTACT}nova-decisao/", f"{CONTACT}novo-prazo/", f"{DRAFT}nova-etapa/"])
def test_whoever_only_works_here_changes_nothing(browser, rafael, draft, address):
    """PUR-10"""
    assert browser(rafael).get(address).status_code == 403
    assert browser(rafael).post(address).status_code == 403


def test_the_readers_page_offers_no_change(browser, rafael, marcos):
    assert "Mudar o processo" not in _page(browser(rafael).get(PURIFIKAR))
    assert "Mudar o processo" in _page(browser(marcos).get(PURIFIKAR))


def test_a_draft_is_a_copy_and_changes_nothing_that_is_in_force(browser, marcos, santos, draft, found):
    browser(marcos).post(CONTACT, {"name": "Primeira ligação", "centre": "atendimento", "picks": "rodizio", "ends": "", "channel": ""})

    assert found(Stage, slug="contato").name == "Primeira ligação"
    with tenant_context(santos):
        assert Process.objects.get(slug="purifikar").published.stages.get(slug="contato").name == "Primeiro contato"


def test_beginning_twice_goes_on_with_the_same_draft(browser, marcos, santos, draft):
    browser(marcos).post(DRAFT)

    with tenant_context(santos):
        assert ProcessVersion.objects.drafts().count() == 1


def test_without_a_draft_there_is_nothing_to_edit(browser, marcos):
    assert browser(marcos).get(DRAFT).url == PURIFIKAR
    assert browser(marcos).get(CONTACT).status_code == 404


def test_problems_stand_at_their_stage(browser, marcos, draft, staffed, found, santos):
    """BIM-36"""
    limit = found(Limit, slug="primeiro-contato")
    browser(marcos).post(f"{CONTACT}prazos/{limit.slug}/exclusao/")
    page = _page(browser(marcos).get(DRAFT))

    stage = page[page.index('id="etapa-contato"') : page.index('id="etapa-retomada"')]
    assert "A etapa Primeiro contato não tem prazo." in stage
    assert '<a href="#etapa-contato">A etapa Primeiro contato não tem prazo.</a>' in page


def test_a_draft_with_problems_is_refused_with_all_of_them(browser, marcos, draft):
    """Nobody works in Santos but Marcos."""
    answer = browser(marcos).post(f"{DRAFT}publicacao/")

    assert answer.status_code == 422
    assert "Ainda não foi publicado." in _page(answer)
    assert "Ninguém está no centro Vendas" in _page(answer)


def test_a_sound_draft_is_published_for_what_begins_now(browser, marcos, santos, draft, staffed):
    with tenant_context(santos):
        old = Journey.objects.at_start_of("purifikar")
        old.start()
    answer = browser(marcos).post(f"{DRAFT}publicacao/", follow=True)

    assert "A versão 2 está valendo para o que começa agora." in _page(answer)
    with tenant_context(santos):
        assert Process.objects.get(slug="purifikar").published.published_by == marcos
        assert (old.version.number, Journey.objects.at_start_of("purifikar").version.number) == (1, 2)


def test_an_old_version_can_still_be_read(browser, rafael, marcos, draft, staffed):
    browser(marcos).post(f"{DRAFT}publicacao/")

    assert "Esta versão não recebe mais nada." in _page(browser(rafael).get(f"{PURIFIKAR}versoes/1/"))
    assert browser(rafael).get(f"{PURIFIKAR}versoes/7/").status_code == 404


def test_a_discarded_draft_leaves_what_was_published(browser, marcos, santos, draft):
    browser(marcos).post(f"{DRAFT}descarte/")

    with tenant_context(santos):
        assert not ProcessVersion.objects.drafts().exists()
        assert Process.objects.get(slug="purifikar").published.number == 1


def test_a_new_stage_comes_last_and_must_be_somebodys_work(browser, marcos, draft, found):
    facts = {"name": "Conferência", "picks": "rodizio", "ends": "", "channel": "", "centre": ""}
    assert "Escolha de quem é o trabalho desta etapa." in _page(browser(marcos).post(f"{DRAFT}nova-etapa/", facts))
    browser(marcos).post(f"{DRAFT}nova-etapa/", {**facts, "centre": "operacao"})

    assert found(Stage, slug="conferencia").order > found(Stage, slug="cancelado").order


@pytest.mark.parametrize(
    ("changed", "words"),
    [({"name": "Negociação"}, "Já existe uma etapa com esse nome."), ({"ends": "ganho"}, "A etapa ainda tem decisões ou prazos.")],
)
def test_a_stage_that_would_break_the_process_is_refused_at_the_field(browser, marcos, draft, changed, words):
    facts = {"name": "Primeiro contato", "picks": "rodizio", "ends": "", "channel": "", "centre": "atendimento", **changed}
    answer = browser(marcos).post(CONTACT, facts)

    assert (answer.status_code, words in _page(answer)) == (422, True)


def test_a_question_asked_twice_is_refused_at_its_line(browser, marcos, draft, found):
    """DIR-02: two answers would fall together"""
    facts = {"name": "Some", "target": found(Stage, slug="perdido").pk, "requires": ["answers"], "answers": "Valor\nOutro\nValor (número)"}

    assert "Linha 3: essa pergunta já está acima." in _page(browser(marcos).post(f"{CONTACT}nova-decisao/", facts))


def test_stages_change_places(browser, marcos, draft, found):
    browser(marcos).post(f"{CONTACT}ordem/", {"para": "baixo"})

    assert (found(Stage, slug="retomada").order, found(Stage, slug="contato").order) == (0, 1)


def test_a_removed_stage_takes_the_decisions_that_lead_to_it(browser, marcos, draft, santos):
    browser(marcos).post(f"{DRAFT}etapas/retomada/exclusao/")

    with tenant_context(santos):
        draft_version = ProcessVersion.objects.drafts().get()
        assert not Outcome.objects.filter(stage__version=draft_version, slug="sem-resposta").exists()
        assert draft_version.stages.filter(slug="contato").exists()


def test_a_decision_is_made_with_its_form(browser, marcos, draft, found):
    """BIM-33, BIM-69"""
    facts = {
        "name": "Indicou outra pessoa", "question": "Contato feito com o cliente?", "target": found(Stage, slug="perdido").pk,
        "requires": ["answers"], "answers": "Nome de quem indicou\nTem filtro hoje? (sim ou não)\nOnde? (escolha: mesa / bancada; opcional)",
    }  # fmt: skip
    browser(marcos).post(f"{CONTACT}nova-decisao/", facts)

    assert [(each["slug"], each["kind"], each["optional"]) for each in found(Outcome, slug="indicou-outra-pessoa").answers] == [
        ("nome_de_quem_indicou", "texto", False),
        ("tem_filtro_hoje", "sim_nao", False),
        ("onde", "escolha", True),
    ]


def test_reasons_without_asking_for_one_are_refused_at_the_field(browser, marcos, draft, found):
    answer = browser(marcos).post(
        f"{CONTACT}nova-decisao/", {"name": "Some", "target": found(Stage, slug="perdido").pk, "reasons": "Preço\nPrazo"}
    )

    assert answer.status_code == 422
    assert "marque “Um motivo” acima" in _page(answer)


def test_a_limit_and_its_alarms_are_changed_together(browser, marcos, draft, found, santos):
    """BEY-08"""
    limit = found(Limit, slug="primeiro-contato")
    with tenant_context(santos):
        alarms = list(limit.alarms.all())
    rows = {"alarme-TOTAL_FORMS": "4", "alarme-INITIAL_FORMS": "3"}
    for at, alarm in enumerate(alarms):
        rows |= _alarm(at, id=alarm.pk, deed=alarm.deed, percent=alarm.percent, minutes_after=alarm.minutes_after)
    rows |= {"alarme-0-DELETE": "on"} | _alarm(3, deed="avisar_gerente", percent=150, minutes_after=0)
    browser(marcos).post(
        f"{CONTACT}prazos/primeiro-contato/", {"name": "Ligar logo", "amount": "1", "clock": "horas_uteis", "until": "", **rows}
    )

    with tenant_context(santos):
        limit.refresh_from_db()
        assert (limit.name, limit.amount) == ("Ligar logo", 1)
        assert list(LimitAlarm.objects.filter(limit=limit).values_list("deed", "percent")) == [
            ("repassar", 100), ("avisar_gerente", 100), ("avisar_gerente", 150),
        ]  # fmt: skip


def test_what_is_to_be_chosen_is_asked_in_portuguese_and_by_different_names(browser, marcos, draft):
    pages = [_page(browser(marcos).get(f"{CONTACT}{place}/")) for place in ("novo-prazo", "nova-decisao")]

    assert "Select an option" not in " ".join(pages)
    assert (pages[1].count("Um parecer<"), pages[1].count("Um parecer no contato de venda<")) == (1, 1)


def test_two_equal_alarms_are_refused(browser, marcos, draft):
    rows = {"alarme-TOTAL_FORMS": "2", "alarme-INITIAL_FORMS": "0"}
    rows |= _alarm(0, deed="repassar", percent=100, minutes_after=0) | _alarm(1, deed="repassar", percent=100, minutes_after=0)
    answer = browser(marcos).post(f"{CONTACT}novo-prazo/", {"name": "Outro", "amount": "1", "clock": "horas", **rows})

    assert "Há outro alarme igual no mesmo momento." in _page(answer)


def test_a_limit_without_an_amount_is_refused_except_at_the_end_of_the_month(browser, marcos, draft, found):
    refused = browser(marcos).post(f"{CONTACT}novo-prazo/", {"name": "Outro", "amount": "", "clock": "horas", **ALARMS})
    assert "Informe quanto tempo o prazo dá" in _page(refused)
    browser(marcos).post(f"{CONTACT}novo-prazo/", {"name": "Mês", "amount": "", "clock": "fim_do_mes", **ALARMS})

    assert found(Limit, slug="mes").amount == 0


def test_another_units_manager_sees_nothing(browser, otavio):
    assert browser(otavio).get(HOME).status_code == 404


def _alarm(at, **facts):
    return {f"alarme-{at}-{name}": str(value) for name, value in facts.items()}


def test_decisions_change_places(browser, marcos, draft, santos, found):
    """BIM-69: numbered as people want to see them; at the edge nothing happens."""

    def order():
        with tenant_context(santos):
            return list(Outcome.objects.filter(stage=found(Stage, slug="contato")).order_by("order").values_list("slug", flat=True))

    first, second, *rest = order()
    for slug, where in ((first, "baixo"), (second, "cima")):
        browser(marcos).post(f"{CONTACT}decisoes/{slug}/ordem/", {"para": where})

    assert order() == [second, first, *rest]
