"""Static files under names with a fingerprint, compressed, their addresses worked out once a process."""

from functools import cache

from whitenoise.storage import CompressedManifestStaticFilesStorage


class RememberedStaticFiles(CompressedManifestStaticFilesStorage):
    """A page names twenty of them; after `collectstatic` the answer never changes while a process lives."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.url = cache(super().url)
