"""The drawing says all that the process says, and nothing in it lies on top of anything else."""

from itertools import combinations

import pytest
from django.template.loader import render_to_string
from django_tenants.utils import tenant_context

from workflow.diagram import FIRST_SHEET, SHEET, Diagram
from workflow.install import install
from workflow.models import Limit, Outcome, Process, ProcessVersion, Stage
from workflow.ready import ready_processes

READY = ready_processes()


@pytest.fixture
def drawn(santos):
    """`drawn("purifikar")`: the diagram of a ready process."""
    with tenant_context(santos):
        yield lambda slug, **more: Diagram(list(_way(install(READY[slug]).published).stages.all()), **more)


@pytest.fixture
def twenty(santos):
    """Twenty stages with long names, jumping ahead and back as far as they can."""
    with tenant_context(santos):
        version = ProcessVersion.objects.create(process=Process.objects.create(slug="longo", name="Longo"), number=1)
        name = "Verificação da viabilidade técnica e do prédio n. "
        stages = [Stage.objects.create(version=version, slug=f"e{at}", name=f"{name}{at}", order=at, centre="operacao") for at in range(20)]
        for at, stage in enumerate(stages):
            Limit.objects.create(version=version, slug=f"l{at}", name="Prazo", starts=stage, amount=24)
            for order, jump in enumerate((1, 7, -5)):
                target = stages[(at + jump) % 20]
                Outcome.objects.create(stage=stage, slug=f"o{order}", name=f"{name} e ir", order=order, target=target)
        yield Diagram(list(_way(version).stages.all()))


def _way(version):
    return ProcessVersion.objects.with_way().get(pk=version.pk)


def _svg(diagram):
    return " ".join(render_to_string("workflow/processes/diagram.html", {"diagram": diagram}).split())


def _overlap(one, other):
    beside = one.right <= other.x or other.right <= one.x
    return not (beside or one.bottom <= other.y or other.bottom <= one.y)


@pytest.mark.parametrize("slug", READY)
def test_every_stage_and_every_outcome_is_in_the_drawing(drawn, slug):
    """BIM-36"""
    svg = _svg(drawn(slug))

    for stage in READY[slug].stages:
        assert f">{stage.name}<" in svg
        assert all(f">{outcome.name}<" in svg for outcome in stage.outcomes)


@pytest.mark.parametrize("slug", READY)
def test_every_outcome_says_to_which_stage_it_leads(drawn, slug):
    diagram = drawn(slug)
    names = {box.number: box.stage.slug for box in diagram.boxes}

    said = [(box.stage.slug, row.outcome.slug, names[row.target_number]) for box in diagram.boxes for row in box.rows]
    assert said == [(stage.slug, outcome.slug, outcome.to) for stage in READY[slug].stages for outcome in stage.outcomes]


def test_no_two_boxes_touch_at_twenty_stages(twenty):
    assert len(twenty.boxes) == 20
    assert not [pair for pair in combinations(twenty.boxes, 2) if _overlap(*pair)]


def test_all_text_stays_in_its_box(twenty):
    for box in twenty.boxes:
        texts = [*box.name_texts, *box.note_texts, *(text for row in box.rows for text in row.texts)]
        assert all(box.y < y < box.bottom for y, _ in texts)
        assert all(len(line) <= 38 for _, line in texts)


def test_lines_run_beside_the_boxes_and_never_on_top_of_each_other(twenty):
    left, right = twenty.boxes[0].x, twenty.boxes[0].right
    places = [(twenty._lane_x(bus), bus.span) for bus in twenty._buses]

    assert not [x for x, _ in places if left <= x <= right or not 0 < x < twenty.width]
    for (x, (begin, end)), (other_x, (other_begin, other_end)) in combinations(places, 2):
        assert x != other_x or end < other_begin or other_end < begin


def test_it_is_cut_into_printable_sheets_between_boxes(twenty):
    sheets = twenty.sheets

    assert len(sheets) > 2
    assert [box for sheet in sheets for box in sheet.boxes] == twenty.boxes
    assert sheets[0].height <= FIRST_SHEET
    assert all(
        sheet.height <= SHEET and sheet.y <= box.y and box.bottom <= sheet.y + sheet.height for sheet in sheets for box in sheet.boxes
    )
    assert sum(sheet.height for sheet in sheets) == twenty.height


@pytest.mark.parametrize("slug", READY)
def test_a_ready_process_fits_a_phone(drawn, slug):
    """At 358 pixels its letters are still 11 pixels tall."""
    assert drawn(slug).width * 11 / 13 <= 358 + 20


def test_it_shows_where_something_stands(drawn):
    diagram = drawn("processo-2", here="vendedor", passed=["novo", "tratativa"])

    assert [box.stage.slug for box in diagram.boxes if box.is_here] == ["vendedor"]
    assert "você está aqui" in _svg(diagram)


def test_the_drawing_has_no_inline_style(drawn):
    assert "style=" not in _svg(drawn("purifikar"))


def test_a_process_without_stages_draws_nothing():
    assert (Diagram([]).boxes, Diagram([]).sheets) == ([], [])
