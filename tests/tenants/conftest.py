"""A release with migrations that the code does not have yet."""

import shutil
import sys
from pathlib import Path

import pytest

import workflow.migrations
from tenants import schema

MIGRATION = """
from django.db import migrations, models
def note_visit(apps, editor):
    apps.get_model("workflow", "Counter").objects.create(kind=editor.connection.schema_name)
class Migration(migrations.Migration):
    dependencies = [("workflow", "{leaf}")]
    operations = [{operation}]
"""


@pytest.fixture
def release(tmp_path, monkeypatch, settings, request):
    """`release(ADD_FIELD)`: from now on the code has one migration more; `release(this, that)`: two."""

    def go(*steps):
        package = tmp_path / f"migrations_of_{request.node.name.partition('[')[0]}"
        shutil.copytree(Path(workflow.migrations.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
        leaf = max(path.stem for path in package.glob("0*.py"))
        for number, step in enumerate(steps):
            (package / f"9{number:03}_extra.py").write_text(MIGRATION.format(leaf=leaf, operation=step))
            leaf = f"9{number:03}_extra"
        monkeypatch.syspath_prepend(tmp_path)
        settings.MIGRATION_MODULES = {"workflow": package.name}
        schema.forget_release()

    yield go
    schema.forget_release()
    for name in [name for name in sys.modules if name.startswith("migrations_of_")]:
        del sys.modules[name]
