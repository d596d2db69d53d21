"""The addresses of static files, each worked out once a run: a page names a dozen, and they never change."""

import functools

from django.contrib.staticfiles.storage import StaticFilesStorage


class Remembered(StaticFilesStorage):
    @functools.cache  # noqa: B019 (there is one for the whole run)
    def url(self, name):
        return super().url(name)
