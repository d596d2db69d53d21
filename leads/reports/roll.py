"""Adding figures up, in SQL that is written once: into the sums of a day, or at once for whoever sees only a part.

A lead counts once for each thing that happened to it, on the day on which it did; by every dimension that tells leads apart.
"""

from collections import namedtuple
from contextlib import contextmanager

from django.core.exceptions import EmptyResultSet
from django.db import connection

from leads.models import DayFigure, DayStage, LeadFigure, PersonFigure, PersonStage, Source
from leads.models.person_figures import Side, Span
from tenants.models import UnitDay

TOTAL, SOURCE, ATTENDANT, SELLER, DISTRICT, REASON = DIMENSIONS = ("total", "origem", "atendente", "consultor", "bairro", "motivo")
MEASURES = ("leads", "treated", "in_time", "handed", "won", "lost", "worth")
COLUMNS = (
    "came_on", "treated_on", "in_time", "handed_on", "ended_on", "result", "reason", "value", "channel", "source", "campaign", "district",
    "attendant_id", "seller_id", "stage", "reached", "minutes",
)  # fmt: skip

Sum = namedtuple("Sum", ("day", "channel", "dimension", "key", "detail", *MEASURES))
StageSum = namedtuple("StageSum", "day channel stage reached left waiting lost minutes")
WHOSE = ("span", "day", "person_id", "side")
PersonSum = namedtuple("PersonSum", (*WHOSE, *Sum._fields[1:]))
PersonStageSum = namedtuple("PersonStageSum", (*WHOSE, *StageSum._fields[1:]))
NetworkSum = namedtuple("NetworkSum", ("unit_id", "day", "channel", "dimension", "key", "detail", "label", *MEASURES))
COUNTS, STAGE_COUNTS = [*["int"] * 6, "numeric"], [*["int"] * 4, "bigint"]
# Of each table: the rows' shape, which columns name a row, and the types of all.
SHAPES = {
    DayFigure: (Sum, Sum._fields[:5], ["date", *["text"] * 4, *COUNTS]),
    DayStage: (StageSum, StageSum._fields[:3], ["date", "text", "text", *STAGE_COUNTS]),
    PersonFigure: (PersonSum, PersonSum._fields[:8], ["text", "date", "uuid", *["text"] * 5, *COUNTS]),
    PersonStage: (PersonStageSum, PersonStageSum._fields[:6], ["text", "date", "uuid", *["text"] * 3, *STAGE_COUNTS]),
    UnitDay: (NetworkSum, NetworkSum._fields[:6], ["uuid", "date", *["text"] * 5, *COUNTS]),
}
FOR_THE_NETWORK = (TOTAL, SOURCE, ATTENDANT, SELLER)

