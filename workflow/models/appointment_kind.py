import logging
from functools import partial

from django.core.cache import caches
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import connection, models, transaction
from django.db.models import F
from django.db.models.functions import Lower
from django.utils.crypto import get_random_string
from django_tenants.utils import get_public_schema_name
from redis.exceptions import RedisError

from purifikar.db.models import UnitModel, UnitQuerySet

LONGEST = 24 * 60
log = logging.getLogger(__name__)
MEMO, CHANGED = "appointment_kinds", "appointment_kinds_changed"  # on the unit's object
HOLDS = 600  # seconds


class AppointmentKindQuerySet(UnitQuerySet):
    def install(self):
        """The ready kinds as rows, where they are not yet, so that the unit may change them."""
        known = set(self.values_list("slug", flat=True))
        self.bulk_create([kind for kind in ready() if kind.slug not in known], ignore_conflicts=True)
        forget()


class AppointmentKind(UnitModel):
    """Tipo de compromisso: what the unit calls it, how long it lasts, and whether somebody has to be there in person (PUR-14).

    The ready ones keep their slugs, which the processes name. Until a unit changes one, the words of READY hold.
    """

    class Colour(models.TextChoices):
        BLUE = "azul", "azul"
        GREEN = "verde", "verde"
        AMBER = "ambar", "âmbar"
        PURPLE = "roxo", "roxo"
        RED = "vermelho", "vermelho"
        GREY = "cinza", "cinza"

    class Icon(models.TextChoices):
        PIN = "map-pin", "lugar"
        SHOW = "monitor", "apresentação"
        TOOL = "wrench", "ferramenta"
        BACK = "undo-2", "retorno"
        PHONE = "phone", "telefone"
        SHOP = "store", "loja"
        LIST = "clipboard-list", "formulário"
        DROP = "droplet", "gota"
        HANDS = "handshake", "acordo"
        PEOPLE = "users", "reunião"
        STAR = "star", "estrela"
        CALENDAR = "calendar", "calendário"

    class Remind(models.IntegerChoices):
        QUARTER = 15, "15 minutos antes"
        HALF = 30, "30 minutos antes"
        HOUR = 60, "1 hora antes"
        TWO = 120, "2 horas antes"
        DAY = 24 * 60, "1 dia antes"
        TWO_DAYS = 48 * 60, "2 dias antes"

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField("nome", max_length=60)
    colour = models.CharField("cor", max_length=8, choices=Colour, default=Colour.BLUE)
    icon = models.CharField("ícone", max_length=20, choices=Icon, default=Icon.CALENDAR)
    excludes = models.BooleanField("a pessoa precisa estar lá", default=False)
    minutes = models.PositiveSmallIntegerField("duração de costume (minutos)", default=60, validators=[MinValueValidator(5), MaxValueValidator(LONGEST)])  # fmt: skip
    remind = models.PositiveSmallIntegerField("lembrete", choices=Remind, null=True, blank=True, default=Remind.HOUR)
    needs_resource = models.BooleanField("um técnico faz", default=False, db_default=False)
    hands_over = models.BooleanField("pode passar um lead adiante", default=False)
    is_active = models.BooleanField("em uso", default=True)
    position = models.PositiveSmallIntegerField("ordem", default=0)

    objects = AppointmentKindQuerySet.as_manager()

    class Meta:
        verbose_name = "tipo de compromisso"
        verbose_name_plural = "tipos de compromisso"
        ordering = ["position", "name"]
        constraints = [models.UniqueConstraint(Lower(F("name")), name="appointment_kind_once")]

    def __str__(self):
        return self.name

    @property
    def is_ready(self):
        """One of those that the processes name: it may be renamed or put out of use, never deleted."""
        return self.slug in READY_SLUGS

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        forget()

    def delete(self, *args, **kwargs):
        deleted = super().delete(*args, **kwargs)
        forget()
        return deleted

    @classmethod
    def next_position(cls):
        return (cls.objects.aggregate(last=models.Max("position"))["last"] or 0) + 1

    def move(self, step):
        """One place up (-1) or down (1) among all rows, which are numbered anew."""
        rows = list(AppointmentKind.objects.order_by("position", "name"))
        place = next(index for index, row in enumerate(rows) if row.pk == self.pk)
        other = place + step
        if 0 <= other < len(rows):
            rows[place], rows[other] = rows[other], rows[place]
        for index, row in enumerate(rows, start=1):
            row.position = index
        AppointmentKind.objects.bulk_update(rows, ["position"])
        forget()


