from django.core.management.base import BaseCommand
from django_tenants.utils import tenant_context

from tenants.models import Unit
from workflow.install import install_all
from workflow.install_requests import install_requests


class Command(BaseCommand):
    help = "Copia para cada unidade os processos prontos que ela ainda não tem. O que a unidade já tem fica como está."

    def handle(self, **options):
        for unit in Unit.objects.with_schema().order_by("slug"):
            with tenant_context(unit):
                processes, requests = install_all(), install_requests()
            self.stdout.write(f"{unit}: {len(processes)} processos de leads; {requests} tipos de solicitação novos")
