"""The network's list of units: filters out of the address, and what each unit's line says, in a fixed number of queries."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Q
from django.utils import timezone

from purifikar.lib.formats import thousands
from purifikar.lib.keyset import AFTER, BEFORE, page_of
from tenants.models import Membership, Network, OpenWork, Unit
from workflow.ready import ready_processes

ATTENTION_SHOWN = 12
SITUATIONS = {
    "": ("todas", lambda units: units),
    "atencao": ("pedem atenção", lambda units: units.needing_attention()),
    "ativa": ("ativas", lambda units: units.active()),
    "criando": ("sendo abertas", lambda units: units.opening()),
    "falhou": ("abertura falhou", lambda units: units.stuck().exclude(opening_error="")),
    "manutencao": ("em manutenção", lambda units: units.active().behind()),
    "suspensa": ("suspensas", lambda units: units.filter(state=Unit.State.SUSPENDED)),
    "encerrada": ("encerradas", lambda units: units.filter(state=Unit.State.CLOSED)),
}


def condition(unit):
    """A unit's state as the legend shows it: kind of state and words."""
    if unit.opening_failed:
        return "late", "abertura falhou"
    if unit.is_active and unit.is_behind:
        return "late", "em manutenção"
    kinds = {"criando": "today", "ativa": "good", "suspensa": "internal", "encerrada": "closed"}
    return kinds[unit.state], unit.get_state_display()


def opening_trouble(unit):
    """Why a unit did not open, in plain words; the exact error stands beside it for whoever mends it."""
    error = unit.opening_error
    if "already exists" in error:
        return "Já existe no banco de dados um lugar com esse endereço. Quem cuida do servidor precisa ver de quem é."
    if error.startswith(("OperationalError", "InterfaceError", "ConnectionError")):
        return "O banco de dados não respondeu a tempo."
    return "O servidor parou no meio da abertura." if "parou" in error else "O servidor encontrou um erro ao montar a unidade."


@dataclass(frozen=True)
class Line:
    """A unit's line in the list."""

    unit: Unit
    people: int
    open: int
    late: int
    store_flow: bool

    @property
    def condition(self):
        return condition(self.unit)

    @property
    def process(self):
        return process_name(self.unit)

    @property
    def trouble(self):
        unit = self.unit
        if unit.opening_failed:
            return opening_trouble(unit)
        if unit.state == Unit.State.OPENING:
            return "Abertura em andamento"
        if unit.state == Unit.State.SUSPENDED:
            return unit.state_note or "Sem motivo registrado"
        if unit.is_behind:
            return "Espera a atualização do sistema; as pessoas veem uma página de espera"
        return f"{thousands(self.late)} {'prazo vencido' if self.late == 1 else 'prazos vencidos'}"


def process_name(unit):
    process = ready_processes().get(unit.process)
    return process.name if process else unit.process


class UnitList:
    """The units as the address asks for them."""

    def __init__(self, params):
        self.params = params
        self.words = params.get("q", "").strip()[:80]
        self.kind = params.get("tipo", "") if params.get("tipo") in Unit.Kind.values else ""
        self.uf = params.get("uf", "") if params.get("uf") in Unit.UF.values else ""
        self.situation = params.get("situacao", "") if params.get("situacao") in SITUATIONS else ""

    @property
    def is_whole(self):
        """Neither filtered nor on a later page: then what needs attention comes first."""
        return not (self.is_filtered or self.params.get(AFTER) or self.params.get(BEFORE))

    @property
    def is_filtered(self):
        return bool(self.words or self.kind or self.uf or self.situation)

    @cached_property
    def units(self):
        units = SITUATIONS[self.situation][1](Unit.objects.in_name_order())
        units = units.filter(**{field: value for field, value in (("kind", self.kind), ("uf", self.uf)) if value})
        return units.matching(self.words) if self.words else units

    @cached_property
    def page(self):
        return page_of(self.units, self.params, order=("sort_name", "slug"))

    @cached_property
    def attention(self):
        return list(Unit.objects.in_name_order().needing_attention()[:ATTENTION_SHOWN])

    @cached_property
    def counts(self):
        """How many there are as filtered, how many in the network, and how many of those need attention."""
        return {
            "found": self.units.count(),
            "all": Unit.objects.count() if self.is_whole else 0,
            "attention": Unit.objects.needing_attention().count() if self.is_whole else 0,
        }

    @property
    def lines(self):
        return self._lines(self.page.rows)

    @property
    def attention_lines(self):
        return self._lines(self.attention) if self.is_whole else []

    @property
    def calm(self):
        return self.counts["all"] - self.counts["attention"]

    @property
    def situations(self):
        return [(value, words) for value, (words, _) in SITUATIONS.items()]

    @property
    def pager_words(self):
        found = self.counts["found"]
        return f"{thousands(found)} {'unidade' if found == 1 else 'unidades'}"

    def _lines(self, units):
        nothing = {"open": 0, "late": 0}
        return [
            Line(
                unit,
                people=self._people.get(unit.pk, 0),
                store_flow=unit.has_store_flow_in(self._network),
                **self._work.get(unit.pk, nothing),
            )
            for unit in units
        ]

    @cached_property
    def _shown(self):
        return [unit.pk for unit in [*self.page.rows, *(self.attention if self.is_whole else [])]]

    @cached_property
    def _network(self):
        return Network.get()

    @cached_property
    def _people(self):
        people = Membership.objects.active().filter(unit__in=self._shown)
        return dict(people.order_by().values_list("unit").annotate(Count("pk")))

    @cached_property
    def _work(self):
        late = Count("pk", filter=Q(due_at__lt=timezone.now()))
        rows = OpenWork.objects.filter(unit__in=self._shown).order_by().values("unit").annotate(open=Count("pk"), late=late)
        return {row.pop("unit"): row for row in rows}
