from datetime import date

from django.contrib.postgres.lookups import Unaccent
from django.db import models
from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from leads.models import Address, Person
from purifikar.db.copying import Rows
from purifikar.db.models import UnitModel, UnitQuerySet
from tenants.models import Mail
from tenants.roles import Permission

from .contact import Contact, keys_of_visible_people

LONG_AGO = date(1900, 1, 1)  # sorts whom nobody has contacted before everybody else
BY_NAME = Lower(Unaccent("person__name"))


class RecipientQuerySet(UnitQuerySet):
    def chosen(self):
        """Not decided yet."""
        return self.filter(state=Recipient.State.CHOSEN)

    def queued(self):
        return self.filter(state=Recipient.State.QUEUED)

    def out_of_sight_of(self, member):
        """People whom the sender may not see any more: handed over meanwhile, or named by a forged form."""
        if member.may(Permission.LEAD_SEE_ALL):
            return self.none()
        return self.exclude(person__in=keys_of_visible_people(member))

    def in_order(self, ordering):
        """As the mailing names it (BIM-55); of a mailing there are so few that they are sorted each time."""
        keys = {"nome": [BY_NAME], "bairro": [Lower(Unaccent("district")), BY_NAME], "contato": [F("last_on"), BY_NAME]}
        return self.with_place().order_by(*keys.get(ordering, []), "person__number")

    def with_place(self):
        """With neighbourhood and the day of the last contact."""
        district = Address.objects.filter(person=OuterRef("person")).order_by("id").values("district")[:1]
        last = Contact.objects.filter(person=OuterRef("person")).order_by("-contacted_on").values("contacted_on")[:1]
        return self.annotate(
            district=Coalesce(Subquery(district), Value("")), last_on=Coalesce(Subquery(last), Value(LONG_AGO), output_field=models.DateField())
        )  # fmt: skip

    def write(self, mailing, people, contacts):
        """New ones by COPY, in the current transaction: people and contacts by their keys."""
        rows = Rows(Recipient(mailing=mailing), "person_id", "contact_id")
        for key in people:
            rows.add(key, contacts.get(key))
        rows.write()


class Recipient(UnitModel):
    """A person to whom a mailing goes, or why it does not. Its mail has the same key, so there never is a second one."""

    class State(models.TextChoices):
        CHOSEN = "escolhida", "escolhida"
        QUEUED = "fila", "com e-mail"
        SUPPRESSED = "suprimida", "não recebe"
        CANCELLED = "cancelada", "cancelada"

    class Why(models.TextChoices):
        """Why somebody does not get it."""

        NONE = "", ""
        INACTIVE = "inativo", "cadastro inativo ou eliminado"
        NO_ADDRESS = "sem_email", "sem e-mail"
        LEFT = "descadastrou", "pediu para não receber e-mails"
        NO_CONSENT = "sem_consentimento", "sem consentimento para e-mails"
        NO_CUSTOMER = "nao_cliente", "não é cliente: o aviso de reajuste só vai a quem comprou ou alugou"
        TWICE = "repetido", "outra pessoa do envio tem o mesmo e-mail"
        NOT_SEEN = "sem_acesso", "não está mais entre as suas pessoas"

    mailing = models.ForeignKey("followup.Mailing", models.CASCADE, db_index=False, related_name="recipients")
    person = models.ForeignKey(Person, models.PROTECT, related_name="mailings", verbose_name="pessoa")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="+", verbose_name="contato")
    state = models.CharField("situação", max_length=10, choices=State, default=State.CHOSEN)
    why = models.CharField("motivo", max_length=18, choices=Why, default=Why.NONE, blank=True)
    left_at = models.DateTimeField("descadastrou-se em", null=True)

    objects = RecipientQuerySet.as_manager()

    class Meta:
        verbose_name = "pessoa do envio"
        constraints = [models.UniqueConstraint(fields=["mailing", "person"], name="mailing_once_a_person")]
        indexes = [models.Index(fields=["mailing", "state", "why"], name="mailing_recipient_state")]

    def __str__(self):
        return f"{self.person} em {self.mailing}"

    @property
    def mail(self):
        return Mail.objects.filter(pk=self.pk).first()


class OptOut(UnitModel):
    """Somebody said that he wants no more mailings: when, under which name, and from which address of the internet (LGPD art. 8, § 5)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="opt_outs", verbose_name="pessoa")
    recipient = models.OneToOneField(Recipient, models.SET_NULL, null=True, related_name="opt_out")
    address = models.CharField("e-mail", max_length=254, blank=True)
    name = models.CharField("nome", max_length=120, blank=True)
    origin = models.GenericIPAddressField("origem", null=True)
    one_click = models.BooleanField("pelo botão do programa de e-mail", default=False)
    at = models.DateTimeField("em", default=timezone.now)

    class Meta:
        verbose_name = "descadastro"
        ordering = ["-at"]
        indexes = [models.Index(fields=["address"], name="opt_out_address")]

    def __str__(self):
        return f"{self.person} em {self.at:%d/%m/%Y}"
