"""The cast: two units with everybody in them, the Franqueadora, and a stranger. Each test says who in one word.

The schemas of the units are made once a run; their rows belong to each test. A test that commits (`transactional_db`, the
browser's) finds the units' tables empty again afterwards.
"""

import gc
import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client, TransactionTestCase

from purifikar.lib import pdf, pdf_warm
from tenants import schema
from tenants.models import Membership, Unit, User
from tests.emptying import empty, note_start
from tests.migrating import migrating_quickly
from tests.sharing import FEW, FewAtATime, Pattern

PASSWORD = "agua-limpa-2026"
HTMX = {"HX-Request": "true"}

UNITS = {
    "santos": {"name": "Santos", "kind": "propria", "cnpj": "11222333000181", "city": "Santos", "uf": "SP", "process": "purifikar"},
    "campinas": {"name": "Campinas", "kind": "franquia", "cnpj": "12ABC34501DE35", "city": "Campinas", "uf": "SP", "process": "processo-2-fluxo"},
    "manaus": {"name": "Manaus", "kind": "franquia", "cnpj": "06990590000123", "city": "Manaus", "uf": "AM", "process": "processo-3", "time_zone": "America/Manaus", "attendant_role": "consultor"},
}  # fmt: skip


# Up to half a minute a test: these begin, so that at the end no process waits for another one.
LONG = ("tests/workflow/test_tick_worker", "tests/tenants/test_unit_opening_killed", "tests/launch/", "tests/test_access")
# Something to do for the others while one process makes the database that they copy.
MEANWHILE = ("tests/launch/test_services", "tests/launch/test_makefile", "tests/lib/test_pdf")


def pytest_configure(config):
    """Says once what the browser journeys need, and refuses to pass without them where they are required."""
    config.chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
    required = os.environ.get("CI") == "true" or os.environ.get("REQUIRE_BROWSER") == "1"
    if not config.chromium and required:
        raise pytest.UsageError("Chromium is required here: install Debian's package `chromium` or set CHROMIUM.")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return FewAtATime(config, log) if config.getvalue("dist") == "load" else None


def pytest_collection_finish(session):
    """What stands by now stays to the end: nobody needs to look through it for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


def pytest_sessionstart(session):
    plugins = session.config.pluginmanager
    if os.environ.get("CI") == "true" and (reporter := plugins.get_plugin("terminalreporter")):
        plugins.register(ToldAtOnce(reporter))


class ToldAtOnce:
    """Tells each failure as it happens: a run that is cut off has said what failed before."""

    def __init__(self, reporter):
        self.reporter = reporter

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.reporter.write_line(f"\n{report.nodeid} ({report.when})\n{report.longreprtext}\n")


def pytest_report_header(config):
    return f"chromium: {config.chromium or 'not found; install `chromium` or set CHROMIUM to run the browser journeys'}"


def pytest_collection_modifyitems(config, items):
    if not config.chromium:
        items[:] = [item for item in items if "tests/browser" not in str(item.path)]
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))
    meanwhile = [item for item in items if item.nodeid.startswith(MEANWHILE)]
    others = [item for item in items if not item.nodeid.startswith(MEANWHILE)]
    items[:] = others[:FEW] + meanwhile + others[FEW:]


@pytest.fixture(scope="session")
def pattern():
    pattern = Pattern()
    pattern.begin()
    yield pattern
    pattern.forget()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, pattern):
    """Comes before whatever makes the database."""
    return migrating_quickly()


@pytest.fixture(scope="session")
def django_db_setup(django_db_modify_db_settings, django_db_setup, django_db_blocker, pattern):
    with django_db_blocker.unblock():
        with transaction.atomic():
            for slug in () if pattern.copied else UNITS:
                schema.build(_unit(slug))
            note_start()
        pattern.ready()
    django_db_modify_db_settings.undo()


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker):
    """What is made on it, once for all tests of a file, is gone after the last one; what a test does goes with the test."""
    with django_db_blocker.unblock(), transaction.atomic():
        connection.atomic_blocks[-1]._from_testcase = True  # as the transaction around each test
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session", autouse=True)
def patient():
    """A PDF may take as long as the machine needs: it is the time of its own work that is bounded."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "PATIENCE", 10)
        patch.setattr(pdf_warm, "START_SECONDS", 240)
        yield


