"""An import as its page tells it: how far it is, what its rows do or did, and what may be done next."""

from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from leads.importing import fields, sheets
from leads.importing.plan import label_of
from leads.models import BulkImport, ImportRow
from purifikar.lib import formats
from purifikar.lib.keyset import page_of

SHOWN = 50
SAMPLES = 3
State, Deed, Undone = BulkImport.State, ImportRow.Deed, ImportRow.Undone
KINDS = {
    Deed.NEW: "good", Deed.LEAD: "good", Deed.UPDATED: "open", Deed.SAME: "internal", Deed.SKIPPED: "internal", Deed.REPEATED: "today",
    Deed.REFUSED: "late", Undone.YES: "internal", Undone.KEPT: "today",
}  # fmt: skip
WORDS = {
    Deed.NEW: ("pessoa nova", "pessoas novas"), Deed.LEAD: ("novo lead de conhecido", "novos leads de conhecidos"),
    Deed.UPDATED: ("pessoa atualizada", "pessoas atualizadas"), Deed.SAME: ("sem mudança", "sem mudança"),
    Deed.SKIPPED: ("pulada", "puladas"), Deed.REPEATED: ("repetida na planilha", "repetidas na planilha"),
    Deed.REFUSED: ("recusada", "recusadas"), Undone.YES: ("desfeita", "desfeitas"), Undone.KEPT: ("mantida", "mantidas"),
}  # fmt: skip
LABELS = {State.CHECKING: "Conferindo as linhas", State.RUNNING: "Importando", State.UNDOING: "Desfazendo a importação"}


@dataclass(frozen=True)
class Count:
    """How many rows came to one end, and whether only these are shown."""

    slug: str
    count: int
    is_chosen: bool

    @property
    def words(self):
        return WORDS[self.slug][self.count != 1]

    @property
    def kind(self):
        return KINDS[self.slug]


@dataclass(frozen=True)
class Told:
    """One row as the page shows it."""

    row: ImportRow
    headings: list

    @property
    def kind(self):
        return KINDS[self.row.undone or self.row.deed]

    @property
    def words(self):
        return WORDS[self.row.undone or self.row.deed][0]

    @property
    def changes(self):
        """(field, old, new) in words."""
        return [(label_of(name), _shown(name, old), _shown(name, new)) for name, old, new in self.row.details.get("changes", [])]

    @property
    def errors(self):
        """(the cell's column or "", why) for each."""
        return [(self._column(index), words) for index, words in self.row.details.get("errors", [])]

    def _column(self, index):
        return "" if index is None else (self.headings[index] if index < len(self.headings) else "") or f"coluna {index + 1}"


class ImportPage:
    def __init__(self, bulk_import, params):
        self.bulk_import, self.params = bulk_import, params

    @property
    def is_dry(self):
        return self.bulk_import.state in (State.CHECKING, State.READY)

    @cached_property
    def chosen(self):
        wished = self.params.get("resultado", "")
        return wished if wished in WORDS else ""

    @cached_property
    def counts(self):
        tally = self.bulk_import.tally
        return [Count(slug, tally[slug], slug == self.chosen) for slug in WORDS if tally.get(slug)]

    @property
    def of_deed(self):
        return [count for count in self.counts if count.slug not in (Undone.YES, Undone.KEPT)]

    @property
    def of_undoing(self):
        return [count for count in self.counts if count.slug in (Undone.YES, Undone.KEPT)]

    @property
    def will_do(self):
        """How many rows the run would do something with."""
        return sum(self.bulk_import.tally.get(deed, 0) for deed in ImportRow.DID)

    @property
    def may_undo(self):
        return self.bulk_import.state == State.DONE and self.will_do > 0 and not self.bulk_import.is_too_old_to_undo

    @cached_property
    def page(self):
        rows = self.bulk_import.rows.filter(is_dry=self.is_dry).select_related("person", "lead").order_by("number")
        if self.chosen:
            rows = rows.filter(undone=self.chosen) if self.chosen in (Undone.YES, Undone.KEPT) else rows.filter(deed=self.chosen)
        return page_of(rows, self.params, order=("number",), size=SHOWN)

    @property
    def rows(self):
        return [Told(row, self.bulk_import.headings) for row in self.page.rows]

    # --- while a worker has it ------------------------------------------------------------------------------------------

    @property
    def label(self):
        return LABELS[self.bulk_import.state]

    @property
    def whole(self):
        if self.bulk_import.state == State.UNDOING:
            return self.will_do
        return self.bulk_import.total

    @property
    def progress_words(self):
        done = formats.thousands(self.bulk_import.cursor)
        return (
            f"{done} de {formats.thousands(self.whole)} linhas" if self.is_measured else f"{done} linhas" if self.bulk_import.cursor else ""
        )

    @property
    def is_measured(self):
        return self.whole > self.bulk_import.cursor or self.bulk_import.state != State.CHECKING


def samples(bulk_import):
    """The first cells of each column, to see what it is."""
    some = [cells for _, cells in islice(bulk_import.sheet_rows(), SAMPLES * 4)]
    width = len(bulk_import.headings)
    return [[cells[index] for cells in some if index < len(cells) and cells[index]][:SAMPLES] for index in range(width)]


def outlook(bulk_import):
    """How the file was read, in words."""
    return sheets.Layout(**bulk_import.layout).in_words


def _shown(name, value):
    show = {"phone": formats.phone, "cpf": formats.cpf, "cnpj": formats.cnpj, "address.postcode": formats.cep}.get(name, str)
    return show(value) if value else "vazio"


def chosen_columns(bulk_import):
    return [fields.FIELDS[slug].label if slug else "" for slug in bulk_import.columns]
