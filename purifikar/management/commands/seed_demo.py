from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_tenants.utils import tenant_context

from purifikar import (
    agenda_story,
    cycle_story,
    day_story,
    followup_story,
    import_story,
    lead_story,
    mailing_story,
    opinion_story,
    proposal_story,
    report_story,
    request_story,
    sheet_story,
    stage_story,
    story,
)
from purifikar.lib import filetypes
from tenants.models import Absence, Alarm, Holiday, Invitation, Membership, Network, Team, TeamPlace, Unit, User
from workflow import arriving
from workflow.models import UnitFile


class Command(BaseCommand):
    help = "Enche a rede de demonstração, uma vez só; recusado sem PURIFIKAR_DEMO=1."

    def add_arguments(self, parser):
        parser.add_argument("--logins", action="store_true", help="só mostra os acessos: papel, e-mail, unidade")

    def handle(self, *, logins, **options):
        if not settings.DEMO:
            raise CommandError("Isto só existe na demonstração: PURIFIKAR_DEMO=1.")
        if logins:
            self.stdout.write("\n".join("\t".join(row) for row in story.logins()))
            return
        if User.objects.filter(email="admin@rede.demo").exists():
            self.stdout.write("A demonstração já está cheia.")
            return
        self._seed()
        self._documents()
        self._imports()

    @transaction.atomic
    def _seed(self):
        Network.objects.update_or_create(only=True, defaults={"store_flow_allowed": True})
        for facts in story.UNITS:
            self._unit(**facts)
        people = self._people()
        self._teams(people)
        self._absences(people)
        self._invitations(people["admin@rede.demo"].user)
        request_story.staff(people["apoio@rede.demo"])
        self._leads()
        self.stdout.write(f"{len(story.UNITS)} unidades e {len(people)} pessoas.")

    def _unit(self, *, holidays, **facts):
        unit = Unit.objects.create(**facts)
        Holiday.objects.bulk_create([Holiday(unit=unit, day=story.holiday_date(month_day), name=name) for month_day, name in holidays])
        unit.open()

    def _people(self):
        """Everybody's membership by e-mail; one password hash serves all."""
        secret = User()
        secret.set_password(story.PASSWORD)
        places = [(None, "rede", story.NETWORK_PEOPLE)]
        places += [(unit, unit.slug, story.UNIT_PEOPLE[unit.slug]) for unit in Unit.objects.all()]
        return {
            f"{login}@{slug}.demo": self._person(f"{login}@{slug}.demo", role, name, phone, unit, secret.password)
            for unit, slug, people in places
            for login, role, name, phone in people
        }

    def _person(self, email, role, name, phone, unit, password):
        user = User.objects.create(email=email, name=name, phone=phone, password=password)
        creates_flow = bool(unit and role == "consultor" and (unit.store_flow or unit.process == "processo-3"))
        return Membership.objects.give(user, role, unit=unit, creates_flow_leads=creates_flow)

    def _teams(self, people):
        for slug, name, attendants, leaders in story.TEAMS:
            unit = Unit.objects.get(slug=slug) if slug else None
            team = Team.objects.create(unit=unit, name=name)
            for login in attendants:
                TeamPlace.arrange(people[f"{login}@{slug or 'rede'}.demo"], principal=team)
            for login in leaders:
                leader = people[f"{login}@{slug or 'rede'}.demo"]
                TeamPlace.arrange(leader, others=[team, *(place.team for place in leader.places.all())])

    def _absences(self, people):
        today, admin = timezone.localdate(), people["admin@rede.demo"].user
        for email, starts_in, length, reason, note in story.ABSENCES:
            starts, ends = story.absence_days(today, starts_in, length)
            Absence.objects.create(user=people[email].user, starts=starts, ends=ends, reason=reason, note=note, by=admin)

    def _invitations(self, admin):
        for slug, email, name, role in story.INVITATIONS:
            unit = Unit.objects.get(slug=slug) if slug else None
            Invitation.objects.invite(email=email, name=name, role=role, by=admin, unit=unit)

    def _leads(self):
        mailing_story.offer(by=User.objects.get(email="admin@rede.demo"))
        for seed, unit in enumerate(Unit.objects.order_by("slug")):
            with tenant_context(unit), arriving.nobody_told():
                lead_story.tell(unit, seed=seed)
                stage_story.tell(unit, seed=seed)
                day_story.tell(unit, seed=seed)
                request_story.tell(unit, seed=seed)
                followup_story.tell(unit, seed=seed)
                opinion_story.tell(unit, seed=seed)
                agenda_story.tell(unit, seed=seed)
                cycle_story.tell(unit, seed=seed)
                proposal_story.tell(unit, seed=seed)
                mailing_story.tell(unit, seed=seed)
                sheet_story.tell(unit)
                lead_story.in_order()
                report_story.tell(unit)
        lead_story.last_turns()
        # What rang in the story's past has been heard; from here on the clock is the real one.
        Alarm.objects.due(timezone.now()).update(state=Alarm.State.DONE, done_at=F("fires_at"))

    def _imports(self):
        """As the documents: after the rest is committed."""
        for unit in Unit.objects.all():
            with tenant_context(unit):
                import_story.tell(unit)

    def _documents(self):
        """After the rest is committed: a document's bytes are written before its row, in a transaction of its own."""
        for unit in Unit.objects.all():
            keeper = Membership.objects.get(unit=unit, role="operacional").user
            with tenant_context(unit):
                for file_name, title, kind, text in story.DOCUMENTS:
                    content = ContentFile(text.format(unit=unit).encode(), name=file_name)
                    UnitFile.objects.keep(content, filetypes.ENDINGS[file_name.rpartition(".")[2]], title=title, kind=kind, by=keeper)
