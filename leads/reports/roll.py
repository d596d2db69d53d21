"""Adding figures up, in SQL that is written once: into the sums of a day, or at once for whoever sees only a part.

A lead counts once for each thing that happened to it, on the day on which it did; by every dimension that tells leads apart.
"""

from collections import namedtuple
from contextlib import contextmanager

from django.core.exceptions import EmptyResultSet
from django.db import connection

from leads.models import DayFigure, DayStage, LeadFigure, Source
from tenants.models import UnitDay

TOTAL, SOURCE, ATTENDANT, SELLER, DISTRICT, REASON = DIMENSIONS = ("total", "origem", "atendente", "consultor", "bairro", "motivo")
MEASURES = ("leads", "treated", "in_time", "handed", "won", "lost", "worth")
COLUMNS = (
    "came_on", "treated_on", "in_time", "handed_on", "ended_on", "result", "reason", "value", "channel", "source", "campaign", "district",
    "attendant_id", "seller_id", "stage", "reached", "minutes",
)  # fmt: skip

Sum = namedtuple("Sum", ("day", "channel", "dimension", "key", "detail", *MEASURES))
StageSum = namedtuple("StageSum", "day channel stage reached left waiting lost minutes")
NetworkSum = namedtuple("NetworkSum", ("unit_id", "day", "channel", "dimension", "key", "detail", "label", *MEASURES))
# Of each table: the rows' shape, which columns name a row, and the types of all.
SHAPES = {
    DayFigure: (Sum, Sum._fields[:5], ["date", *["text"] * 4, *["int"] * 6, "numeric"]),
    DayStage: (StageSum, StageSum._fields[:3], ["date", "text", "text", *["int"] * 4, "bigint"]),
    UnitDay: (NetworkSum, NetworkSum._fields[:6], ["uuid", "date", *["text"] * 5, *["int"] * 6, "numeric"]),
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
SELECT {day} AS day, channel,
       CASE GROUPING(source, attendant_id, seller_id, district, reason)
         WHEN 15 THEN 'origem' WHEN 23 THEN 'atendente' WHEN 27 THEN 'consultor' WHEN 29 THEN 'bairro' WHEN 30 THEN 'motivo' ELSE 'total' END
         AS dimension,
       coalesce(source, attendant_id::text, seller_id::text, lower(district), reason, '') AS key,
       coalesce(campaign, district, '') AS detail,
       sum(leads)::int, sum(treated)::int, sum(in_time)::int, sum(handed)::int, sum(won)::int, sum(lost)::int, sum(worth)
FROM ({moments}) AS moment (day, channel, source, campaign, attendant_id, seller_id, district, reason, {measures})
GROUP BY GROUPING SETS (({by}channel), ({by}channel, source, campaign), ({by}channel, attendant_id), ({by}channel, seller_id),
                        ({by}channel, district), ({by}channel, reason))
HAVING GROUPING(reason) = 1 OR sum(lost) > 0
"""
STAGES = """
SELECT {day} AS day, channel, step.stage, count(*)::int, count(step.minutes)::int,
       count(*) FILTER (WHERE figures.stage = step.stage AND ended_on IS NULL)::int,
       count(*) FILTER (WHERE figures.stage = step.stage AND result = 'perdido')::int, coalesce(sum(step.minutes), 0)
FROM ({figures}) AS figures, unnest(figures.reached, figures.minutes) AS step (stage, minutes)
WHERE {days} GROUP BY {by}channel, step.stage
"""
TOTALS = "SELECT {measures} FROM ({moments}) AS moment (day, channel, source, campaign, attendant_id, seller_id, district, reason, {names})"
ADD = """
INSERT INTO {table} AS sums (id, {columns}) SELECT gen_random_uuid(), * FROM unnest({arrays}) AS change
ON CONFLICT ({names}) DO UPDATE SET {added}
"""
ANY_DAY, SAME_DAYS, WITHIN = "{} IS NOT NULL", "{} = ANY(%s)", "{} BETWEEN %s AND %s"


def sums(figures, first, last):
    """The sums of some leads' figures over a time, made now: a Sum without a day for each thing that tells them apart."""
    return [Sum(*row) for row in _rows(*_sums(figures, WITHIN, [first, last], by_day=False))]


def totals(figures, first, last):
    """Each measure of all of them, in the order of MEASURES."""
    moments, params = _moments(figures, WITHIN, [first, last])
    measures = ", ".join(f"coalesce(sum({name}), 0)" for name in MEASURES)
    return _rows(TOTALS.format(measures=measures, moments=moments, names=", ".join(MEASURES)), params)[0]


def stage_sums(figures, first, last):
    return [StageSum(*row) for row in _rows(*_stages(figures, WITHIN, [first, last], by_day=False))]


def roll(days):
    """Makes the sums of those days anew out of all figures, inside the caller's transaction."""
    days = sorted(days)
    for model, query in ((DayFigure, _sums), (DayStage, _stages)):
        model.objects.filter(day__in=days)._raw_delete(connection.alias)
        _add(model, _rows(*query(LeadFigure.objects.all(), SAME_DAYS, [days], by_day=True)))


@contextmanager
def following(leads, unit):
    """While it lasts those leads' figures may change; at its end the sums have changed by the same, the network's too."""
    before = _all(leads)
    yield
    for model, rows in _all(leads).items():
        changes = _changes(before[model], rows)
        _add(model, changes)
        _forget_empty(model, {row[0] for row in changes})
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


def _all(leads):
    figures = LeadFigure.objects.filter(lead__in=leads)
    return {model: _rows(*query(figures, ANY_DAY, [], by_day=True)) for model, query in ((DayFigure, _sums), (DayStage, _stages))}


def _changes(before, after):
    """The rows by which one differs from the other, as what is to be added."""
    width = len((before or after or [()])[0])
    named = 5 if width == len(Sum._fields) else 3
    changes = {row[:named]: [-value for value in row[named:]] for row in before}
    for row in after:
        known = changes.get(row[:named], [0] * (width - named))
        changes[row[:named]] = [old + new for old, new in zip(known, row[named:], strict=True)]
    return [(*name, *values) for name, values in changes.items() if any(values)]


def _add(model, rows):
    """Adds to the rows that are there, and makes those that are not."""
    if not rows:
        return
    shape, named, types = SHAPES[model]
    columns = [connection.ops.quote_name(name) for name in shape._fields]
    sql = ADD.format(
        table=model._meta.db_table, columns=", ".join(columns), arrays=", ".join(f"%s::{kind}[]" for kind in types),
        names=", ".join(map(connection.ops.quote_name, named)),
        added=", ".join(f"{name} = sums.{name} + EXCLUDED.{name}" for name in columns[-len(types) + types.index("int") :]),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(column) for column in zip(*rows, strict=True)])


def _forget_empty(model, days):
    shape, named, _ = SHAPES[model]
    model.objects.filter(day__in=days, **dict.fromkeys(shape._fields[len(named) :], 0))._raw_delete(connection.alias)


def _sums(figures, which, days, *, by_day):
    moments, params = _moments(figures, which, days)
    day, by = ("day", "day, ") if by_day else ("NULL::date", "")
    return SUMS.format(day=day, by=by, moments=moments, measures=", ".join(MEASURES)), params


def _moments(figures, which, days):
    """A row for each thing that happened to a lead on one of those days."""
    inner, inner_params = _sql_of(figures)
    moments, params = [], []
    for day, reason, counted in MOMENTS:
        moments.append(f"SELECT {day}, {BY}, {reason}, {counted} FROM ({inner}) AS figures WHERE {which.format(day)}")  # noqa: S608 (no word of a user's)
        params += [*inner_params, *days]
    return " UNION ALL ".join(moments), params


def _stages(figures, which, days, *, by_day):
    inner, params = _sql_of(figures)
    day, by = ("came_on", "came_on, ") if by_day else ("NULL::date", "")
    return STAGES.format(day=day, by=by, figures=inner, days=which.format("came_on")), [*params, *days]


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
