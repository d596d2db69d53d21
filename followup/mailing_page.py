"""What a mailing's page shows once it was sent: how far it is, and what became of each person, in an order of one's choice (BIM-55)."""

from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Count
from django.utils import timezone

from followup.models import Mailing, Recipient
from followup.models.mailing_recipient import LONG_AGO
from tenants.models import Mail

SHOWN = 50
Fate, Why = Recipient.State, Recipient.Why
LEFT = "saiu"
HEAD = ["Código", "Nome", "Bairro", "Último contato", "E-mail", "Situação", "Quando", "Motivo", "Descadastrou-se em"]
TONES = {Fate.SUPPRESSED: "closed", Fate.CANCELLED: "closed", Fate.CHOSEN: "open"}


class Report:
    """Of one mailing. Its people are few enough (models.mailing.MOST) to be sorted and counted each time."""

    def __init__(self, mailing, params):
        self.mailing = mailing
        asked = params.get("situacao", "")
        self.fate = asked if asked in dict(self._known) else ""
        self.ordering = params.get("ordem") if params.get("ordem") in Mailing.Order.values else mailing.ordering
        number = params.get("pagina", "")
        self.number = min(int(number), 999) if number.isascii() and number.isdecimal() and len(number) < 6 and int(number) else 1

    # --- how many -----------------------------------------------------------------------------------------------------

    @cached_property
    def _decided(self):
        """{(state, why): how many}"""
        rows = self.mailing.recipients.order_by().values_list("state", "why").annotate(n=Count("pk"))
        return {(state, why): count for state, why, count in rows}

    @cached_property
    def _mails(self):
        """{state of the mail: how many}"""
        return dict(self.mailing.mails.order_by().values_list("state").annotate(n=Count("pk")))

    @property
    def _known(self):
        return [
            *Mail.State.choices,
            *((why.value, why.label) for why in Why if why.value),
            (LEFT, "descadastraram-se"),
            (Fate.SUPPRESSED.value, "não recebem"),
        ]

    @cached_property
    def fates(self):
        """(value, words, how many, address, whether it is this one), of those that there are."""
        found = [(state.value, state.label, self._mails.get(state.value, 0)) for state in Mail.State]
        stopped = self._decided.get((Fate.CANCELLED.value, ""), 0)
        found = [(value, words, count + (stopped if value == Mail.State.CANCELLED else 0)) for value, words, count in found]
        found += [(why.value, why.label, self._decided.get((Fate.SUPPRESSED.value, why.value), 0)) for why in Why if why.value]
        left = self.mailing.recipients.exclude(left_at=None).count()
        found.append((LEFT, "descadastraram-se", left))
        return [(value, words, count, self._address(situacao=value), value == self.fate) for value, words, count in found if count]

    @property
    def all_address(self):
        return self._address(situacao="")

    @property
    def sent(self):
        return self._mails.get(Mail.State.SENT.value, 0)

    @property
    def mail_count(self):
        return sum(self._mails.values())

    @property
    def is_leaving(self):
        """Mails of it wait in the outbox."""
        return any(self._mails.get(state.value) for state in (Mail.State.QUEUED, Mail.State.CLAIMED))

    @property
    def may_be_cancelled(self):
        return self.mailing.state in (Mailing.State.QUEUING, Mailing.State.DONE) and (self.mailing.is_working or bool(self._mails.get(Mail.State.QUEUED.value)))  # fmt: skip

    @property
    def minutes_left(self):
        """Until the last of them may leave."""
        last = self.mailing.mails.queued().order_by("-next_attempt_at").values_list("next_attempt_at", flat=True).first()
        return max(1, round((last - timezone.now()).total_seconds() / 60)) if last else 0

    # --- each ---------------------------------------------------------------------------------------------------------

    @property
    def _recipients(self):
        found = self.mailing.recipients.select_related("person")
        if self.fate in Mail.State.values:
            stopped = Recipient.objects.filter(mailing=self.mailing, state=Fate.CANCELLED) if self.fate == Mail.State.CANCELLED else None
            keys = list(self.mailing.mails.filter(state=self.fate).values_list("pk", flat=True))  # of the network's table: asked beside
            keys += list(stopped.values_list("pk", flat=True)) if stopped is not None else []
            found = found.filter(pk__in=keys)
        elif self.fate == LEFT:
            found = found.exclude(left_at=None)
        elif self.fate == Fate.SUPPRESSED:
            found = found.filter(state=Fate.SUPPRESSED)
        elif self.fate:
            found = found.filter(state=Fate.SUPPRESSED, why=self.fate)
        return found.in_order(self.ordering)

    @cached_property
    def _page(self):
        start = (self.number - 1) * SHOWN
        return list(self._recipients[start : start + SHOWN + 1])

    @property
    def rows(self):
        return self._told(self._page[:SHOWN])

    @property
    def newer_url(self):
        return self._address(pagina=self.number - 1) if self.number > 1 else ""

    @property
    def older_url(self):
        return self._address(pagina=self.number + 1) if len(self._page) > SHOWN else ""

    @property
    def orders(self):
        return [(value, words.partition(",")[0], value == self.ordering) for value, words in Mailing.Order.choices]

    def lines(self):
        """The report as a file, as it is filtered and ordered (leads/exports.py makes cells of it that compute nothing)."""
        yield HEAD
        recipients = list(self._recipients)
        for start in range(0, len(recipients), 1000):
            for each in self._told(recipients[start : start + 1000]):
                yield [each.person.code, each.person.name, each.district, _day(each.last_on), each.to, each.words, _moment(each.when), each.reason, _moment(each.left_at)]  # fmt: skip

    def _told(self, recipients):
        """With their mails, which are of the network: fetched beside, never joined."""
        mails = Mail.objects.defer("text", "html").in_bulk([each.pk for each in recipients])
        for each in recipients:
            mail = mails.get(each.pk)
            each.to = mail.to if mail and "@purifikar.invalid" not in mail.to else ""
            each.when = (mail.sent_at or mail.next_attempt_at) if mail and mail.state != Mail.State.CANCELLED else None
            each.words = mail.get_state_display() if mail else each.get_state_display()
            each.reason = mail.error if mail and mail.state in (Mail.State.FAILED, Mail.State.UNCERTAIN) else each.get_why_display()
            each.tone = mail.state_kind if mail else TONES[each.state]
            each.last_on = None if each.last_on == LONG_AGO else each.last_on
        return recipients

    def _address(self, **changes):
        asked = {"situacao": self.fate, "ordem": "" if self.ordering == self.mailing.ordering else self.ordering, **changes}
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    @property
    def query(self):
        return self._address().removeprefix("?")


def _day(value):
    return f"{value:%d/%m/%Y}" if value else ""


def _moment(value):
    return f"{timezone.localtime(value):%d/%m/%Y %H:%M}" if value else ""
