from django.contrib.postgres.lookups import Unaccent
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone

from purifikar.db.keys import uuid7
from purifikar.db.prepared import prepared
from purifikar.lib.taxpayer import validate_cnpj
from tenants import opening, roles, schema
from tenants.soon import soon

from .network import Network
from .open_work import OpenWork

OFFICE_DAY = [["08:00", "12:00"], ["13:00", "18:00"]]


def office_week():
    """Monday to Friday, from eight to six with an hour's lunch."""
    return [OFFICE_DAY] * 5 + [[], []]


SLUG = RegexValidator(
    r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
    "Use letras minúsculas sem acento, números e hífens, começando por letra. Por exemplo: sao-vicente.",
)
MOST_ATTEMPTS = 3
INTERRUPTED = "O servidor parou no meio da abertura, em todas as tentativas."


class UnitQuerySet(models.QuerySet):
    def at(self, slug):
        """The unit of that address, or None; asked for at most clicks."""
        return next(iter(_at(slug)), None)

    def opening(self):
        return self.filter(state=Unit.State.OPENING)

    def active(self):
        return self.filter(state=Unit.State.ACTIVE)

    def with_schema(self):
        return self.exclude(state=Unit.State.OPENING)

    def answering(self):
        """Active, with the schema of this release: the units in which work may be done."""
        return self.active().filter(schema_fingerprint=schema.release_fingerprint())

    def matching(self, words):
        return self.filter(models.Q(name__unaccent__icontains=words) | models.Q(city__unaccent__icontains=words))

    def in_name_order(self):
        """As a reader of Portuguese expects: accents and capitals don't count."""
        return self.annotate(sort_name=Lower(Unaccent("name"))).order_by("sort_name", "slug")

    def with_overdue_work(self):
        return self.filter(models.Exists(OpenWork.objects.overdue().filter(unit=models.OuterRef("pk"))))

    def needing_attention(self):
        """Not open yet, suspended, behind the release, or with work past its limit: what the network's list shows first."""
        stopped = self.filter(state__in=[Unit.State.OPENING, Unit.State.SUSPENDED])
        return stopped | self.behind().active() | self.active().with_overdue_work()

    def behind(self):
        """Whose schema is not the release's."""
        return self.with_schema().exclude(schema_fingerprint=schema.release_fingerprint())

    def reachable_by(self, user):
        """The units that a person may choose in the top bar."""
        from .membership import Membership

        memberships = Membership.objects.active().filter(user=user)
        reaching = [role.slug for role in roles.ROLES.values() if role.reaches_units]
        if memberships.filter(unit=None, role__in=reaching).exists():
            return self.active()
        return self.active().filter(memberships__in=memberships)

    def to_retry(self):
        """Openings that nobody finished: the worker died, or a try failed and others are left."""
        return self.opening().filter(opening_attempts__lt=MOST_ATTEMPTS)

    def stuck(self):
        """Openings out of tries, or begun and not heard of again."""
        return self.opening().filter(opening_attempts__gte=MOST_ATTEMPTS)

    def note_interrupted_openings(self):
        """Says so of openings whose every try died without a word; one that a worker has in hand is left alone."""
        with transaction.atomic():
            dead = self.stuck().filter(opening_error="").select_for_update(skip_locked=True)
            return self.filter(pk__in=[unit.pk for unit in dead]).update(opening_error=INTERRUPTED)


