"""The layouts of a visit sheet, and which of them fits which kind of appointment (BIM-52)."""

from dataclasses import dataclass

from purifikar.lib.contact import plain


@dataclass(frozen=True)
class Layout:
    """`told` says whether the last opinions and the answers of the cycle stand on it; `several`: more than one to a page."""

    slug: str
    label: str
    words: str
    told: bool = True
    several: bool = False

    @property
    def template(self):
        return f"followup/sheets/{self.slug}.html"

    @property
    def picture(self):
        return f"img/ficha-{self.slug}.svg"


LAYOUTS = {
    each.slug: each
    for each in (
        Layout("visita", "Visita comercial", "Cliente, o que já foi dito e espaço para resultado, produtos e próxima data."),
        Layout("apresentacao", "Apresentação", "Roteiro da apresentação, medidas de consumo, produtos mostrados e decisão."),
        Layout("tecnica", "Visita técnica", "Equipamento, série, pressão, filtros e serviço feito. Sem nenhum preço.", told=False),
        Layout("compacta", "Compacta", "Três por página, para retornos e rotas com muitas paradas.", several=True),
    )
}
BY_KIND = "compromisso"  # instead of a layout: the one that fits the kind of appointment
CHOICES = [(each.slug, each.label) for each in LAYOUTS.values()]
FITTING = (("tecnica", ("tecnic", "instala", "manuten", "troca", "reparo")), ("apresentacao", ("apresenta", "demonstra")), ("compacta", ("retorno", "liga", "entrega")))  # fmt: skip


def layout_for(kind):
    """By the words of the kind, which a unit may choose; a contact without an appointment gets the short one."""
    words = plain(kind or "retorno")
    return next((LAYOUTS[slug] for slug, parts in FITTING if any(part in words for part in parts)), LAYOUTS["visita"])
