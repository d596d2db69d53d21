"""What the pages of a process show: its stages in words, its drawing, and each problem at its place."""

from dataclasses import dataclass

from tenants.models import Centre
from workflow.diagram import Diagram
from workflow.models import ProcessVersion


@dataclass(frozen=True)
class StageLine:
    """A stage as the page tells it."""

    stage: object
    number: int
    centre: str
    is_beginning: bool
    problems: list
    outcomes: list  # (outcome, number of the stage that it leads to)

    @property
    def limits(self):
        return self.stage.limits.all()


def desk(version):
    """Context of a page that shows that version; of a draft also what keeps it from being published."""
    version = ProcessVersion.objects.with_way().get(pk=version.pk)
    stages = list(version.stages.all())
    centres = dict(Centre.objects.values_list("slug", "name"))
    problems = version.problems() if version.is_draft else []
    return {
        "process": version.process,
        "version": version,
        "lines": _lines(stages, centres, problems),
        "diagram": Diagram(stages, centres=centres),
        "problems": problems,
        "general_problems": [problem for problem in problems if problem.stage is None],
    }


def _lines(stages, centres, problems):
    numbers = {stage.pk: number for number, stage in enumerate(stages, start=1)}
    begins_by_channel = any(stage.channel for stage in stages)
    return [
        StageLine(
            stage, numbers[stage.pk], centres.get(stage.centre, ""),
            bool(stage.channel) if begins_by_channel else numbers[stage.pk] == 1,
            [problem for problem in problems if problem.stage == stage],
            [(outcome, numbers[outcome.target_id]) for outcome in stage.outcomes.all()],
        )
        for stage in stages
    ]  # fmt: skip
