"""docker-compose.yml: the same commands as the demo, each service watched, every secret asked for by name."""

import pytest
import yaml

from purifikar import demo
from purifikar.lib.folders import PROJECT

COMPOSE = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
LASTING = sorted(set(SERVICES) - {"migrate"})


def test_a_server_has_all_its_parts():
    assert sorted(SERVICES) == ["beat", "mailpit", "migrate", "postgres", "valkey", "web", "worker"]
    assert SERVICES["postgres"]["image"] == "postgres:18"


@pytest.mark.parametrize("name", LASTING)
def test_each_lasting_service_is_watched_and_comes_back(name):
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_the_demo_starts_the_same(name):
    module = demo.CHILDREN[name][:4]
    assert SERVICES[name]["command"][: len(module) + 2] == ["python", "-m", *map(str, module)]
    assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


@pytest.mark.parametrize("variable", ["SECRET_KEY", "ALLOWED_HOSTS", "PUBLIC_URL", "EMAIL_FROM"])
def test_what_nobody_can_guess_is_asked_for_by_name(variable):
    assert SERVICES["web"]["environment"][variable].startswith(f"${{{variable}:?")


def test_every_volume_has_a_name_and_postgres_keeps_its_data_in_one():
    mounted = [volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])]

    assert set(mounted) == set(COMPOSE["volumes"])
    assert SERVICES["postgres"]["volumes"] == ["postgres:/var/lib/postgresql"]


def test_nothing_but_this_machine_reaches_a_port():
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]

    assert len(ports) == 2
    assert all(port.startswith("127.0.0.1:") for port in ports)
