"""What `/saude` says of the clock: how far behind it is, what is stuck, and whether the queue was found whole."""

from django.db.models import Min
from django.utils import timezone

from tenants.models import Alarm, Checkup, Mail


def health_facts():
    """{words of the report: number or sentence}. Seconds are zero when nothing waits."""
    now = timezone.now()
    checkups = {checkup.name: checkup for checkup in Checkup.objects.all()}
    checkup, identities = checkups.get(Checkup.QUEUE), checkups.get(Checkup.IDENTITIES)
    return {
        "alarme_atrasado_s": _waited(Alarm.objects.oldest_due(now), now),
        "alarmes_com_problema": Alarm.objects.troubled().count(),
        "email_atrasado_s": _waited(Mail.objects.queued().aggregate(oldest=Min("created_at"))["oldest"], now),
        "fila_diferencas": checkup.differences if checkup else None,
        "fila_conferida_em": timezone.localtime(checkup.at).isoformat(timespec="seconds") if checkup else None,
        "identidades_diferencas": identities.differences if identities else None,
    }


def _waited(moment, now):
    return max(0, int((now - moment).total_seconds())) if moment else 0
