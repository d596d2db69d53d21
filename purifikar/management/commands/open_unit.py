from django.core.management.base import BaseCommand, CommandError

from purifikar.unit_forms import MANAGING, OpeningForm
from tenants.models import Membership, Unit
from workflow.ready import DEFAULT, ready_processes

FACTS = {
    "name": "nome da unidade",
    "legal_name": "razão social",
    "cnpj": "CNPJ, com ou sem pontos",
    "city": "município",
    "uf": "sigla do estado",
    "phone": "telefone com DDD",
    "email": "e-mail",
    "postcode": "CEP",
    "street": "logradouro",
    "number": "número",
    "complement": "complemento",
    "district": "bairro",
    "time_zone": "fuso horário, por exemplo America/Manaus; sem ele vale o do estado",
    "manager_name": "nome de quem vai gerir",
    "manager_email": "e-mail de quem vai gerir; recebe o convite",
}


class Command(BaseCommand):
    help = "Abre uma unidade, como a página da rede faz; termina uma que ficou no meio."

    def add_arguments(self, parser):
        parser.add_argument("--slug", required=True, help="endereço da unidade, por exemplo sao-vicente")
        for name, words in FACTS.items():
            parser.add_argument(f"--{name.replace('_', '-')}", default="", help=words)
        parser.add_argument("--kind", choices=Unit.Kind.values, default=Unit.Kind.FRANCHISE, help="própria ou franquia (franquia)")
        parser.add_argument("--process", choices=list(ready_processes()), default=DEFAULT, help=f"processo dos leads ({DEFAULT})")
        parser.add_argument(
            "--manager-role", choices=[slug for slug, _ in MANAGING], default="gerente", help="papel de quem vai gerir (gerente)"
        )
        parser.add_argument("--holiday", action="append", default=[], help="feriado municipal, uma vez para cada: '26/01 Aniversário'")
        parser.add_argument("--by", default="", help="e-mail do Administrador em nome de quem abre (o primeiro da rede)")

    def handle(self, **options):
        unit = Unit.objects.filter(slug=options["slug"]).first() or self._ask_for(options)
        if unit.state != Unit.State.OPENING:
            raise CommandError(f"{unit} já existe e está {unit.get_state_display()}.")
        try:
            unit.open(progress=self._say)
        except Exception as error:
            unit.note_failed_opening(error)
            raise CommandError(f"{unit} não abriu: {error}. Nada ficou pela metade; corrija e rode de novo.") from error
        self._tell(unit)

    def _ask_for(self, options):
        facts = {name: options[name] for name in (*FACTS, "slug", "kind", "process", "manager_role")}
        form = OpeningForm(facts | {"holidays": "\n".join(options["holiday"])})
        if not form.is_valid():
            raise CommandError("\n".join(self._errors(form)))
        return form.save(by=self._administrator(options["by"]))

    def _errors(self, form):
        for field, errors in form.errors.items():
            option = "holiday" if field == "holidays" else field.replace("_", "-")
            yield from (f"--{option}: {error}" for error in errors)

    def _administrator(self, email):
        administrators = Membership.objects.active().of_network().filter(role="admin").select_related("user")
        if email:
            administrators = administrators.filter(user__email__iexact=email)
        first = administrators.order_by("since").first()
        if first is None:
            raise CommandError("Nenhum Administrador da rede com esse e-mail. Crie um antes, ou diga outro com --by.")
        return first.user

    def _say(self, done, total):
        self.stdout.write(f"{done} de {total} comandos")

    def _tell(self, unit):
        unit.refresh_from_db()
        if unit.state == Unit.State.OPENING:
            self.stdout.write(f"{unit} está sendo aberta por outro processo.")
        else:
            self.stdout.write(f"{unit} está aberta: {unit.address}")
