from django.core.management.base import BaseCommand

from workflow import queue_check


class Command(BaseCommand):
    help = "Escreve de novo a fila da rede a partir dos andamentos das unidades, onde diferem. Pode rodar com o sistema em uso."

    def handle(self, *args, **options):
        mended = queue_check.mend()
        left = len(queue_check.run())
        self.stdout.write(f"{mended} linha(s) refeita(s), {left} diferença(s) agora.")
