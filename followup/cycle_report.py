"""Respostas dos ciclos: how often each answer was given, and what numbers come to, in the contacts that somebody may see (BIM-46)."""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import chain
from urllib.parse import urlencode

from django.db.models import Count
from django.utils import timezone

from followup import cycle_tally
from followup.cycle_range import in_words
from followup.cycle_tally import COUNTED, Tally
from followup.models import Contact, Cycle, CycleAnswer, CycleQuestion, CycleReply
from leads.reports.period import Period
from tenants.models import Membership
from tenants.roles import Permission

KINDS = CycleQuestion.Kind
MOST_ROWS = 20_000


@dataclass
class Row:
    """An answer with how often it was given."""

    words: str
    count: int
    query: str
    share: int = 0  # of the contacts that answered the question, in %
    is_old: bool = False


@dataclass
class Block:
    """A question with its answers: counted, or what its numbers or days come to."""

    question: CycleQuestion
    answered: int
    query: str
    rows: list = field(default_factory=list)
    figures: list = field(default_factory=list)  # (words, figure in words)
    is_old: bool = False


class CycleReport:
    """Of one cycle, over the contacts first answered in a period; `com` narrows it to whom they belong to."""

    def __init__(self, member, unit, params):
        self.member, self.unit, self.params = member, unit, params
        self.period = Period.of(params, timezone.localdate())

    @cached_property
    def cycles(self):
        """All that were published; those in use first."""
        return list(Cycle.objects.filter(versions__published_at__isnull=False).distinct().order_by("-is_active", "name"))

    @cached_property
    def cycle(self):
        asked = self.params.get("ciclo", "")
        return next((each for each in self.cycles if str(each.pk) == asked), self.cycles[0] if self.cycles else None)

    @property
    def sees_all(self):
        return self.member.may(Permission.LEAD_SEE_ALL)

    @cached_property
    def owners(self):
        """Whom the contacts may belong to, for whoever sees them all."""
        if not self.sees_all:
            return []
        members = Membership.objects.active().working_in(self.unit).select_related("user").order_by("user__name")
        return list({member.user_id: member.user for member in members}.values())

    @cached_property
    def owner(self):
        return next((each for each in self.owners if str(each.pk) == self.params.get("com", "")), None)

    @property
    def query(self):
        """The narrowing as an address has it."""
        facts = {
            "periodo": "livre",
            **self.period.query,
            "ciclo": self.cycle.pk if self.cycle else "",
            "com": self.owner.pk if self.owner else "",
        }
        return urlencode({name: value for name, value in facts.items() if value})

    @property
    def periods(self):
        """The ready periods, the rest of the narrowing kept."""
        kept = {"ciclo": self.cycle.pk if self.cycle else "", "com": self.owner.pk if self.owner else ""}
        tail = urlencode({name: value for name, value in kept.items() if value})
        return [(words, f"{address}&{tail}" if tail else address, is_current) for words, address, is_current in self.period.choices]

    @cached_property
    def replies(self):
        """What counts now, of the contacts of the narrowing."""
        found = cycle_tally.of_days(CycleReply.objects.current().filter(cycle=self.cycle), self.period.first, self.period.last)
        if not self.sees_all:
            found = found.filter(contact__in=Contact.objects.listed_for(self.member).order_by().values("pk"))
        return found.filter(contact__owner=self.owner) if self.owner else found

    @cached_property
    def _settled(self):
        """(first, last) of the days whose sums are read; None where each answer is counted: of one person's contacts, of the last days."""
        last = min(self.period.last, cycle_tally.settled())
        if self.owner or not self.sees_all or last < self.period.first:
            return None
        cycle_tally.refresh(self.cycle, self._published, self.period.first, last)
        return self.period.first, last

    @property
    def _counted(self):
        """The replies that are counted one by one."""
        return cycle_tally.of_days(self.replies, self._settled[1] + cycle_tally.DAY, self.period.last) if self._settled else self.replies

    @cached_property
    def total(self):
        """(contacts, those that are complete)"""
        by_state = dict(self._counted.order_by().values_list("is_whole").annotate(n=Count("pk")))
        settled = cycle_tally.contacts_of(self.cycle, *self._settled) if self._settled else (0, 0)
        return sum(by_state.values()) + settled[0], by_state.get(True, 0) + settled[1]

    @cached_property
    def _published(self):
        return cycle_tally.published(self.cycle)

    @cached_property
    def questions(self):
        """{key: the newest wording}, as asked now; then those that are asked no more."""
        newest = {}
        for question in self._published:
            newest.setdefault(question.key, question)
        return newest

    def _is_old(self, question):
        return question.version.number < max(each.version.number for each in self.questions.values())

    @cached_property
    def blocks(self):
        if self.cycle is None or not self.total[0]:
            return []
        tallies = self._tallies
        return [self._block(question, tallies.get(key)) for key, question in self.questions.items() if key in tallies or not self._is_old(question)]  # fmt: skip

    @cached_property
    def _tallies(self):
        """{key: what all answers to that question come to}"""
        found = {}
        settled = cycle_tally.added_up(self.cycle, *self._settled) if self._settled else ()
        for row in chain(settled, cycle_tally.counted(self._counted, self._published)):
            found.setdefault(row["key"], Tally()).add(row)
        return found

    def _block(self, question, tally):
        answered = (tally.choosers or tally.answers) if tally else 0
        block = Block(question, answered, self.drill(question.key) if answered else "", is_old=self._is_old(question))
        if question.kind == KINDS.NUMBER and answered:
            mean = (tally.sum / answered).quantize(Decimal("0.01"))
            block.figures = [("menor", in_words(tally.low)), ("média", in_words(mean)), ("maior", in_words(tally.high))]
        elif question.kind == KINDS.DAY and answered:
            block.figures = [("mais antiga", f"{tally.first:%d/%m/%Y}"), ("mais recente", f"{tally.last:%d/%m/%Y}")]
        elif question.kind in COUNTED:
            block.rows = self._rows(question, tally.counts if tally else {}, answered)
        return block

    def _rows(self, question, counts, answered):
        offered = dict(question.answers)
        values = [*offered, *sorted(set(counts) - set(offered))]
        return [
            Row(offered.get(value, value), counts.get(value, 0), self.drill(question.key, value) if counts.get(value) else "", round(100 * counts.get(value, 0) / answered) if answered else 0, value not in offered)
            for value in values
        ]  # fmt: skip

    def drill(self, key, value=""):
        """What of its address names the contacts that gave that answer, or any answer to that question."""
        return f"{self.query}&{urlencode({'pergunta': key, **({'resposta': value} if value else {})})}"

    # --- the contacts behind an answer -------------------------------------------------------------------------------------

    @cached_property
    def asked(self):
        """The question that the address names, or None."""
        return self.questions.get(self.params.get("pergunta", "")) if self.cycle else None

    @property
    def asked_answer(self):
        """In words."""
        value = self.params.get("resposta", "")
        return dict(self.asked.answers).get(value, value) if self.asked else ""

    @property
    def given(self):
        """The replies that gave that answer, the newest first."""
        facts = {"question__key": self.asked.key if self.asked else None}
        if value := self.params.get("resposta", ""):
            facts["text"] = value.replace("\0", "")
        answers = CycleAnswer.objects.filter(**facts).order_by().values("reply")
        return self.replies.filter(pk__in=answers).with_answers().select_related("contact__person", "contact__owner", "by")

    # --- as lines of a file --------------------------------------------------------------------------------------------------

    def figures(self):
        """Every question with its answers and figures."""
        yield ["Respostas dos ciclos", str(self.unit), str(self.cycle or ""), str(self.period), *([str(self.owner)] if self.owner else [])]
        yield ["Contatos", self.total[0], "completos", self.total[1]]
        yield ["Pergunta", "Resposta", "Contatos", "% de quem respondeu"]
        for block in self.blocks:
            yield [block.question.text, "respondida", block.answered, ""]
            for row in block.rows:
                yield [block.question.text, row.words, row.count, row.share]
            for words, figure in block.figures:
                yield [block.question.text, words, figure, ""]

    def contacts(self):
        """A line for each contact, a column for each question."""
        keys = list(self.questions) if self.cycle else []
        yield ["Contato", "Pessoa", "Responsável", "Respondido em", *[self.questions[key].text for key in keys]]
        replies = self.replies.with_answers().select_related("contact__person", "contact__owner").order_by("-first_at", "-id")
        for reply in replies[:MOST_ROWS] if self.cycle else []:
            contact, said = reply.contact, reply.words
            when = f"{timezone.localtime(reply.first_at):%d/%m/%Y}"
            yield [
                contact.number,
                contact.person.name,
                str(contact.owner or ""),
                when,
                *[said[key][1] if key in said else "" for key in keys],
            ]
