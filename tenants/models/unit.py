from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils import timezone

from purifikar.db.keys import uuid7
from purifikar.lib.taxpayer import validate_cnpj
from tenants import roles, schema

SLUG = RegexValidator(
    r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
    "Use letras minúsculas sem acento, números e hífens, começando por letra. Por exemplo: sao-vicente.",
)
MOST_ATTEMPTS = 3


class UnitQuerySet(models.QuerySet):
    def opening(self):
        return self.filter(state=Unit.State.OPENING)

    def active(self):
        return self.filter(state=Unit.State.ACTIVE)

    def with_schema(self):
        return self.exclude(state=Unit.State.OPENING)

    def matching(self, words):
        return self.filter(models.Q(name__unaccent__icontains=words) | models.Q(city__unaccent__icontains=words))

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


class Unit(models.Model):
    """A unit of the network, own or franchise, with everything of its own in a schema of its own (PUR-07)."""

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
        SAO_PAULO = "America/Sao_Paulo", "Brasília (UTC−3)"
        MANAUS = "America/Manaus", "Manaus (UTC−4)"
        CUIABA = "America/Cuiaba", "Cuiabá (UTC−4)"
        PORTO_VELHO = "America/Porto_Velho", "Porto Velho (UTC−4)"
        BOA_VISTA = "America/Boa_Vista", "Boa Vista (UTC−4)"
        RIO_BRANCO = "America/Rio_Branco", "Rio Branco (UTC−5)"
        NORONHA = "America/Noronha", "Fernando de Noronha (UTC−2)"

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

    def open_later(self):
        """Asks a worker to open the unit. Should the word get lost, the clock finds the unit still waiting."""
        from tenants.tasks import open_unit

        open_unit.delay_on_commit(str(self.pk))

    @transaction.atomic
    def open(self, *, progress=schema.no_progress):
        """Makes the unit's schema and lets it answer, both or neither. Opened already, or being opened by another: nothing.

        `progress(done, total)` is told how many statements of the schema are in.
        """
        mine = Unit.objects.opening().select_for_update(skip_locked=True).filter(pk=self.pk).first()
        if mine is None:
            return
        fingerprint = schema.build(mine, progress=progress)
        now = timezone.now()
        Unit.objects.filter(pk=self.pk).update(
            state=self.State.ACTIVE, schema_fingerprint=fingerprint, opened_at=now, opening_error=""
        )
        self.refresh_from_db()

    def note_failed_opening(self, error):
        Unit.objects.opening().filter(pk=self.pk).update(
            opening_error=f"{type(error).__name__}: {error}"[:500], opening_attempts=models.F("opening_attempts") + 1
        )

    def try_opening_again(self):
        Unit.objects.opening().filter(pk=self.pk).update(opening_error="", opening_attempts=0)
        self.refresh_from_db()
        self.open_later()

    def suspend(self, *, note=""):
        self._move(self.State.SUSPENDED, note, allowed=[self.State.ACTIVE])

    def resume(self):
        self._move(self.State.ACTIVE, "", allowed=[self.State.SUSPENDED])

    def close(self, *, note=""):
        """For good; the schema stays, to be handed over or kept as the law asks."""
        self._move(self.State.CLOSED, note, allowed=[self.State.ACTIVE, self.State.SUSPENDED])

    def _move(self, state, note, *, allowed):
        moved = Unit.objects.filter(pk=self.pk, state__in=allowed).update(state=state, state_note=note)
        if not moved:
            self.refresh_from_db(fields=["state"])
            raise ValidationError(f"A unidade está {self.get_state_display()}; isso não é possível agora.")
        self.refresh_from_db(fields=["state", "state_note"])
