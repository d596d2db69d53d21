"""Adding figures up, in SQL that is written once: into the sums of a day, or at once for whoever sees only a part.

A lead counts once for each thing that happened to it, on the day on which it did; by every dimension that tells leads apart.
"""

from collections import namedtuple

from django.core.exceptions import EmptyResultSet
from django.db import connection

from leads.models import DayFigure, DayStage, LeadFigure

TOTAL, SOURCE, ATTENDANT, SELLER, DISTRICT, REASON = DIMENSIONS = ("total", "origem", "atendente", "consultor", "bairro", "motivo")
MEASURES = ("leads", "treated", "in_time", "handed", "won", "lost", "worth")
COLUMNS = (
    "came_on", "treated_on", "in_time", "handed_on", "ended_on", "result", "reason", "value", "channel", "source", "campaign", "district",
    "attendant_id", "seller_id", "stage", "reached", "minutes",
)  # fmt: skip

Sum = namedtuple("Sum", ("day", "channel", "dimension", "key", "detail", *MEASURES))
StageSum = namedtuple("StageSum", "day channel stage reached left waiting lost minutes")

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
       CASE GROUPING(source, attendant_id, seller_id, lower(district), reason)
         WHEN 15 THEN 'origem' WHEN 23 THEN 'atendente' WHEN 27 THEN 'consultor' WHEN 29 THEN 'bairro' WHEN 30 THEN 'motivo' ELSE 'total' END
         AS dimension,
       coalesce(source, attendant_id::text, seller_id::text, lower(district), reason, '') AS key,
       CASE GROUPING(lower(district)) WHEN 0 THEN max(district) ELSE coalesce(campaign, '') END AS detail,
       sum(leads)::int, sum(treated)::int, sum(in_time)::int, sum(handed)::int, sum(won)::int, sum(lost)::int, sum(worth)
FROM ({moments}) AS moment (day, channel, source, campaign, attendant_id, seller_id, district, reason, {measures})
GROUP BY GROUPING SETS (({by}channel), ({by}channel, source, campaign), ({by}channel, attendant_id), ({by}channel, seller_id),
                        ({by}channel, lower(district)), ({by}channel, reason))
HAVING GROUPING(reason) = 1 OR sum(lost) > 0
"""
STAGES = """
SELECT {day} AS day, channel, step.stage, count(*)::int, count(step.minutes)::int,
       count(*) FILTER (WHERE figures.stage = step.stage AND ended_on IS NULL)::int,
       count(*) FILTER (WHERE figures.stage = step.stage AND result = 'perdido')::int, coalesce(sum(step.minutes), 0)
FROM ({figures}) AS figures, unnest(figures.reached, figures.minutes) AS step (stage, minutes)
WHERE {days} GROUP BY {by}channel, step.stage
"""
SAME_DAYS, WITHIN = "{} = ANY(%s)", "{} BETWEEN %s AND %s"


def sums(figures, first, last):
    """The sums of some leads' figures over a time, made now: a Sum without a day for each thing that tells them apart."""
    sql, params = _sums(figures, WITHIN, [first, last], by_day=False)
    return [Sum(*row) for row in _rows(sql, params)]


def stage_sums(figures, first, last):
    sql, params = _stages(figures, WITHIN, [first, last], by_day=False)
    return [StageSum(*row) for row in _rows(sql, params)]


def roll(days):
    """Makes the sums of those days anew out of all figures, inside the caller's transaction."""
    everything, days = LeadFigure.objects.all(), sorted(days)
    for model, query, names in ((DayFigure, _sums, Sum._fields), (DayStage, _stages, StageSum._fields)):
        table, quote = model._meta.db_table, connection.ops.quote_name
        columns = ", ".join(quote(name) for name in names)
        model.objects.filter(day__in=days)._raw_delete(connection.alias)
        sql, params = query(everything, SAME_DAYS, [days], by_day=True)
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {table} (id, {columns}) SELECT gen_random_uuid(), * FROM ({sql}) AS made", params)  # noqa: S608 (no word of a user's)


def _sums(figures, which, days, *, by_day):
    inner, inner_params = _sql_of(figures)
    moments, params = [], []
    for day, reason, counted in MOMENTS:
        moments.append(f"SELECT {day}, {BY}, {reason}, {counted} FROM ({inner}) AS figures WHERE {which.format(day)}")  # noqa: S608
        params += [*inner_params, *days]
    day, by = _by(by_day)
    return SUMS.format(day=day, by=by, moments=" UNION ALL ".join(moments), measures=", ".join(MEASURES)), params


def _stages(figures, which, days, *, by_day):
    inner, params = _sql_of(figures)
    day, by = _by(by_day)
    group = "came_on, " if by else ""
    return STAGES.format(day="came_on" if by else day, by=group, figures=inner, days=which.format("came_on")), [*params, *days]


def _by(by_day):
    return ("day", "day, ") if by_day else ("NULL::date", "")


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
