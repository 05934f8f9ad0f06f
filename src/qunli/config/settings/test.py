"""Tests: the owner's role on a database of their own, quick hashing, mail kept in memory."""

import os

from qunli.config.env import database_settings
from qunli.config.settings.base import *

SECRET_KEY = "only for tests"  # noqa: S105 - guards nothing: the tests' database is made anew
DATABASES = {"default": database_settings(os.environ.get("DATABASE_URL") or "postgresql:///qunli?host=/nowhere")}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEFAULT_FROM_EMAIL = "qunli@example.org"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise")]
LANGUAGE_CODE = "en"  # tests read the source's own words; translations have tests of their own
DATABASE_KIND = "test"
