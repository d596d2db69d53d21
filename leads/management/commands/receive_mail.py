import os
import sys

from django.core.management.base import BaseCommand
from django.db import Error, transaction
from django_tenants.utils import tenant_context

from leads import mail_intake
from tenants.models import Unit

MOST_BYTES = 25 * 1024 * 1024


class Command(BaseCommand):
    """Takes one mail from standard input, as a mail server's pipe gives it: a lead, or the answer to a mail of ours.

        santos+<token>@entrada.example:  |"manage.py receive_mail --to ${recipient}"

    Ends as sysexits.h says, so that the server knows what to do: 0 taken or kept, 67 nobody is here (the sender is told),
    75 not now (the server keeps the mail and tries again).
    """

    help = "Recebe um e-mail pela entrada padrão e faz dele um lead da unidade do endereço."

    def add_arguments(self, parser):
        parser.add_argument("--to", default="", help="o endereço que o servidor de e-mail recebeu")

    def handle(self, *args, to="", **options):
        mail = mail_intake.read(sys.stdin.buffer.read(MOST_BYTES))
        headers = [mail_intake.header(mail, name) for name in ("X-Original-To", "Delivered-To", "To", "Cc")]
        found = mail_intake.address_in(to) if to else mail_intake.address_in(*headers)
        try:
            code = self._deliver(mail, *found) if found else os.EX_NOUSER
        except Error as trouble:
            self.stderr.write(f"{type(trouble).__name__}: {trouble}")
            code = os.EX_TEMPFAIL
        if code:
            raise SystemExit(code)

    def _deliver(self, mail, slug, token):
        unit = Unit.objects.filter(slug=slug).first()
        if unit is None or unit.state == Unit.State.CLOSED:
            return os.EX_NOUSER
        if not unit.answers:
            return os.EX_TEMPFAIL
        with tenant_context(unit):
            hook = mail_intake.hook_of(token)
            if hook is None:  # its files are kept before the transaction that names them
                words = mail_intake.take_reply(token, mail)
                self.stdout.write(words)
                return os.EX_OK if words else os.EX_NOUSER
            with transaction.atomic():
                intake, is_new = mail_intake.arrive(hook, mail)
            self.stdout.write(f"{intake.get_state_display()}{'' if is_new else ', já tinha chegado'}")
        return os.EX_OK
