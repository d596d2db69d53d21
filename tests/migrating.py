"""The migrations of the tests' database, without drawing the models of what goes into another schema.

Django draws the models of all apps anew for each step of a migration, also where the router lets nothing happen: a unit's apps
in `public`, the network's in a unit. That is most of the time that a database takes to stand.
"""

import pytest
from django.core.management.commands import migrate
from django.db import router
from django.db.migrations.executor import MigrationExecutor

from tenants import schema


class OnlyWhatGoesHere(MigrationExecutor):
    def _migrate_all_forwards(self, state, plan, full_plan, fake, fake_initial):
        to_run = {migration for migration, _ in plan}
        for migration in [migration for migration, _ in full_plan if migration in to_run]:
            if router.allow_migrate(self.connection.alias, migration.app_label):
                _ = state.apps  # drawn once, then kept up by the migration
                state = self.apply_migration(state, migration, fake=fake, fake_initial=fake_initial)
            else:
                state.__dict__.pop("apps", None)
                state = migration.mutate_state(state, preserve=False)
                self.record_migration(migration.app_label, migration.name)
        return state


def migrating_quickly():
    """From now on, until it is undone: the tests themselves migrate as a release does."""
    patch = pytest.MonkeyPatch()
    for module in (migrate, schema):
        patch.setattr(module, "MigrationExecutor", OnlyWhatGoesHere)
    return patch
