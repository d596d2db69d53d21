"""The sales contacts of the demo: in all five states in every unit, as the units' people would have written them down."""

import random
from datetime import timedelta
from decimal import Decimal

from django.db.models import Count
from django.utils import timezone

from followup.models import AttendanceType, Contact, ContactMeans, Environment, FollowUpRules, Reopening, Watch
from leads.models import Person
from purifikar import lead_story
from tenants.models import Membership

# classification, subject, days ago it began, days until its next date (None: none), hour, internal?, value, success, how it ended
STORY = [
    ("1.1", "Purificador para a cozinha", 9, -6, "", False, 2149, 40, None),
    ("1.4", "2 purificadores, 3º andar", 6, 0, "11:00", False, 4298, 60, None),
    ("1.3", "Bebedouro da recepção", 12, -1, "", False, 1299.90, 30, None),
    ("1.2", "Apresentação para o casal", 3, 0, "15:30", False, 2149, 50, None),
    ("1.5", "Indicação da vizinha do 42", 2, 4, "", True, 2149, 40, None),
    ("1.3", "Purificador com gelo para a padaria", 15, 3, "", True, 5890, 55, None),
    ("1.1", "Troca do galão por purificador", 5, 8, "10:00", False, 1790, 35, None),
    ("1.4", "Locação para a clínica, 3 pontos", 20, 11, "", False, 3897, 70, None),
    ("2.2", "Troca de refil de novembro", 30, 2, "", False, 189, 90, None),
    ("2.3", "Renovação do plano 2027", 25, -4, "", False, 2394, 70, None),
    ("2.1", "Pós-venda do primeiro mês", 28, 0, "", False, None, None, None),
    ("3.1", "Vazão fraca depois da obra", 4, -2, "", False, None, None, None),
    ("3.2", "Gosto de plástico na água", 2, 0, "", False, None, None, None),
    ("1.3", "Ficou de falar com o marido", 10, None, "", False, 2149, 20, None),
    ("1.3", "Purificador da esterilização", 60, None, "", False, 4890, 100, ("vendido", "")),
    ("1.1", "Bebedouros para o mutirão", 80, None, "", False, 3100, 0, ("perdido", "preço")),
    ("1.2", "Purificador para a área de lazer", 45, None, "", False, 6447, 0, ("perdido", "escolheu a concorrência")),
    ("3.1", "Troca da torneira", 35, None, "", False, None, None, ("atendido", "trocada na garantia")),
    ("2.1", "Pós-venda da instalação", 50, None, "", False, None, None, ("atendido", "tudo certo")),
]  # fmt: skip


def tell(unit, *, seed):
    """Fills the active unit with contacts of the people whom it knows from its leads; some people have several."""
    dice = random.Random(f"contatos {seed}")
    people = list(Person.objects.filter(leads__isnull=False, merged_into=None).annotate(n=Count("leads")).order_by("number")[:40])
    staff = {member.role: member.user for member in Membership.objects.active().of_unit(unit).select_related("user").order_by("-since")}
    kinds = {kind.classification: kind for kind in AttendanceType.objects.select_related("parent")}
    means, places = list(ContactMeans.objects.all()), list(Environment.objects.all())
    FollowUpRules.objects.get_or_create(defaults={"default_owner": staff.get("gerente") or staff.get("franqueado")})
    dice.shuffle(people)
    first = people[:3]
    made = []
    for index, (classification, name, ago, until, hour, internal, value, success, end) in enumerate(STORY):
        person = first[index % 3] if index < 7 or end else people[index % len(people)]
        by = staff["operacional" if classification.startswith(("2", "3")) else "consultor"]
        way = dice.choice(means)
        moment = lead_story.at_work(timezone.now() - timedelta(days=ago, minutes=dice.randrange(10, 400)))
        facts = {
            "contacted_on": moment.date(), "means": way, "environment": dice.choice(places), "success": success,
            "value": None if value is None else Decimal(str(value)), "next_on": None if until is None else timezone.localdate() + timedelta(days=until), "next_at": hour or None,
            "next_is_internal": internal, "referral": dice.choice([each for each in people if each != person]) if way.asks_referral else None,
            "lead": person.leads.filter(created_at__lt=moment).order_by("-number").first(),
        }  # fmt: skip
        Person.objects.filter(pk=person.pk, created_at__gt=moment).update(created_at=moment)  # known before the lead came
        with lead_story.clock(moment):
            contact = Contact.objects.begin(person, kind=kinds[classification], name=name, by=by, **facts)
        if end:
            with lead_story.clock(lead_story.at_work(timezone.now() - timedelta(days=ago // 3, minutes=dice.randrange(10, 400)))):
                contact.close(by=by, result=end[0], words=end[1])
        made.append(contact)
    _asked_for(made, staff)


def _asked_for(contacts, staff):
    """One closed contact waits for the supervisor's word, and the Gerente watches a customer."""
    supervisor = staff.get("gerente") or staff.get("franqueado")
    lost = next(contact for contact in contacts if contact.result == "perdido")
    Reopening.objects.ask(lost, supervisor, reason="A cliente ligou: a associação conseguiu a verba.", by=staff["consultor"])
    Watch.objects.create(person=contacts[1].person, user=supervisor)
