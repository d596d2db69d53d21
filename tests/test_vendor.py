"""What others made is what we think it is."""

import hashlib
import re

import pytest
from django.conf import settings

VENDOR = settings.BASE_DIR / "static" / "vendor"
ROW = re.compile(r"^\| .+ \| `(?P<file>[^`]+)` \| `(?P<sha256>[0-9a-f]{64})` \|$", re.MULTILINE)
LISTED = {row["file"]: row["sha256"] for row in ROW.finditer((VENDOR / "README.md").read_text())}


@pytest.mark.parametrize("name", sorted(LISTED))
def test_a_listed_file_is_unchanged(name):
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == LISTED[name]


def test_every_file_is_listed():
    there = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}
    papers = {name for name in there if name == "README.md" or "LICENSE" in name}

    assert there - papers <= set(LISTED)


def test_every_kind_of_file_has_its_licence_beside_it():
    for folder in VENDOR.iterdir():
        if folder.is_dir():
            assert list(folder.glob("LICENSE*")), folder
