from django.conf import settings
from django.db import models, transaction


class ChannelQuerySet(models.QuerySet):
    def chosen(self, users, kind):
        """{user's key: how the e-mail of that kind reaches him}; who never chose gets it at once."""
        users = list(users)
        choices = {user.pk: Channel.Mail.AT_ONCE for user in users}
        if users:
            choices.update(self.filter(user__in=users, kind=kind).values_list("user", "mail"))
        return choices

    def choices_of(self, users, kinds):
        """{(user's key, kind): his choice} of those who ever chose."""
        rows = self.filter(user__in=users, kind__in=kinds).values_list("user", "kind", "mail")
        return {(user, kind): mail for user, kind, mail in rows}

    @transaction.atomic
    def choose(self, user, choices):
        """Keeps a person's choices, {kind: how}."""
        rows = [Channel(user=user, kind=kind, mail=mail) for kind, mail in choices.items()]
        self.bulk_create(rows, update_conflicts=True, unique_fields=["user", "kind"], update_fields=["mail"])


class Channel(models.Model):
    """How a person wants the e-mails of one kind of notice. The bell shows everything, whatever he chose."""

    DAY = "meu_dia"  # the morning's own mail: at once or not at all

    class Mail(models.TextChoices):
        AT_ONCE = "agora", "na hora"
        MORNING = "resumo", "no resumo da manhã"
        NONE = "nenhum", "não enviar"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    mail = models.CharField(max_length=6, choices=Mail, default=Mail.AT_ONCE)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        verbose_name = "canal de aviso"
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="channel_once")]

    def __str__(self):
        return f"{self.user}: {self.kind} {self.get_mail_display()}"