class Unit(models.Model):
    """A unit of the network, own or franchise, with everything of its own in a schema of its own (PUR-07)."""

    auto_drop_schema = False  # asked for by django-tenants when a row is deleted

    class State(models.TextChoices):
        OPENING = "criando", "criando"
        ACTIVE = "ativa", "ativa"
        SUSPENDED = "suspensa", "suspensa"
        CLOSED = "encerrada", "encerrada"

    class Kind(models.TextChoices):
        OWN = "propria", "Unidade própria"
        FRANCHISE = "franquia", "Franquia"

    class UF(models.TextChoices):
        """The states of Brazil (UF)."""

        AC = "AC", "Acre"
        AL = "AL", "Alagoas"
        AP = "AP", "Amapá"
        AM = "AM", "Amazonas"
        BA = "BA", "Bahia"
        CE = "CE", "Ceará"
        DF = "DF", "Distrito Federal"
        ES = "ES", "Espírito Santo"
        GO = "GO", "Goiás"
        MA = "MA", "Maranhão"
        MT = "MT", "Mato Grosso"
        MS = "MS", "Mato Grosso do Sul"
        MG = "MG", "Minas Gerais"
        PA = "PA", "Pará"
        PB = "PB", "Paraíba"
        PR = "PR", "Paraná"
        PE = "PE", "Pernambuco"
        PI = "PI", "Piauí"
        RJ = "RJ", "Rio de Janeiro"
        RN = "RN", "Rio Grande do Norte"
        RS = "RS", "Rio Grande do Sul"
        RO = "RO", "Rondônia"
        RR = "RR", "Roraima"
        SC = "SC", "Santa Catarina"
        SP = "SP", "São Paulo"
        SE = "SE", "Sergipe"
        TO = "TO", "Tocantins"

    class Zone(models.TextChoices):
        """The time zones of the states' capitals, and Noronha's."""

        SAO_PAULO = "America/Sao_Paulo", "Brasília (UTC−3)"
        MANAUS = "America/Manaus", "Manaus (UTC−4)"
        CUIABA = "America/Cuiaba", "Cuiabá (UTC−4)"
        PORTO_VELHO = "America/Porto_Velho", "Porto Velho (UTC−4)"
        BOA_VISTA = "America/Boa_Vista", "Boa Vista (UTC−4)"
        RIO_BRANCO = "America/Rio_Branco", "Rio Branco (UTC−5)"
        NORONHA = "America/Noronha", "Fernando de Noronha (UTC−2)"

        @classmethod
        def of(cls, uf):
            """The zone in which most of that state lives."""
            west = {"AM": cls.MANAUS, "AC": cls.RIO_BRANCO, "RO": cls.PORTO_VELHO, "RR": cls.BOA_VISTA}
            return {**west, "MT": cls.CUIABA, "MS": cls.CUIABA}.get(uf, cls.SAO_PAULO)

    # Whose stages know the store flow (FOL-07): the heads in workflow/processes/ say so too, and a test compares them.
    WITH_STORE_FLOW = ("processo-2-fluxo",)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.CharField("endereço", max_length=40, unique=True, validators=[SLUG], error_messages={"unique": "Já existe uma unidade com esse endereço."})  # fmt: skip
    schema_name = models.CharField(max_length=63, unique=True, editable=False)
    name = models.CharField("nome", max_length=80, unique=True, error_messages={"unique": "Já existe uma unidade com esse nome."})
    kind = models.CharField("tipo", max_length=8, choices=Kind, default=Kind.FRANCHISE)
    state = models.CharField("situação", max_length=10, choices=State, default=State.OPENING, editable=False)

    legal_name = models.CharField("razão social", max_length=120)
    cnpj = models.CharField("CNPJ", max_length=14, validators=[validate_cnpj], unique=True, error_messages={"unique": "Já existe uma unidade com esse CNPJ."})  # fmt: skip
    phone = models.CharField("telefone", max_length=20, blank=True)
    email = models.EmailField("e-mail", blank=True)

    postcode = models.CharField("CEP", max_length=8, blank=True)
    street = models.CharField("logradouro", max_length=120, blank=True)
    number = models.CharField("número", max_length=12, blank=True)
    complement = models.CharField("complemento", max_length=60, blank=True)
    district = models.CharField("bairro", max_length=60, blank=True)
    city = models.CharField("município", max_length=60)
    uf = models.CharField("UF", max_length=2, choices=UF)
    time_zone = models.CharField("fuso horário", max_length=32, choices=Zone, default=Zone.SAO_PAULO)

    process = models.CharField("processo", max_length=40, default="purifikar")
    store_flow = models.BooleanField("fluxo de loja", default=False, help_text="Os Consultores registram e finalizam quem atendem na loja.")  # fmt: skip
    working_hours = models.JSONField(
        "horário de trabalho", default=office_week, editable=False
    )  # a list of [from, to] for each day, Monday first
    optional_rest = models.JSONField("feriados facultativos", default=list, editable=False)  # of workflow.calendar.OPTIONAL
    calendar_fingerprint = models.CharField(
        max_length=64, blank=True, editable=False
    )  # of the calendar by which its limits were last counted
    attendant_role = models.CharField("quem atende os leads", max_length=12, choices=roles.ATTENDANT_CHOICES, default="comercial")

    schema_fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    schema_error = models.CharField(max_length=500, blank=True, editable=False)
    opening_error = models.CharField(max_length=500, blank=True, editable=False)
    opening_attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    created_at = models.DateTimeField("criada em", default=timezone.now, editable=False)
    opened_at = models.DateTimeField("aberta em", null=True, editable=False)
    state_note = models.CharField("motivo", max_length=200, blank=True, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "unidade"
        ordering = ["name"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        if not self.schema_name:
            self.schema_name = "unit_" + self.slug.replace("-", "_")
        super().save(*args, **kwargs)

    @property
    def address(self):
        """Where its pages live, without a host."""
        return f"/u/{self.slug}/"

    @property
    def is_active(self):
        return self.state == self.State.ACTIVE

    @property
    def is_behind(self):
        return self.schema_fingerprint != schema.release_fingerprint()

    @property
    def answers(self):
        return self.is_active and not self.is_behind

    @property
    def process_has_store_flow(self):
        return self.process in self.WITH_STORE_FLOW

    def has_store_flow_in(self, network):
        return self.store_flow and self.process_has_store_flow and network.store_flow_allowed

    @property
    def has_store_flow(self):
        """Whether the store flow works here: asked for by the network, then enabled in the unit (FOL-24)."""
        return self.has_store_flow_in(Network.get())

    @property
    def opening_failed(self):
        """No try is left; a person decides."""
        return self.state == self.State.OPENING and self.opening_attempts >= MOST_ATTEMPTS and bool(self.opening_error)

    def open_later(self):
        """Asks a worker to open the unit. Should the word get lost, the clock finds the unit still waiting."""
        from tenants.tasks import open_unit

        soon(open_unit, str(self.pk))

    @transaction.atomic
    def begin_attempt(self):
        """Counts one more try of the opening before it begins, so that one that kills its worker counts too.

        False when there is nothing to try: opened already, in another worker's hands, or no try left.
        """
        mine = Unit.objects.to_retry().select_for_update(skip_locked=True).filter(pk=self.pk).first()
        if mine is None:
            return False
        mine.opening_attempts, mine.opening_error = mine.opening_attempts + 1, ""
        mine.save(update_fields=["opening_attempts", "opening_error"])
        return True

    @transaction.atomic
    def open(self, *, progress=schema.no_progress):
        """Makes the unit's schema and lets it answer, both or neither. Opened already, or being opened by another: nothing.

        `progress(done, total)` is told how many statements of the schema are in.
        """
        mine = Unit.objects.opening().select_for_update(skip_locked=True).filter(pk=self.pk).first()
        if mine is None:
            return
        fingerprint = schema.build(mine, progress=progress)
        opening.furnish(mine)
        now = timezone.now()
        Unit.objects.filter(pk=self.pk).update(state=self.State.ACTIVE, schema_fingerprint=fingerprint, opened_at=now, opening_error="")
        self.refresh_from_db()
        self.record_state(by=None)

    def note_failed_opening(self, error):
        Unit.objects.opening().filter(pk=self.pk).update(opening_error=f"{type(error).__name__}: {error}"[:500])

    def try_opening_again(self):
        Unit.objects.opening().filter(pk=self.pk).update(opening_error="", opening_attempts=0)
        self.refresh_from_db()
        self.open_later()

    def suspend(self, *, by, note=""):
        self._move(self.State.SUSPENDED, note, by=by, allowed=[self.State.ACTIVE])

    def resume(self, *, by, note=""):
        self._move(self.State.ACTIVE, note, by=by, allowed=[self.State.SUSPENDED])

    def close(self, *, by, note=""):
        """For good; the schema stays, to be handed over or kept as the law asks."""
        self._move(self.State.CLOSED, note, by=by, allowed=[self.State.ACTIVE, self.State.SUSPENDED])

    @transaction.atomic
    def _move(self, state, note, *, by, allowed):
        moved = Unit.objects.filter(pk=self.pk, state__in=allowed).update(state=state, state_note=note)
        self.refresh_from_db(fields=["state", "state_note"])
        if not moved:
            raise ValidationError(f"A unidade está {self.get_state_display()}; isso não é possível agora.")
        self.record_state(by=by, note=note)

    def record_state(self, *, by, note=""):
        self.history.create(state=self.state, note=note, by=by)


@prepared
def _at(slug):
    return Unit.objects.filter(slug=slug)
