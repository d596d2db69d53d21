"""The stages in the ready files: sound in themselves, and a mistake is refused with its file and place."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from workflow.ready import FOLDER, read, ready_processes

READY = ready_processes()
GOOD = (FOLDER / "purifikar.toml").read_text(encoding="utf-8")


def _stages(slug):
    return {stage.slug: stage for stage in READY[slug].stages}


@pytest.mark.parametrize("slug", READY)
def test_every_stage_has_a_way_out_and_a_limit_or_ends_the_process(slug):
    """BIM-36, BIM-68"""
    for stage in READY[slug].stages:
        assert bool(stage.ends) != bool(stage.outcomes and stage.limits), stage.slug


@pytest.mark.parametrize("slug", READY)
def test_every_working_stage_tells_what_to_do(slug):
    assert all(stage.hint for stage in READY[slug].stages if not stage.ends)


@pytest.mark.parametrize("slug", READY)
def test_every_limit_warns_somebody(slug):
    """BEY-08"""
    assert all(limit.alarms for stage in READY[slug].stages for limit in stage.limits)


@pytest.mark.parametrize("slug", READY)
def test_whatever_is_lost_says_why(slug):
    """DIR-03, DIR-16"""
    lost = {stage.slug for stage in READY[slug].stages if stage.ends == "perdido"}
    losing = [outcome for stage in READY[slug].stages for outcome in stage.outcomes if outcome.to in lost]

    assert losing
    assert all("reason" in outcome.requires and outcome.reasons for outcome in losing)


@pytest.mark.parametrize("slug", ["processo-1", "processo-3"])
def test_where_one_attendant_does_it_all_no_stage_is_anybody_elses(slug):
    """FOL-03"""
    assert {stage.centre for stage in READY[slug].stages if not stage.ends} == {"atendimento"}


@pytest.mark.parametrize(("slug", "channels"), [("processo-1", []), ("processo-2", []), ("purifikar", []), ("processo-2-fluxo", ["web", "fluxo"]), ("processo-3", ["web", "fluxo"])])  # fmt: skip
def test_two_of_them_have_two_beginnings(slug, channels):
    """FOL-18, FOL-19, FOL-28"""
    assert [stage.channel for stage in READY[slug].stages if stage.channel] == channels


@pytest.mark.parametrize(("slug", "stage"), [("processo-2", "vendedor"), ("processo-2-fluxo", "vendedor"), ("purifikar", "consultor")])
def test_the_hand_over_is_an_appointment(slug, stage):
    """FOL-09"""
    ways = [outcome for each in READY[slug].stages for outcome in each.outcomes if outcome.to == stage]

    assert ways
    assert all("appointment" in outcome.requires for outcome in ways)
    assert _stages(slug)[stage].picks == "escolhido"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('name = "Primeiro contato"\ncentre', "centre", r"stages\[contato\]: missing name"),
        ('slug = "contato"', 'slug = "Contato"', r"stages\[Contato\]: slug: expected small letters"),
        ('slug = "retomada"\nname', 'slug = "contato"\nname', "stages: twice contato"),
        ('picks = "rodizio"', 'picks = "sorteio"', r"stages\[contato\]: picks: expected one of mantem, rodizio"),
        ('picks = "rodizio"', "picks = 3", r"stages\[contato\]: picks: expected a str"),
        ('centre = "vendas"\n', "", r"stages\[consultor\]: missing centre"),
        ('to = "retomada"', 'to = "retomar"', r"stages\[contato\]\.outcomes\[sem-resposta\]: to: no stage is called retomar"),
        ('requires = ["note"]', 'requires = ["nota"]', r"outcomes\[falou\]: requires: nothing is called nota"),
        ('requires = ["note"]', 'requires = "note"', r"outcomes\[falou\]: requires: expected a list of words"),
        (
            'kinds = ["visita", "apresentacao"]',
            'kinds = ["passeio"]',
            r"outcomes\[agendar\]: kinds: no kind of appointment is called passeio",
        ),
        ('requires = ["reason"]\n', "", r"outcomes\[descartar\]: reasons without reason in requires"),
        ('kind = "sim_nao"', 'kind = "talvez"', r"answers\[ponto_de_agua\]: kind: no kind of answer is called talvez"),
        ('kind = "sim_nao"', 'kind = "escolha"', r"answers\[ponto_de_agua\]: choices belong to the kind escolha"),
        ('clock = "horas_uteis"', 'clock = "semanas"', r"limits\[primeiro-contato\]: clock: expected one of horas, horas_uteis"),
        ("amount = 2\n", "", r"limits\[primeiro-contato\]: amount: expected one"),
        ("amount = 2\n", 'amount = "2"\n', r"limits\[primeiro-contato\]: amount: expected a int"),
        ('until = "atualizacao"', 'until = "instalado"', r"limits\[instalacao\]: until: no stage is called instalado"),
        ('deed = "repassar"', 'deed = "demitir"', r"alarms\[2\]: deed: expected one of avisar_responsavel"),
        ('deed = "repassar"', 'deed = "decidir"', r"alarms\[2\]: outcome belongs to the deed decidir"),
        ('deed = "repassar"', 'deed = "decidir", outcome = "fugir"', r"alarms\[2\]: outcome: no outcome of this stage is called fugir"),
        (
            'actions = ["workflow.note_task"]',
            'actions = ["workflow.dance"]',
            r"stages\[consultor\]: actions: nothing is called workflow\.dance",
        ),
        ('ends = "ganho"', 'ends = "ganho"\ncor = "verde"', r"stages\[cliente\]: unknown cor"),
        ('ends = "ganho"', 'ends = "talvez"', r"stages\[cliente\]: ends: expected one of ganho, perdido, feito"),
    ],
)
def test_a_mistake_is_refused_with_its_file_and_place(tmp_path, before, after, words):
    path = tmp_path / "meu-processo.toml"
    assert before in GOOD
    path.write_text(GOOD.replace(before, after, 1), encoding="utf-8")

    with pytest.raises(ImproperlyConfigured, match=rf"meu-processo\.toml: .*{words}"):
        read(path)
