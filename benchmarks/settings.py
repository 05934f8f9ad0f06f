"""The tests' settings without what only watches tests: what is measured is what a site runs."""

from qunli.config.settings import test
from qunli.config.settings.test import *  # noqa: F403 -- one environment extends another

INSTALLED_APPS = [name for name in test.INSTALLED_APPS if name not in test.WATCHING]
MIDDLEWARE = [name for name in test.MIDDLEWARE if name.partition(".")[0] not in test.WATCHING]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"}}
