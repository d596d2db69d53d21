import sys

from django.core.management.base import BaseCommand

from leads import identity_check


class Command(BaseCommand):
    help = "Compara o registro de sinais da rede com as pessoas das unidades; sai com 1 se diferem."

    def handle(self, *args, **options):
        found = identity_check.run()
        for difference in found:
            self.stdout.write(str(difference))
        self.stdout.write(f"{len(found)} diferença(s).")
        if found:
            sys.exit(1)