class Kinds(dict):
    """{slug: kind} of a unit, in its order."""

    def named(self, slug):
        """The kind of that slug; for one that is gone, something that can be shown all the same."""
        return self.get(slug) or AppointmentKind(slug=slug, name=slug.replace("-", " "))

    def in_use(self, slugs=None, *, handing_over=False):
        """Those to choose among, narrowed to `slugs` where any of them is in use; what hands a lead over only, if that is asked."""
        free = [kind for kind in self.values() if kind.is_active]
        wanted = [kind for kind in free if kind.slug in slugs] if slugs else [kind for kind in free if kind.hands_over or not handing_over]
        return wanted or [self[slug] for slug in slugs or () if slug in self] or free or list(self.values())

    def choices(self, slugs=None, **which):
        return [(kind.slug, kind.name) for kind in self.in_use(slugs, **which)]

    def slugs(self, **facts):
        """Of all that are so, in use or not: `slugs(hands_over=True)`."""
        return [kind.slug for kind in self.values() if all(getattr(kind, name) == value for name, value in facts.items())]


def kinds():
    """The active unit's kinds, without asking the database: they change once in a year and are read on every page.

    Outside of any unit the ready ones.
    """
    unit = connection.tenant
    if connection.schema_name == get_public_schema_name():
        return Kinds({kind.slug: kind for kind in ready()})
    if MEMO not in unit.__dict__:
        rows = {facts["slug"]: AppointmentKind(**facts) for facts in _facts(unit)}
        missing = [kind for kind in ready() if kind.slug not in rows]
        unit.__dict__[MEMO] = Kinds({kind.slug: kind for kind in [*missing, *rows.values()]})
    return unit.__dict__[MEMO]


def forget():
    """Somebody changed them: at once for himself, for all others with his commit."""
    unit = connection.tenant
    unit.__dict__.pop(MEMO, None)
    unit.__dict__[CHANGED] = True
    renew = partial(_renew, connection.schema_name)
    renew()
    transaction.on_commit(renew, robust=True)


def _facts(unit):
    """The rows as they were read last, unless they were changed since; what is not committed yet is kept for nobody."""
    if CHANGED in unit.__dict__:
        return list(AppointmentKind.objects.values())
    width = len(AppointmentKind._meta.concrete_fields)  # rows that another release kept are none of ours
    cache, stamp_key, key = caches["network"], _key("stamp", connection.schema_name), _key(f"rows{width}", connection.schema_name)
    try:
        found = cache.get_many([stamp_key, key])
        stamp = found.get(stamp_key)
        if key in found and found[key][0] == stamp:
            return found[key][1]
        facts = list(AppointmentKind.objects.values())
        cache.set(key, (stamp, facts), HOLDS)
        return facts
    except RedisError as away:  # nothing can be kept; work goes on
        log.warning("kinds of appointment: %s", type(away).__name__)
        return list(AppointmentKind.objects.values())


def _renew(schema):
    """Without the store what others keep holds for HOLDS at most."""
    try:
        caches["network"].set(_key("stamp", schema), get_random_string(12), timeout=None)
    except RedisError as away:
        log.warning("kinds of appointment: %s", type(away).__name__)


def _key(what, schema):
    return f"appointment-kinds:{what}:{schema}"


def ready():
    """The ready kinds, not saved."""
    return [AppointmentKind(slug=slug, name=name, position=place, **facts) for place, (slug, name, facts) in enumerate(READY, start=1)]


READY = [
    ("visita", "visita", {"colour": "azul", "icon": "map-pin", "excludes": True, "minutes": 60, "remind": 60, "hands_over": True}),
    ("apresentacao", "apresentação", {"colour": "verde", "icon": "monitor", "excludes": True, "minutes": 60, "remind": 60, "hands_over": True}),
    # The Técnico's time is taken, who is no user.
    ("instalacao", "instalação", {"colour": "ambar", "icon": "wrench", "minutes": 120, "remind": 24 * 60, "needs_resource": True, "hands_over": True}),
    ("retorno", "retorno", {"colour": "roxo", "icon": "undo-2", "minutes": 30, "remind": 15}),
    ("ligacao", "ligação", {"colour": "cinza", "icon": "phone", "minutes": 15, "remind": 15}),
]  # fmt: skip
READY_SLUGS = tuple(slug for slug, *_ in READY)