@pytest.fixture(autouse=True)
def clean_cache(request):
    """Throttles and progress of one test are none of the next one's business."""
    caches["network"].clear()


@pytest.fixture(autouse=True)
def in_public_again():
    """A test that leaves a unit active would hide a leak from the next one."""
    yield
    if connection.connection is not None:
        assert connection.schema_name == "public", "the test left a unit's schema active"


@pytest.fixture(scope="session", autouse=True)
def emptied():
    """A test that commits leaves the tables of the network and of the units as they were before the first one."""
    schemas = ["public", *(_unit(slug).schema_name for slug in UNITS)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test: empty(schemas))
        yield


def _unit(slug):
    facts = UNITS[slug]
    unit = Unit(slug=slug, schema_name=f"unit_{slug}", legal_name=f"Purifikar {facts['name']} Ltda.", state="ativa", **facts)
    return unit


def open_unit(slug):
    unit = _unit(slug)
    unit.schema_fingerprint = schema.release_fingerprint()
    unit.save()
    return unit


@pytest.fixture
def santos(db):
    return open_unit("santos")


@pytest.fixture
def campinas(db):
    return open_unit("campinas")


@pytest.fixture
def manaus(db):
    return open_unit("manaus")


def person(name, email, role=None, unit=None):
    user = User.objects.create_user(email, PASSWORD, name=name)
    if role:
        Membership.objects.create(user=user, role=role, unit=unit)
    return user


@pytest.fixture
def rafael(santos):
    """Consultor Comercial of Santos."""
    return person("Rafael Moreira", "rafael@santos.example", "consultor", santos)


@pytest.fixture
def denise(santos):
    """Assessora Operacional of Santos."""
    return person("Denise Farias", "denise@santos.example", "operacional", santos)


@pytest.fixture
def nair(santos):
    """Recepção of Santos."""
    return person("Nair Queiroz", "nair@santos.example", "recepcao", santos)


@pytest.fixture
def marcos(santos):
    """Gerente of Santos."""
    return person("Marcos Antunes", "marcos@santos.example", "gerente", santos)


@pytest.fixture
def otavio(campinas):
    """Franqueado of Campinas."""
    return person("Otávio Prado", "otavio@campinas.example", "franqueado", campinas)


@pytest.fixture
def caio(campinas):
    """Consultor Comercial of Campinas."""
    return person("Caio Bertolini", "caio@campinas.example", "consultor", campinas)


@pytest.fixture
def iara(manaus):
    """Consultora and so attendant of Manaus, on Processo 3."""
    return person("Iara Tavares", "iara@manaus.example", "consultor", manaus)


@pytest.fixture
def camila(db):
    """Assessora Comercial at the Franqueadora."""
    return person("Camila Duarte", "camila@rede.example", "comercial")


@pytest.fixture
def silvio(db):
    """Coordenador at the Franqueadora."""
    return person("Sílvio Amaral", "silvio@rede.example", "coordenador")


@pytest.fixture
def helena(db):
    """Administradora of the Franqueadora."""
    return person("Helena Vasconcelos", "helena@rede.example", "admin")


@pytest.fixture
def mirela(db):
    """Mídia at the Franqueadora."""
    return person("Mirela Couto", "mirela@rede.example", "midia")


@pytest.fixture
def ulisses(db):
    """Signed in, and a member of nothing."""
    return person("Ulisses Brandão", "ulisses@fora.example")


@pytest.fixture
def browser():
    """`browser(rafael).get("/u/santos/")`: Django's test client, signed in as that person."""

    def signed_in_as(user=None):
        client = Client()
        if user:
            client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return signed_in_as


@pytest.fixture
def membership():
    """`membership(rafael)`: what that person is; the only one he has."""
    return lambda user: user.memberships.get()


@pytest.fixture
def files_dir(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "files"
    return Path(settings.MEDIA_ROOT)
