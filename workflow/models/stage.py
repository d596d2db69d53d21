from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db import models

from purifikar.db.models import UnitModel, UnitQuerySet
from purifikar.db.prepared import prepared
from tenants.models import Centre, Membership
from workflow import registry

from .process import Process, ProcessVersion


@lru_cache(maxsize=256)
def stages_of(version_key):
    """The stages of a published version in order, with their limits and alarms: it never changes, so it is read once a process.

    For reading only: all threads share them.
    """
    stages = (
        Stage.objects.filter(version=version_key).select_related("version__process").prefetch_related("limits__alarms").order_by("order")
    )
    return tuple(stages)


def limits_of(stage):
    """The limits that count from entering a stage of a published version, with their alarms."""
    return next(each for each in stages_of(stage.version_id) if each.pk == stage.pk).limits.all()


class StageQuerySet(UnitQuerySet):
    def beginnings_of(self, process):
        """Where new journeys of a process begin, by its published version, which comes along: the stages of a channel, else the first one."""
        version = next(iter(_published(process)), None)
        stages = stages_of(version) if version else ()
        return [stage for stage in stages if stage.channel] or list(stages[:1])

    def beginning_of(self, process, channel):
        """Where a new journey of that channel begins (FOL-18, FOL-19). Raises ValidationError where there is no such place."""
        found = self.beginnings_of(process)
        for stage in found:
            if stage.channel in ("", channel):
                return stage
        name = Process.objects.filter(slug=process).first() or process
        if not found:
            raise ValidationError(f"O processo {name} ainda não foi publicado.")
        raise ValidationError(f"O processo {name} não recebe leads do canal {channel}.", code="no_such_channel")


class Stage(UnitModel):
    """A place on the way: whose work it is, how its holder is picked, what happens on entering, and how one may leave."""

    class Picks(models.TextChoices):
        """Who holds a journey that enters the stage."""

        KEEP = "mantem", "quem já está com ele"
        ROTATION = "rodizio", "o próximo da vez no centro"
        RETURN = "retorna", "quem esteve com ele neste centro pela última vez"
        CHOSEN = "escolhido", "a pessoa escolhida na decisão"
        CREATOR = "criador", "quem registrou"
        QUEUE = "fila", "ninguém: espera na fila do centro"

    class Channel(models.TextChoices):
        """Which leads begin here. Where no stage says so, all begin at the first one (FOL-18, FOL-19, FOL-28)."""

        NONE = "", "nenhum: chega-se a ela por uma decisão"
        WEB = "web", "leads da web"
        FLOW = "fluxo", "leads de fluxo de loja"

    class Ends(models.TextChoices):
        NO = "", "não encerra"
        WON = "ganho", "encerra como ganho"
        LOST = "perdido", "encerra como perdido"
        DONE = "feito", "encerra como concluído"

    version = models.ForeignKey(ProcessVersion, models.CASCADE, related_name="stages")
    slug = models.SlugField(max_length=40)
    name = models.CharField("nome", max_length=60)
    order = models.PositiveSmallIntegerField("ordem")
    centre = models.CharField("centro de responsabilidade", max_length=40, blank=True)
    picks = models.CharField("quem recebe", max_length=10, choices=Picks, default=Picks.KEEP)
    ends = models.CharField("encerra", max_length=8, choices=Ends, default=Ends.NO, blank=True)
    channel = models.CharField("começo de", max_length=5, choices=Channel, default=Channel.NONE, blank=True)
    hint = models.CharField("o que fazer agora", max_length=200, blank=True)
    actions = models.JSONField("ao entrar na etapa", default=list, blank=True)

    objects = StageQuerySet.as_manager()

    class Meta:
        verbose_name = "etapa"
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["version", "slug"], name="stage_slug_once"),
            models.UniqueConstraint(fields=["version", "channel"], condition=~models.Q(channel=""), name="one_beginning_a_channel"),
        ]

    def __str__(self):
        return self.name

    @property
    def is_end(self):
        return bool(self.ends)

    @property
    def actions_in_words(self):
        return [registry.entry_action(name).label for name in self.actions if registry.has_entry_action(name)]

    def work_of(self, unit):
        """The memberships whose work this stage is in that unit."""
        centre = Centre.objects.filter(pk=self.centre).first()
        return centre.people(unit) if centre else Membership.objects.none()


