from django.core.management.base import BaseCommand

from leads import identity_check


class Command(BaseCommand):
    help = (
        "Escreve de novo, a partir das unidades, os sinais por que a rede conhece cada pessoa e os pares que podem ser a mesma. "
        "Pode rodar com o sistema em uso; é preciso depois de trocar a SECRET_KEY."
    )

    def handle(self, *args, **options):
        mended = identity_check.mend()
        self.stdout.write(f"{mended} pessoa(s) conferida(s), {len(identity_check.run())} diferença(s) agora.")
