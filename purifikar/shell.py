"""What surrounds every page: the menu by role with its counters, the switcher of places, the person."""

from dataclasses import dataclass, field
from functools import cached_property

from django.conf import settings

from followup.counting import due_for
from purifikar.day import channel_of
from purifikar.db.prepared import prepared
from purifikar.lib.formats import initials
from purifikar.lib.links import network_url, unit_url
from tenants.models import OpenWork, Unit
from tenants.roles import Permission as P

PLACES_SHOWN = 30


@dataclass(frozen=True)
class Item:
    """A place in the menu. `count` and `late` come from the queue and may be None and 0."""

    url: str
    label: str
    icon: str
    count: int | None = None
    late: int = 0
    current: bool = False
    is_new: bool = False


@dataclass(frozen=True)
class Entry:
    """A line of the menu before it is known who looks at it: its page's URL name, the power it needs, its words."""

    name: str
    permission: P
    label: str
    icon: str
    section: str = ""  # the beginning of the addresses that light it up
    counter: str = ""


@dataclass(frozen=True)
class Place:
    name: str
    kind: str
    url: str
    current: bool


UNIT_MENU = [
    Entry("day", P.DAY, "Meu dia", "sun", counter="held"),
    Entry("leads", P.LEAD_SEE, "Leads", "filter", "leads/"),
    Entry("agenda", P.AGENDA, "Agenda", "calendar", "agenda/"),
    Entry("contacts", P.CONTACT_SEE, "Vendas (follow up)", "message-square", "contatos/", counter="contacts"),
    Entry("pending_opinions", P.CONTACT_WORK, "Pareceres pendentes", "pencil", "pareceres-pendentes/"),
    Entry("requests", P.REQUESTS, "Solicitações", "clipboard-list", "solicitacoes/"),
    Entry("reports", P.REPORTS, "Relatórios", "chart-column", "relatorios/"),
    Entry("ranking", P.RANKING_SEE, "Ranking", "trophy", "ranking/"),
    Entry("customers", P.LEAD_SEE, "Clientes", "user-check", "clientes/"),
    Entry("proposals", P.PROPOSALS, "Propostas", "file-text", "propostas/"),
    Entry("mailings", P.MAILINGS, "Envios", "send", "envios/"),
    Entry("imports", P.LEAD_IMPORT, "Importar", "upload", "leads/importar/"),
    Entry("people", P.PEOPLE_SEE, "Pessoas", "users", "pessoas/"),
    Entry("teams", P.TEAMS_SEE, "Equipes", "users-round", "equipes/"),
    Entry("distribution", P.DISTRIBUTION_SEE, "Distribuição", "hand-helping", "distribuicao/"),
    Entry("privacy_desk", P.PRIVACY, "LGPD", "shield-check", "privacidade/"),
    Entry("unit_files", P.FILES_SEE, "Documentos", "folder", "documentos/"),
    Entry("processes", P.PROCESS_SEE, "Processos", "workflow", "configuracoes/processos/"),
    Entry("unit_settings", P.UNIT_SETTINGS, "Configurações", "settings", "configuracoes/"),
]
NETWORK_MENU = [
    Entry("day", P.DAY, "Meu dia", "sun"),
    Entry("desk", P.DESK, "Mesa", "headphones", "mesa/", counter="held"),
    Entry("agenda", P.AGENDA, "Agenda", "calendar", "agenda/"),
    Entry("panel", P.REPORTS_ALL, "Painel da rede", "layout-dashboard", "painel/"),
    Entry("reports", P.REPORTS, "Relatórios", "chart-column", "relatorios/"),
    Entry("ranking", P.RANKING_SEE, "Ranking", "trophy", "ranking/"),
    Entry("units", P.UNITS_SEE, "Unidades", "store", "unidades/"),
    Entry("people", P.PEOPLE_SEE, "Pessoas", "users", "pessoas/"),
    Entry("teams", P.TEAMS_SEE, "Equipes", "users-round", "equipes/"),
    Entry("distribution", P.DISTRIBUTION_SEE, "Distribuição", "hand-helping", "distribuicao/"),
    Entry("model_processes", P.PROCESS_PUBLISH, "Processos modelo", "workflow", "processos/"),
    Entry("disputes", P.DISPUTES, "Disputas", "scale", "disputas/"),
    Entry("network_privacy", P.PRIVACY, "LGPD", "shield-check", "privacidade/"),
    Entry("mails", P.MAIL_SEE, "E-mails", "mail", "emails/"),
    Entry("network_settings", P.NETWORK_SETTINGS, "Configurações", "settings", "configuracoes/"),
]


def shell(request):
    """Context processor. Lazy: an error page or a partial that doesn't show the frame asks the database nothing."""
    return {"shell": Shell(request)}


@dataclass
class Person:
    """Whoever is signed in, as the top bar shows him."""

    user: object
    role_name: str = ""
    name: str = field(init=False)
    first_name: str = field(init=False)

    def __post_init__(self):
        self.name, self.first_name = str(self.user), self.user.first_name

    @property
    def initials(self):
        return initials(self.name)


