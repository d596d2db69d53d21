"""What the answers to a cycle come to: counted one by one, or out of the sums of days that were counted before (BIM-46).

Days older than yesterday are added up once and read from then on (CycleDay): a report of years costs what its days and questions do, not
what its answers are. The last two days are counted each time, so that a new answer, whose saving may just be under way, never belongs to
a day that is added up; whoever corrects an older one marks its day (`touch`).
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import reduce
from itertools import batched
from operator import or_

from django.db import transaction
from django.db.models import Case, Count, F, Max, Min, Q, Sum, TextField, Value, When
from django.db.models.functions import TruncDate
from django.utils import timezone

from followup.models import Cycle, CycleAnswer, CycleDay, CycleQuestion, CycleReply, CycleSum

KINDS = CycleQuestion.Kind
COUNTED = (KINDS.CHOICE, KINDS.SEVERAL, KINDS.YES_NO)
FACTS = {"low": Min("number"), "high": Max("number"), "sum": Sum("number"), "first": Min("day"), "last": Max("day")}
SUMMED = {"n": Sum("n"), "choosers": Sum("choosers"), "low": Min("low"), "high": Max("high"), "sum": Sum("sum"), "first": Min("first"), "last": Max("last")}  # fmt: skip
KEPT = ("key", "said", *SUMMED)
DAY = timedelta(days=1)
AT_ONCE = 31  # days: the first look at years is many short queries instead of one that the database breaks off


@dataclass
class Tally:
    """What the answers to a question come to, whatever its versions."""

    answers: int = 0
    choosers: int = 0  # contacts, where each may have chosen several
    counts: dict = field(default_factory=dict)  # {answer: how often}
    low: Decimal | None = None
    high: Decimal | None = None
    sum: Decimal = Decimal(0)
    first: date | None = None
    last: date | None = None

    def add(self, row):
        self.answers += row["n"]
        self.choosers += row["choosers"]
        self.counts[row["said"]] = self.counts.get(row["said"], 0) + row["n"]
        self.sum += row["sum"] or 0
        for name, choose in (("low", min), ("high", max), ("first", min), ("last", max)):
            setattr(self, name, choose(filter(lambda each: each is not None, (getattr(self, name), row[name])), default=None))


def starts(day):
    return timezone.make_aware(datetime.combine(day, time.min))


def of_days(replies, first, last):
    return replies.filter(_between(first, last))


def _between(first, last):
    return Q(first_at__gte=starts(first), first_at__lt=starts(last + DAY))


def _runs(days):
    """[first, last] of each row of days that follow one another."""
    runs = []
    for day in sorted(days):
        if runs and day == runs[-1][1] + DAY:
            runs[-1][1] = day
        else:
            runs.append([day, day])
    return runs


def settled():
    """The last day that is added up."""
    return timezone.localdate() - 2 * DAY


def counted(replies, questions, *, by_day=False):
    """Rows of what those replies say to these questions, read in one pass; `by_day`: each day apart.

    A reply has one answer to a question, so that nothing need be told apart; only of several choices it has more.
    """
    keys = {question.pk: question.key for question in questions}
    offered = [question.pk for question in questions if question.kind in COUNTED]
    several = [question.pk for question in questions if question.kind == KINDS.SEVERAL]
    said = Case(When(question__in=offered, then=F("text")), default=Value(""), output_field=TextField())
    day = {"on": TruncDate("reply__first_at")} if by_day else {}
    answers = CycleAnswer.objects.filter(reply__in=replies.order_by().values("pk")).order_by()
    for row in answers.values("question", said=said, **day).annotate(n=Count("*"), **FACTS):
        yield row | {"key": keys[row["question"]], "choosers": 0}
    if several:
        nothing = {"said": "", "n": 0, **dict.fromkeys(FACTS)}
        choosers = answers.filter(question__in=several).values("question", **day).annotate(choosers=Count("reply", distinct=True))
        yield from (row | nothing | {"key": keys[row["question"]]} for row in choosers)


def added_up(cycle, first, last):
    """The sums of these settled days, by question and answer."""
    return CycleSum.objects.filter(of__in=_kept(cycle, first, last)).order_by().values("key", "said").annotate(**SUMMED)


def contacts_of(cycle, first, last):
    """(contacts, those that are complete) of these settled days."""
    found = _kept(cycle, first, last).aggregate(contacts=Sum("contacts", default=0), whole=Sum("whole", default=0))
    return found["contacts"], found["whole"]


def _kept(cycle, first, last):
    return CycleDay.objects.filter(cycle=cycle, day__gte=first, day__lte=last)


def published(cycle):
    """Every question of every version, the newest first."""
    questions = CycleQuestion.objects.filter(version__cycle=cycle, version__published_at__isnull=False)
    return list(questions.select_related("version").order_by("-version__number", "position"))


def refresh_all():
    """All that is settled in the active unit, so that nobody's first look at years has to wait for it."""
    for cycle in Cycle.objects.all():
        refresh(cycle, published(cycle), date.min, settled())


def refresh(cycle, questions, first, last):
    """Adds up those of these settled days that never were, or that have changed since."""
    replies = CycleReply.objects.current().filter(cycle=cycle)
    began = replies.aggregate(first=Min("first_at"))["first"]
    if began is None:
        return
    zone, first = timezone.get_current_timezone_name(), max(first, timezone.localdate(began))
    fresh = set(_kept(cycle, first, last).filter(is_fresh=True, zone=zone).values_list("day", flat=True))
    days = [day for day in (first + n * DAY for n in range((last - first).days + 1)) if day not in fresh]
    for some in batched(days, AT_ONCE, strict=False):
        _add_up(cycle, replies, questions, some, zone)


@transaction.atomic
def _add_up(cycle, replies, questions, days, zone):
    """Who corrects an answer of such a day holds its row until he is done: then this waits, and counts what he saved."""
    CycleDay.objects.bulk_create((CycleDay(cycle=cycle, day=day) for day in days), ignore_conflicts=True)
    stale = ~Q(is_fresh=True, zone=zone)
    rows = {row.day: row for row in CycleDay.objects.select_for_update().filter(stale, cycle=cycle, day__in=days).order_by("day")}
    if not rows:
        return
    replies = replies.filter(reduce(or_, (_between(*run) for run in _runs(rows))))
    totals = replies.order_by().values(on=TruncDate("first_at")).annotate(contacts=Count("pk"), whole=Count("pk", filter=Q(is_whole=True)))
    for total in totals:
        row = rows[total["on"]]
        row.contacts, row.whole = total["contacts"], total["whole"]
    CycleSum.objects.filter(of__in=rows.values()).delete()
    sums = (CycleSum(of=rows[found["on"]], **{name: found[name] for name in KEPT}) for found in counted(replies, questions, by_day=True))
    CycleSum.objects.bulk_create(sums, batch_size=2000)
    for row in rows.values():
        row.is_fresh, row.zone = True, zone
    CycleDay.objects.bulk_update(rows.values(), ["contacts", "whole", "is_fresh", "zone"], batch_size=400)
