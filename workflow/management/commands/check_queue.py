import sys

from django.core.management.base import BaseCommand

from workflow import queue_check


class Command(BaseCommand):
    help = "Compara a fila da rede com os andamentos das unidades; sai com 1 se diferem."

    def handle(self, *args, **options):
        found = queue_check.run()
        for difference in found:
            self.stdout.write(str(difference))
        self.stdout.write(f"{len(found)} diferença(s).")
        if found:
            sys.exit(1)
