""" "Meu dia": for each role the blocks with which it begins its day, one glance, counters capped (screens.md, BEY-01)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property

from django.urls import reverse
from django.utils import timezone

from purifikar.lib.links import network_url, unit_url
from tenants.models import Absence, Invitation, Mail, Membership, OpenWork, Unit

SHOWN = 6
CAP = 10_000


@dataclass(frozen=True)
class Row:
    """One line of a block: what it is about, its state in a word of the legend and a sentence, and its page."""

    title: str
    detail: str
    url: str
    state: str = "open"
    moment: datetime | None = None
    words: str = ""


class Block:
    """A part of somebody's day: its heading, what belongs there when it is empty, and its rows out of one query."""

    def __init__(self, slug, title, empty, rows, *, glance):
        self.slug, self.title, self.empty, self.glance = slug, title, empty, glance
        self._rows = rows

    def of(self, day):
        return FilledBlock(self, day)


class FilledBlock:
    """A block with the rows of one person's day. What fits on the page is not counted a second time."""

    def __init__(self, block, day):
        self.slug, self.title, self.empty, self.glance = block.slug, block.title, block.empty, block.glance
        self._queryset, self._row = block._rows(day)

    @cached_property
    def _first(self):
        return list(self._queryset[: SHOWN + 1])

    @property
    def _is_short(self):
        return len(self._first) <= SHOWN

    @cached_property
    def count(self):
        return len(self._first) if self._is_short else self._queryset[: CAP + 1].count()

    @cached_property
    def rows(self):
        return [self._row(record) for record in self._first[:SHOWN]]

    @cached_property
    def late(self):
        """How many of them are past their limit; only work has one."""
        if self._is_short or self._queryset.model is not OpenWork:
            return sum(row.state == "late" for row in self.rows)
        return self._queryset.overdue()[: CAP + 1].count()

    @property
    def late_words(self):
        return "1 vencido" if self.late == 1 else f"{self.late} vencidos"


class Day:
    """One person's day in one place."""

    def __init__(self, membership, *, unit=None):
        self.membership, self.user, self.unit = membership, membership.user, unit
        self.now = timezone.localtime()
        self.today = self.now.date()

    @property
    def yesterday(self):
        return timezone.make_aware(datetime.combine(self.today - timedelta(days=1), time.min))

    @property
    def tonight(self):
        return timezone.make_aware(datetime.combine(self.today, time.max))

    @property
    def greeting(self):
        hour = self.now.hour
        return "Bom dia" if hour < 12 else "Boa tarde" if hour < 18 else "Boa noite"

    @cached_property
    def blocks(self):
        return [block.of(self) for block in BLOCKS.get(self.membership.role, [])]

    def work(self):
        work = OpenWork.objects.select_related("unit", "holder")
        return work.in_unit(self.unit) if self.unit else work


def _mine(kind=None, **conditions):
    def rows(day):
        work = day.work().held_by(day.user).filter(**conditions)
        return (work.filter(kind=kind) if kind else work), _work_row

    return rows


def _work_row(work):
    url = unit_url(work.unit, "day") + work.address.lstrip("/")
    late = work.due_at and work.due_at < timezone.now()
    state = "late" if late else "today" if work.due_at and work.due_at.date() == timezone.localdate() else "open"
    words = "venceu" if late else "vence" if work.due_at else "chegou"
    return Row(work.title, " · ".join(part for part in (work.stage, work.detail) if part), url, state, work.due_at or work.since, words)


def _arrived(day):
    return day.work().held_by(day.user).arrived_since(day.yesterday), _work_row


def _urgent(day):
    return day.work().held_by(day.user).urgent(), _work_row


def _urgent_anywhere(day):
    return day.work().urgent(), _work_row


def _calling_me(day):
    return day.work().calling_for(day.user), _work_row


def _returns(day):
    """What was promised for today or is overdue: a lead in one's hands, or a return of its own."""
    kinds = [OpenWork.Kind.LEAD, OpenWork.Kind.RETURN]
    return day.work().held_by(day.user).filter(kind__in=kinds).due_until(day.tonight), _work_row


def _overdue_here(day):
    return day.work().overdue(), _work_row


def _unclaimed(day):
    return day.work().filter(holder=None), _work_row


def _all_open(day):
    return day.work(), _work_row


def _absences(day):
    people = Membership.objects.active().visible_to(day.membership).values("user")
    return Absence.objects.on(day.today).filter(user__in=people).select_related("user"), _absence_row


def _absence_row(absence):
    return Row(
        str(absence.user), f"{absence.get_reason_display()} até {absence.ends:%d/%m}", reverse("people"), "internal", words="ausente"
    )


def _invitations(day):
    return Invitation.objects.waiting().of_place(day.unit), _invitation_row


def _invitation_row(invitation):
    state = "late" if invitation.is_expired else "open"
    words = "venceu" if invitation.is_expired else "vale até"
    return Row(
        invitation.name, f"{invitation.get_role_display()} · {invitation.email}", reverse("people"), state, invitation.expires_at, words
    )