class Shell:
    def __init__(self, request):
        self.request = request
        self.membership = getattr(request, "membership", None)
        # Whoever has no business in a unit must not learn from its 404 that it exists.
        self.unit = getattr(request, "unit", None) if self.membership else None
        self.demo = settings.DEMO

    @property
    def user(self):
        return getattr(self.request, "user", None)

    @property
    def theme(self):
        return self.user.theme if self.user and self.user.is_authenticated else "auto"

    @cached_property
    def place(self):
        if self.unit and self.membership:
            return "unit"
        return "network" if self.membership and self.request.path.startswith("/rede/") else "account"

    @property
    def place_name(self):
        return {"unit": getattr(self.unit, "name", ""), "network": "Rede", "account": "Minha conta"}[self.place]

    @property
    def home_url(self):
        return self._url("day") if self._home else "/"

    @cached_property
    def person(self):
        if not self.user or not self.user.is_authenticated:
            return None
        return Person(self.user, self._home.get_role_display() if self._home else "")

    @cached_property
    def _home(self):
        """Whose menu surrounds the page: this place's; on one's own pages that of the place where one's day begins."""
        if self.place != "account":
            return self.membership
        memberships = [m for m in self.request.memberships if m.unit_id is None or m.unit.answers]
        return min(memberships, key=lambda member: member.unit_id is not None, default=None)

    @cached_property
    def nav(self):
        if self._home is None:
            return []
        menu = UNIT_MENU if self._home_unit else NETWORK_MENU
        return [self._item(entry) for entry in menu if self._home.may(entry.permission)]

    @cached_property
    def _current(self):
        """The entry whose section the address lies in; of one section inside another, the inner one."""
        inside = self.request.path.removeprefix(self._url("day"))
        menu = UNIT_MENU if self._home_unit else NETWORK_MENU
        return max((e for e in menu if e.section and inside.startswith(e.section)), key=lambda e: len(e.section), default=None)

    @property
    def _home_unit(self):
        return self.unit if self.place == "unit" else self._home.unit

    def _url(self, name):
        return unit_url(self._home_unit, name) if self._home_unit else network_url(name)

    @property
    def nav_foot(self):
        help_url = network_url("how_it_works")
        return [Item(help_url, "Como funciona", "workflow", current=self.request.path == help_url)]

    @property
    def dock(self):
        """The places that this role needs most on the phone, and in the middle the one thing that he adds there."""
        if not self.new_lead_url:
            return self.nav[:4]
        new = Item(self.new_lead_url, "Novo lead", "plus", is_new=True)
        return [*self.nav[:2], new, *self.nav[2:3]]

    @property
    def new_lead_url(self):
        """Where a lead is registered: inside a unit, by whoever may."""
        if self._home is None or not self._home_unit or not self._home.may(P.LEAD_ADD):
            return ""
        return self._url("lead_new")

    @property
    def unread(self):
        """How many notices the person has not opened, in all places."""
        return self._counters["unread"]

    @property
    def search_url(self):
        return self._url("search") if self._home and self._home.may(P.SEARCH) else ""

    @property
    def search_words(self):
        """What may be typed into the search of this place."""
        return "Nome, telefone, CPF ou nº do lead" if self._home_unit else "Nome, e-mail ou unidade"

    @cached_property
    def places(self):
        """The network and the units that the person may switch to; the whole list is a page of its own."""
        memberships = self.request.memberships
        network = next((member for member in memberships if member.unit_id is None), None)
        if network and network.get_role().reaches_units:
            units = _first_units()
        else:
            units = sorted((m.unit for m in memberships if m.unit_id and m.unit.is_active), key=lambda unit: unit.name)
        shown = [Place("Rede", "Franqueadora", network_url("day"), self.place == "network")] if network else []
        return shown + [Place(unit.name, unit.get_kind_display(), unit_url(unit, "day"), unit == self.unit) for unit in units]

    @property
    def all_places_url(self):
        return network_url("places")

    @cached_property
    def _counters(self):
        """What the frame counts, in one query; what is to be followed up is asked of the unit and remembered for a minute."""
        unit = self._home_unit if self._home else None
        counted = OpenWork.objects.counters(self.user, unit, channel_of(self.user, unit))
        counters = dict(zip(("held", "held_late", "unread"), counted, strict=True))
        if self.place == "unit" and self.membership.may(P.CONTACT_SEE):
            counters["contacts"], counters["contacts_late"] = due_for(self.user)
        return counters

    def _item(self, entry):
        url = self._url(entry.name)
        here = self.request.path
        current = here == url if not entry.section else entry is self._current
        count = self._counters.get(entry.counter) if entry.counter else None
        late = self._counters.get(f"{entry.counter}_late", 0) if entry.counter else 0
        return Item(url, entry.label, entry.icon, count or None, late, current)


@prepared
def _first_units():
    return Unit.objects.active().order_by("name")[:PLACES_SHOWN]
