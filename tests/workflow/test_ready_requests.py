"""The ready kinds of solicitação: in order, complete, copied into a unit with their routines."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from workflow.install_requests import install_requests
from workflow.models import Process, RequestType, Routine
from workflow.ready_requests import FOLDER, read, ready_requests

READY = ready_requests()


def test_the_kinds_of_the_inventory_are_there():
    """DIR-28..37, DIR-45..52, DIR-57, DIR-58, PUR-19, PUR-24..26, requirements 1.5 point 11"""
    assert set(READY) == {
        "abertura-do-dia", "atualizacao-de-divulgacao", "compras-e-servicos", "demanda-do-gerente", "juridico", "limpeza-e-manutencao",
        "material-de-divulgacao", "recrutamento", "reunioes-e-campo",
    }  # fmt: skip


@pytest.mark.parametrize("slug", READY)
def test_every_way_is_in_order(in_santos, slug):
    """Only the people may be missing."""
    install_requests()

    problems = Process.objects.get(slug=slug).published.problems()
    assert [problem.words for problem in problems if problem.code != "empty_centre"] == []


def test_installing_again_changes_nothing(in_santos, django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        assert install_requests() == len(READY)
    Routine.objects.update(is_active=False)

    assert install_requests() == 0
    assert RequestType.objects.count() == len(READY)
    assert not Routine.objects.active().exists()


def test_a_mistake_in_a_file_is_refused_with_its_place(tmp_path):
    wrong = tmp_path / "juridico.toml"
    wrong.write_text((FOLDER / "juridico.toml").read_text().replace('to = "analise"', 'to = "analises"'))

    with pytest.raises(ImproperlyConfigured, match=r"juridico.toml: stages\[documentos\].*no stage is called analises"):
        read(wrong)