# What happened on a day: (the day's column, the reason, what is counted)
MOMENTS = (
    ("came_on", "NULL", "1, 0, 0, 0, 0, 0, 0::numeric"),
    ("treated_on", "NULL", "0, 1, in_time::int, 0, 0, 0, 0"),
    ("handed_on", "NULL", "0, 0, 0, 1, 0, 0, 0"),
    ("ended_on", "reason", "0, 0, 0, 0, (result = 'ganho')::int, (result = 'perdido')::int, CASE WHEN result = 'ganho' THEN coalesce(value, 0) ELSE 0 END"),
)  # fmt: skip
BY = "channel, source, campaign, attendant_id, seller_id, district"
SUMS = """
SELECT {day} channel,
       CASE GROUPING(source, attendant_id, seller_id, district, reason)
         WHEN 15 THEN 'origem' WHEN 23 THEN 'atendente' WHEN 27 THEN 'consultor' WHEN 29 THEN 'bairro' WHEN 30 THEN 'motivo' ELSE 'total' END
         AS dimension,
       coalesce(source, attendant_id::text, seller_id::text, lower(district), reason, '') AS key,
       coalesce(campaign, district, '') AS detail,
       sum(leads)::int, sum(treated)::int, sum(in_time)::int, sum(handed)::int, sum(won)::int, sum(lost)::int, sum(worth)
FROM ({moments}) AS moment (day, channel, source, campaign, attendant_id, seller_id, district, reason, {measures}){whose}
GROUP BY GROUPING SETS (({by}channel), ({by}channel, source, campaign), ({by}channel, attendant_id), ({by}channel, seller_id),
                        ({by}channel, district), ({by}channel, reason))
HAVING GROUPING(reason) = 1 OR sum(lost) > 0
"""
STAGES = """
SELECT {day} channel, step.stage, count(*)::int, count(step.minutes)::int,
       count(*) FILTER (WHERE figures.stage = step.stage AND ended_on IS NULL)::int,
       count(*) FILTER (WHERE figures.stage = step.stage AND result = 'perdido')::int, coalesce(sum(step.minutes), 0)
FROM ({figures}) AS figures, unnest(figures.reached, figures.minutes) AS step (stage, minutes){whose}
WHERE {days} GROUP BY {by}channel, step.stage
"""
# By nothing: one row without a day; by day; by day and by each person on whose side it stands.
IN_ALL, BY_DAY = ("NULL::date,", "", ""), ("{day},", "{day}, ", "")
BY_PERSON = (
    f"'{Span.DAY}', {{day}}, person, side,", "{day}, person, side, ",
    f" JOIN LATERAL (VALUES ('{Side.ATTENDS}', attendant_id), ('{Side.SELLS}', CASE WHEN seller_id IS DISTINCT FROM attendant_id THEN seller_id END))"
    " AS whose (side, person) ON person IS NOT NULL",
)  # fmt: skip
ADD = """
INSERT INTO {table} AS sums (id, {columns}) SELECT gen_random_uuid(), * FROM unnest({arrays}) AS change
ON CONFLICT ({names}) DO UPDATE SET {added} RETURNING CASE WHEN {nothing} THEN id END
"""
ANY_DAY, SAME_DAYS, WITHIN = "{} IS NOT NULL", "{} = ANY(%s)", "{} BETWEEN %s AND %s"


def sums(figures, first, last):
    """The sums of some leads' figures over a time, made now: a Sum without a day for each thing that tells them apart."""
    return [Sum(*row) for row in _rows(*_sums(figures, WITHIN, [first, last], IN_ALL))]


def stage_sums(figures, first, last):
    return [StageSum(*row) for row in _rows(*_stages(figures, WITHIN, [first, last], IN_ALL))]


def roll(days):
    """Makes the sums of those days anew out of all figures, inside the caller's transaction."""
    days = sorted(days)
    for model, rows in _all(LeadFigure.objects.all(), SAME_DAYS, [days]).items():
        found = model.objects.filter(day__in=days)
        if model in (PersonFigure, PersonStage):
            found = found.filter(span=Span.DAY)
            _change(model, _by_month(model, _changes(model, found.values_list(*SHAPES[model][0]._fields), rows)))
        found._raw_delete(connection.alias)
        _add(model, rows)


@contextmanager
def following(leads, unit):
    """While it lasts those leads' figures may change; at its end the sums have changed by the same, the network's too."""
    figures = LeadFigure.objects.filter(lead__in=leads)
    before = _all(figures, ANY_DAY, [])
    yield
    for model, rows in _all(figures, ANY_DAY, []).items():
        changes = _changes(model, before[model], rows)
        _change(model, changes)
        if model in (PersonFigure, PersonStage):
            _change(model, _by_month(model, changes))
        if model is DayFigure:
            _add(UnitDay, _told(unit, changes))


def tell(unit, days):
    """The unit's sums of those days anew for the network's pages."""
    rows = DayFigure.objects.filter(day__in=days).values_list(*Sum._fields)
    UnitDay.objects.filter(unit=unit, day__in=days)._raw_delete(connection.alias)
    _add(UnitDay, _told(unit, rows))