class Outcome(UnitModel):
    """A named decision by which one leaves a stage: where it leads and what it asks for (BIM-33..35, BIM-69)."""

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="outcomes")
    slug = models.SlugField(max_length=40)
    name = models.CharField("nome", max_length=60)
    order = models.PositiveSmallIntegerField("ordem")
    target = models.ForeignKey(Stage, models.CASCADE, related_name="arrivals", verbose_name="leva a")
    requires = models.JSONField("o que pede", default=list, blank=True)
    question = models.CharField("pergunta", max_length=120, blank=True)
    reasons = models.JSONField("motivos", default=list, blank=True)  # empty: any words
    kinds = models.JSONField("tipos de compromisso", default=list, blank=True)  # empty: any kind
    answers = models.JSONField("formulário", default=list, blank=True)  # [{slug, label, kind, choices, optional}]

    class Meta:
        verbose_name = "decisão"
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["stage", "slug"], name="outcome_slug_once")]

    def __str__(self):
        return self.name

    @property
    def requires_in_words(self):
        """`um parecer e um compromisso`; nothing for an outcome that asks for nothing."""
        labels = [registry.requirement(name).label for name in self.requires if registry.has_requirement(name)]
        return " e ".join(filter(None, [", ".join(labels[:-1]), labels[-1]])) if labels else ""


class Limit(UnitModel):
    """A prazo: from entering a stage (or the journey's start) until leaving it, or until entering another (architecture, Deadlines)."""

    class Clock(models.TextChoices):
        HOURS = "horas", "horas corridas"
        BUSINESS_HOURS = "horas_uteis", "horas úteis"
        WORKING_DAYS = "dias_uteis", "dias úteis"
        END_OF_MONTH = "fim_do_mes", "fim do mês"
        ASKED_DAY = "data_pedida", "dias úteis, ou até a data que a solicitação pede"

    version = models.ForeignKey(ProcessVersion, models.CASCADE, related_name="limits")
    slug = models.SlugField(max_length=40)
    name = models.CharField("nome", max_length=60)
    starts = models.ForeignKey(Stage, models.CASCADE, related_name="limits", verbose_name="conta de")
    until = models.ForeignKey(Stage, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="até entrar em")
    amount = models.PositiveSmallIntegerField("quanto", default=0)
    clock = models.CharField("relógio", max_length=12, choices=Clock, default=Clock.HOURS)

    class Meta:
        verbose_name = "prazo"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["version", "slug"], name="limit_slug_once")]

    def __str__(self):
        return self.name

    @property
    def in_words(self):
        """`24 horas corridas`, `1 dia útil`, `até o fim do mês`."""
        if self.clock == self.Clock.END_OF_MONTH:
            return "até o fim do mês"
        if self.clock == self.Clock.ASKED_DAY:
            return f"até a data pedida; sem data, {self.amount} {'dia útil' if self.amount == 1 else 'dias úteis'}"
        one = {"horas": "hora corrida", "horas_uteis": "hora útil", "dias_uteis": "dia útil"}[self.clock]
        return f"1 {one}" if self.amount == 1 else f"{self.amount} {self.get_clock_display()}"


class LimitAlarm(UnitModel):
    """What a limit does at a share of it: warn at 80 %, hand over at 100 %, call the Gerente an hour after."""

    class Deed(models.TextChoices):
        WARN_HOLDER = "avisar_responsavel", "avisar quem está com ele"
        WARN_MANAGER = "avisar_gerente", "avisar o Gerente"
        HAND_OVER = "repassar", "passar ao próximo da vez"
        OCCURRENCE = "ocorrencia", "registrar ocorrência"
        DECIDE = "decidir", "tomar uma decisão"

    limit = models.ForeignKey(Limit, models.CASCADE, related_name="alarms")
    percent = models.PositiveSmallIntegerField("em % do prazo", default=100)
    minutes_after = models.SmallIntegerField("e mais minutos", default=0)
    deed = models.CharField("o que faz", max_length=20, choices=Deed)
    outcome = models.ForeignKey(Outcome, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="decisão")

    class Meta:
        verbose_name = "alarme do prazo"
        ordering = ["percent", "minutes_after"]
        constraints = [
            models.UniqueConstraint(fields=["limit", "percent", "minutes_after", "deed"], name="limit_alarm_once"),
            models.CheckConstraint(
                condition=models.Q(deed="decidir", outcome__isnull=False) | ~models.Q(deed="decidir") & models.Q(outcome=None),
                name="only_a_decision_names_an_outcome",
            ),
        ]

    def __str__(self):
        return f"{self.get_deed_display()} {self.moment_in_words}"

    @property
    def moment_in_words(self):
        """`em 80 % do prazo`, `quando vence`, `60 min depois de vencer`."""
        moment = "quando vence" if self.percent == 100 else f"em {self.percent} % do prazo"
        if not self.minutes_after:
            return moment
        side = "depois" if self.minutes_after > 0 else "antes"
        minutes = f"{abs(self.minutes_after)} min {side}"
        return f"{minutes} de vencer" if self.percent == 100 else f"{moment}, {minutes}"


@prepared
def _published(process):
    published = ProcessVersion.objects.filter(process__slug=process, state=ProcessVersion.State.PUBLISHED)
    return published.order_by().values_list("pk", flat=True)
