import re
from datetime import timedelta

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from purifikar.db.models import UnitModel, UnitQuerySet
from purifikar.lib.contact import plain
from tenants.models import Membership, Notice, OpenWork
from tenants.roles import ROLES, Permission

MOST = 10
LENT = 7  # days: how long whoever was asked still reads the matter once the point is settled


class MentionQuerySet(UnitQuerySet):
    def open(self):
        return self.filter(closed_at=None)

    def lending(self, user):
        """Those by which he reads what is not his: unsettled ones, and for some days settled ones, to see what came of his answer."""
        return self.filter(models.Q(closed_at=None) | models.Q(closed_at__gt=timezone.now() - timedelta(days=LENT)), user=user)

    def with_line(self):
        return self.select_related("user", "opinion__by", "opinion__contact__person", "opinion__request")

    def settled_by(self, member):
        """Those that this person may call settled: asked of him or by him; all for whoever looks after the unit's people."""
        if member.may(Permission.PEOPLE_MANAGE):
            return self
        return self.filter(models.Q(user=member.user) | models.Q(opinion__by=member.user))

    @transaction.atomic
    def ring(self, opinion, chosen, *, by):
        """Whoever was chosen, or named with an @, has a point to align: in his bell and in his day (PUR-20)."""
        people = [user for user in _called(opinion, chosen) if user != by][:MOST]
        for user in people:
            self.create(opinion=opinion, user=user).write_queue()
        return people

    def settle(self, opinion, *, by):
        """Who writes an opinion about a matter has answered what he was asked there before it."""
        asked = self.open().filter(user=by, opinion__contact=opinion.contact_id, opinion__request=opinion.request_id)
        for mention in asked.exclude(opinion=opinion):
            mention.close(by=by)


class Mention(UnitModel):
    """A colleague named in an opinion: an alignment, open until he answers by an opinion of his own or says that it is settled (PUR-20)."""

    opinion = models.ForeignKey("followup.Opinion", models.CASCADE, db_index=False, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+"
    )

    objects = MentionQuerySet.as_manager()

    class Meta:
        verbose_name = "alinhamento"
        ordering = ["-id"]
        indexes = [models.Index(fields=["user"], condition=models.Q(closed_at=None), name="mention_open")]
        constraints = [models.UniqueConstraint(fields=["opinion", "user"], name="mention_once")]

    def __str__(self):
        return f"{self.user}: {self.opinion}"

    @transaction.atomic
    def close(self, *, by):
        """Settled; a second time nothing more."""
        Mention.objects.open().filter(pk=self.pk).update(closed_at=timezone.now(), closed_by=by)
        OpenWork.objects.filter(unit=connection.tenant, subject=self.pk).delete()

    @property
    def address(self):
        """Where it is answered."""
        opinion = self.opinion
        return f"/contatos/{opinion.contact.number}/historico/" if opinion.contact_id else f"/solicitacoes/{opinion.request.number}/"

    def write_queue(self):
        opinion, unit = self.opinion, connection.tenant
        title = str(opinion.contact.person) if opinion.contact_id else opinion.request.title
        words = " ".join(opinion.text.split())
        OpenWork.objects.create(
            unit=unit, subject=self.pk, kind=OpenWork.Kind.ALIGNMENT, holder=self.user, title=title[:160], since=opinion.at,
            detail=f"{opinion.by}: “{words}"[:198] + "”", address=self.address,
        )  # fmt: skip
        Notice.objects.tell(
            [self.user], kind=Notice.Kind.RECEIVED, title=f"{opinion.by} quer alinhar um ponto: {title}"[:160], text=words[:400],
            key=f"alinhar:{self.pk}", unit=unit, address=self.address,
        )  # fmt: skip


def colleagues(unit, *, who_may=None):
    """Who may be asked in that unit: its people, and those of the Franqueadora who work in it; only those whose role has that power."""
    people = Membership.objects.active().working_in(unit).select_related("user").order_by("user__name")
    return people.filter(role__in=[role.slug for role in ROLES.values() if role.may(who_may)]) if who_may else people


def power_to_read(matter):
    """What a role must have to open the page to which the point leads; `matter` is an opinion or its draft."""
    return Permission.REQUESTS if matter.request_id else Permission.CONTACT_SEE


def _called(opinion, chosen):
    """The chosen ones, and those whom an @ names by the whole name, or by the first name where only one has it."""
    people = {member.user.pk: member.user for member in colleagues(connection.tenant, who_may=power_to_read(opinion))}
    words, names = plain(opinion.text), {}
    for user in people.values():
        for name in {plain(str(user)), plain(user.first_name)}:
            names.setdefault(name, []).append(user)
    found = [people[key] for key in people if str(key) in chosen]
    for name, users in names.items():
        if len(users) == 1 and users[0] not in found and re.search(rf"(?<!\w)@{re.escape(name)}(?!\w)", words):
            found += users
    return found
