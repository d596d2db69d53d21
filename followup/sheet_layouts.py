"""The layouts of a visit sheet, and which of them fits which kind of appointment (BIM-52)."""

from dataclasses import dataclass

from purifikar.lib.contact import plain


@dataclass(frozen=True)
class Layout:
    """`told` says whether anything internal may stand on it; `several`: more than one to a page.

    What the customer signs he also reads: such a layout has the last opinions only where somebody asks for them.
    """

    slug: str
    label: str
    words: str
    told: bool = True
    several: bool = False
    is_signed: bool = True

    @property
    def template(self):
        return f"followup/sheets/{self.slug}.html"

    @property
    def picture(self):
        return f"img/ficha-{self.slug}.svg"

    def tells(self, choice):
        """Whether the last opinions stand on it, by what was chosen: WITH, WITHOUT or, without a choice, as fits it."""
        return self.told and (choice == WITH or (choice != WITHOUT and not self.is_signed))


LAYOUTS = {
    each.slug: each
    for each in (
        Layout("visita", "Visita comercial", "Cliente, respostas do ciclo e espaço para resultado, produtos e próxima data."),
        Layout("apresentacao", "Apresentação", "Roteiro da apresentação, medidas de consumo, produtos mostrados e decisão."),
        Layout("tecnica", "Visita técnica", "Equipamento, série, pressão, filtros e serviço feito. Sem preço e sem pareceres.", told=False),
        Layout(
            "compacta",
            "Compacta",
            "Três por página, com o último parecer, para retornos e rotas com muitas paradas. Só de quem visita.",
            several=True,
            is_signed=False,
        ),
    )
}
BY_KIND = "compromisso"  # instead of a layout: the one that fits the kind of appointment
WITH, WITHOUT = "com", "sem"
OPINIONS = [("", "conforme o modelo: só na compacta"), (WITH, "com os últimos pareceres"), (WITHOUT, "sem os últimos pareceres")]
CHOICES = [(each.slug, each.label) for each in LAYOUTS.values()]
FITTING = (("tecnica", ("tecnic", "instala", "manuten", "troca", "reparo")), ("apresentacao", ("apresenta", "demonstra")), ("compacta", ("retorno", "liga", "entrega")))  # fmt: skip


def layout_for(kind):
    """By the words of the kind, which a unit may choose; a contact without an appointment gets the short one."""
    words = plain(kind or "retorno")
    return next((LAYOUTS[slug] for slug, parts in FITTING if any(part in words for part in parts)), LAYOUTS["visita"])