def _units_in_need(day):
    return Unit.objects.exclude(state=Unit.State.ACTIVE).exclude(state=Unit.State.CLOSED) | Unit.objects.behind().active(), _unit_row


def _unit_row(unit):
    state = "late" if unit.opening_error or unit.schema_error or (unit.is_active and unit.is_behind) else "today"
    words = "em manutenção" if unit.is_active else unit.get_state_display()
    return Row(unit.name, f"{unit.get_kind_display()} · {unit.city}/{unit.uf}", network_url("unit", unit.slug), state, words=words)


def _failed_mails(day):
    return Mail.objects.failed(), _mail_row


def _mail_row(mail):
    return Row(mail.subject, mail.to, network_url("mail", mail.pk), "late", mail.created_at, mail.get_state_display())


RETURNS = Block("retornos", "Retornos a clientes", "Nenhum retorno prometido para hoje.", _returns, glance="retornos")
ALIGNMENTS = Block(
    "alinhamentos", "Alinhamentos com os Assessores", "Nenhum alinhamento pendente.", _mine(OpenWork.Kind.ALIGNMENT), glance="alinhamentos"
)
REQUESTS = Block(
    "solicitacoes", "Solicitações", "Nenhuma solicitação esperando por você.", _mine(OpenWork.Kind.REQUEST), glance="solicitações"
)
ABSENT = Block("ausencias", "Ausentes hoje", "Todos presentes hoje.", _absences, glance="ausentes")
LATE_HERE = Block("prazos", "Prazos vencidos", "Nenhum prazo vencido.", _overdue_here, glance="prazos vencidos")
CALLS_ME = Block("negociacoes", "Negociações que pedem você", "Ninguém pediu a sua participação.", _calling_me, glance="pedem você")

MANAGER = [
    Block("operacao", "Em andamento na unidade", "Nada em andamento agora.", _all_open, glance="em andamento"),
    Block("urgencias", "Situações urgentes", "Nenhuma situação urgente.", _urgent_anywhere, glance="urgências"),
    CALLS_ME,
    LATE_HERE,
    ABSENT,
    Block("convites", "Convites sem resposta", "Nenhum convite em aberto.", _invitations, glance="convites"),
]

BLOCKS = {
    "consultor": [
        Block("novas", "Novas demandas desde ontem", "Nada novo desde ontem.", _arrived, glance="novas demandas"),
        Block("urgencias", "Urgências", "Nenhuma urgência.", _urgent, glance="urgências"),
        CALLS_ME,
        RETURNS,
        Block(
            "gerente",
            "Demandas do Franqueado e do Gerente",
            "Nenhuma demanda em aberto.",
            _mine(OpenWork.Kind.REQUEST),
            glance="do Gerente",
        ),
        ALIGNMENTS,
    ],
    "operacional": [
        REQUESTS,
        Block("ordens", "Ordens a preparar", "Nenhuma ordem de serviço a preparar.", _mine(OpenWork.Kind.WORK_ORDER), glance="ordens"),
        Block("urgencias", "Urgências", "Nenhuma urgência.", _urgent, glance="urgências"),
        ALIGNMENTS,
        LATE_HERE,
        ABSENT,
    ],
    "recepcao": [
        Block("na-fila", "Esperando direcionamento", "Ninguém esperando direcionamento.", _unclaimed, glance="na fila"),
        Block("direcionados", "Registrados desde ontem", "Nada registrado desde ontem.", _arrived, glance="registrados"),
        REQUESTS,
    ],
    "gerente": MANAGER,
    "franqueado": MANAGER,
    "comercial": [
        Block("fila", "Minha fila", "A sua fila está vazia.", _mine(OpenWork.Kind.LEAD), glance="na fila"),
        Block("sem-dono", "Sem responsável", "Nenhum lead sem responsável.", _unclaimed, glance="sem responsável"),
        Block("urgencias", "Urgências", "Nenhuma urgência.", _urgent, glance="urgências"),
        CALLS_ME,
        RETURNS,
        ALIGNMENTS,
    ],
    "coordenador": [
        Block("sem-dono", "Fila sem responsável", "Nenhum lead sem responsável.", _unclaimed, glance="sem responsável"),
        LATE_HERE,
        ABSENT,
        CALLS_ME,
    ],
    "admin": [
        Block("unidades", "Unidades que pedem atenção", "Todas as unidades estão em ordem.", _units_in_need, glance="unidades"),
        Block("emails", "E-mails não entregues", "Todos os e-mails saíram.", _failed_mails, glance="e-mails parados"),
        Block("convites", "Convites sem resposta", "Nenhum convite em aberto.", _invitations, glance="convites"),
        ABSENT,
        LATE_HERE,
        REQUESTS,
    ],
    "midia": [],
    "ranking": [],
    "apoio": [REQUESTS, LATE_HERE],
}
