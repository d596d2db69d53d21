"""A report as lines of a file: every table one after the other."""

from leads.reports.report import COLUMNS


def tables_of(report, place):
    """The figures on top and each table."""
    yield ["Relatório", place, str(report.period), report.scope.words]
    yield []
    yield ["Resumo", *[words for _, words in COLUMNS]]
    yield [str(report.period), *[cell.value for _, cell, *_ in report.tops]]
    yield [str(report.period.before), *[before for _, _, before, _ in report.tops]]
    for section in report.sections:
        yield []
        yield [f"{section.title}: {section.head}", *section.columns]
        for row in section.rows:
            yield [row.name, *[_plain(cell.value) for cell in row.cells]]


def lines_of(report):
    """A unit's, with its funnel."""
    yield from tables_of(report, str(report.unit))
    yield []
    yield ["Funil: Etapa", "Chegaram", "Estão", "Perdidos", "Tempo médio"]
    for step in report.funnel.steps:
        yield [step.name, step.reached, step.waiting, step.lost, step.time]


def _plain(value):
    return value if isinstance(value, int) else f"{value:.2f}".replace(".", ",")
