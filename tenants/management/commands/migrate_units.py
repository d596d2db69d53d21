from django.core.management.base import BaseCommand, CommandError

from tenants import fleet
from tenants.models import Unit


class Command(BaseCommand):
    help = "Migra só as unidades atrasadas, lado a lado; uma que falha não segura as outras."

    def add_arguments(self, parser):
        parser.add_argument("--workers", type=int, default=4, help="quantas unidades ao mesmo tempo (4)")
        parser.add_argument("--lock-timeout", type=int, default=2000, help="milissegundos de espera por uma trava (2000)")
        parser.add_argument("--check", action="store_true", help="só diz quem está atrasado; sai com 1 se houver alguém")
        parser.add_argument("--verify", action="store_true", help="antes, relê das próprias unidades o que cada uma tem")

    def handle(self, *, workers, lock_timeout, check, verify, **options):
        if verify:
            self.stdout.write(f"{fleet.adopt_fingerprints()} unidade(s) com anotação diferente do próprio esquema.")
        if check:
            return self._say_who_is_behind()
        outcomes = []
        for outcome in fleet.migrate_behind(workers=workers, lock_timeout=lock_timeout):
            outcomes.append(outcome)
            self.stdout.write(self._line(outcome))
        self._report(outcomes)

    def _say_who_is_behind(self):
        behind = list(Unit.objects.behind())
        for unit in behind:
            self.stdout.write(f"{unit.slug}: atrasada {unit.schema_error}".rstrip())
        if behind:
            raise CommandError(f"{len(behind)} unidade(s) atrasada(s).")
        self.stdout.write("Nenhuma unidade atrasada.")

    def _line(self, outcome):
        if outcome.skipped:
            return f"{outcome.unit}: já tratada por outro processo"
        word = f"FALHOU ({outcome.error})" if outcome.error else "em dia"
        return f"{outcome.unit}: {word} em {outcome.seconds:.2f} s"

    def _report(self, outcomes):
        failed = [outcome for outcome in outcomes if outcome.error]
        done = len([outcome for outcome in outcomes if not outcome.error and not outcome.skipped])
        self.stdout.write(f"{done} unidade(s) migrada(s), {len(failed)} com falha.")
        if failed:
            raise CommandError("Com falha: " + ", ".join(outcome.unit for outcome in failed) + ". Corrija e rode de novo.")
