from django.core.validators import MinValueValidator
from django.db import models

from purifikar.db.models import UnitModel, UnitQuerySet
from purifikar.db.prepared import prepared
from purifikar.lib.contact import plain


class DistributionQuerySet(UnitQuerySet):
    def of(self, centre):
        """How that centre's work is given out here; as every centre begins, when nobody said anything."""
        return next(iter(_of(centre)), None) or Distribution(centre=centre)


class Distribution(UnitModel):
    """How the work of one centre is given out in this unit: at which hours, by which rules, and what if nobody reacts."""

    class Outside(models.TextChoices):
        NOW = "na_hora", "distribuir na hora"
        MORNING = "abertura", "deixar na fila e distribuir quando a unidade abrir"
        QUEUE = "fila", "deixar na fila até alguém pegar"

    class Unmatched(models.TextChoices):
        EVERYBODY = "todos", "distribuir entre todos do centro"
        QUEUE = "fila", "deixar na fila até alguém pegar"

    centre = models.SlugField(max_length=40, unique=True)
    outside = models.CharField("fora do horário da unidade", max_length=10, choices=Outside, default=Outside.NOW)
    unmatched = models.CharField("o que nenhuma regra alcança", max_length=8, choices=Unmatched, default=Unmatched.EVERYBODY)
    react_minutes = models.PositiveSmallIntegerField(
        "passar ao próximo depois de", null=True, blank=True, validators=[MinValueValidator(5)],
        help_text="Minutos de trabalho sem nenhuma reação de quem recebeu. Em branco, fica com quem recebeu.",
    )  # fmt: skip

    objects = DistributionQuerySet.as_manager()

    class Meta:
        verbose_name = "distribuição"

    def __str__(self):
        return self.centre

    def sorted_rules(self):
        return [] if self._state.adding else list(self.rules.all())

    def rule_for(self, place):
        """The first rule that wants what is there; None for none. `place` is asked only when a rule cares where."""
        where = None
        for rule in self.sorted_rules():
            if rule.is_everywhere:
                return rule
            where = place() if where is None else where
            if rule.wants(where):
                return rule
        return None


class DistributionRule(UnitModel):
    """What comes from some neighbourhoods, CEPs or towns, or from anywhere, goes to these people of the centre."""

    class To(models.TextChoices):
        TEAM = "equipe", "uma equipe"
        UNIT = "unidade", "as pessoas da unidade"
        NETWORK = "rede", "as pessoas da Franqueadora"
        EVERYBODY = "todos", "todos do centro"

    distribution = models.ForeignKey(Distribution, models.CASCADE, related_name="rules")
    order = models.PositiveSmallIntegerField("ordem", default=0)
    districts = models.JSONField("bairros", default=list, blank=True)
    postcodes = models.JSONField("faixas de CEP", default=list, blank=True)  # [["11060000", "11065999"], …]
    cities = models.JSONField("municípios", default=list, blank=True)
    to = models.CharField("vai para", max_length=8, choices=To, default=To.TEAM)
    team = models.ForeignKey(
        "tenants.Team", models.DO_NOTHING, db_constraint=False, null=True, blank=True, related_name="+", verbose_name="equipe"
    )
    only_they = models.BooleanField(
        "só para eles", default=False, help_text="Sem ninguém disponível, espera na fila; sem marcar, passa aos demais do centro."
    )

    class Meta:
        verbose_name = "regra de distribuição"
        ordering = ["order", "id"]

    def __str__(self):
        return f"{self.where_words}: {self.to_words}"

    @property
    def is_everywhere(self):
        return not (self.districts or self.postcodes or self.cities)

    @property
    def where_words(self):
        """`bairros Gonzaga e Boqueirão; CEP 11060-000 a 11065-999`, `todo lugar`."""
        ranges = [f"{low[:5]}-{low[5:]} a {high[:5]}-{high[5:]}" for low, high in self.postcodes]
        parts = [_named("bairro", self.districts), _named("CEP", ranges, plural="CEP"), _named("município", self.cities)]
        return "; ".join(filter(None, parts)) or "todo lugar"

    @property
    def to_words(self):
        if self.to != self.To.TEAM:
            return self.get_to_display()
        return f"equipe {self.team}" if self.team else "uma equipe que não existe mais"

    def wants(self, place):
        """Whether what is in that place (district, postcode, city) is this rule's; any one of its three lists will do."""
        return (
            plain(place.get("district")) in {plain(name) for name in self.districts}
            or plain(place.get("city")) in {plain(name) for name in self.cities}
            or any(low <= (place.get("postcode") or "") <= high for low, high in self.postcodes)
        )

    def narrow(self, people):
        """Of the centre's people those to whom it goes."""
        if self.to == self.To.TEAM:
            return people.filter(places__team=self.team_id, places__leads=False)
        if self.to == self.To.EVERYBODY:
            return people
        return people.filter(unit__isnull=self.to == self.To.NETWORK)


def _named(noun, names, *, plural=""):
    if not names:
        return ""
    listed = " e ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return f"{noun if len(names) == 1 else plural or noun + 's'} {listed}"


@prepared
def _of(centre):
    return Distribution.objects.prefetch_related("rules__team").filter(centre=centre)