def _told(unit, rows):
    """What the network may know of them: totals, sources and the people who work on leads, nobody's customers."""
    names = dict(Source.objects.values_list("slug", "name"))
    shown = [Sum(*row) for row in rows if row[2] in FOR_THE_NETWORK]
    return [(unit.pk, *row[:5], names.get(row.key, "") if row.dimension == SOURCE else "", *row[5:]) for row in shown]


def _all(figures, which, days):
    """{table: its rows by day} of those figures."""
    made = {
        DayFigure: _sums(figures, which, days, BY_DAY), DayStage: _stages(figures, which, days, BY_DAY),
        PersonFigure: _sums(figures, which, days, BY_PERSON), PersonStage: _stages(figures, which, days, BY_PERSON),
    }  # fmt: skip
    return {model: _rows(*query) for model, query in made.items()}


def _changes(model, before, after):
    """The rows by which one differs from the other, as what is to be added."""
    named = len(SHAPES[model][1])
    changes = {tuple(row[:named]): [-value for value in row[named:]] for row in before}
    for row in after:
        known = changes.get(row[:named])
        changes[row[:named]] = [old + new for old, new in zip(known, row[named:], strict=True)] if known else row[named:]
    return [(*name, *values) for name, values in changes.items() if any(values)]


def _by_month(model, changes):
    """The same by month; the first two columns say of what."""
    named, found = len(SHAPES[model][1]), {}
    for row in changes:
        name = (Span.MONTH.value, row[1].replace(day=1), *row[2:named])
        found[name] = [old + new for old, new in zip(found[name], row[named:], strict=True)] if name in found else row[named:]
    return [(*name, *values) for name, values in found.items() if any(values)]


def _change(model, changes):
    """Adds them, and forgets the rows that come to nothing."""
    if empty := _add(model, changes):
        model.objects.filter(pk__in=empty)._raw_delete(connection.alias)


def _add(model, rows):
    """Adds to the rows that are there, and makes those that are not; gives the keys of those that come to nothing by it."""
    if not rows:
        return []
    shape, named, types = SHAPES[model]
    columns = [connection.ops.quote_name(name) for name in shape._fields]
    counts = columns[len(named) + ("label" in shape._fields) :]
    sql = ADD.format(
        table=model._meta.db_table, columns=", ".join(columns), arrays=", ".join(f"%s::{kind}[]" for kind in types),
        names=", ".join(map(connection.ops.quote_name, named)),
        added=", ".join(f"{name} = sums.{name} + EXCLUDED.{name}" for name in counts),
        nothing=" AND ".join(f"sums.{name} = 0" for name in counts),
    )  # fmt: skip
    return [key for (key,) in _rows(sql, [list(column) for column in zip(*rows, strict=True)]) if key]


def _sums(figures, which, days, how):
    moments, params = _moments(figures, which, days)
    shown, by, whose = (part.format(day="day") for part in how)
    return SUMS.format(day=shown, by=by, whose=whose, moments=moments, measures=", ".join(MEASURES)), params


def _moments(figures, which, days):
    """A row for each thing that happened to a lead on one of those days."""
    inner, inner_params = _sql_of(figures)
    moments, params = [], []
    for day, reason, counted in MOMENTS:
        moments.append(f"SELECT {day}, {BY}, {reason}, {counted} FROM ({inner}) AS figures WHERE {which.format(day)}")  # noqa: S608 (no word of a user's)
        params += [*inner_params, *days]
    return " UNION ALL ".join(moments), params


def _stages(figures, which, days, how):
    inner, params = _sql_of(figures)
    shown, by, whose = (part.format(day="came_on") for part in how)
    return STAGES.format(day=shown, by=by, whose=whose, figures=inner, days=which.format("came_on")), [*params, *days]


def _sql_of(figures):
    """The columns of a queryset of figures as SQL; of one that Django knows to be empty, nothing."""
    try:
        return figures.order_by().values(*COLUMNS).query.sql_with_params()
    except EmptyResultSet:
        return LeadFigure.objects.filter(came_on=None).values(*COLUMNS).query.sql_with_params()


def _rows(sql, params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
