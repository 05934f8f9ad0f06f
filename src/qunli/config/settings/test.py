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
WATCHING = ["zeal", "extra_checks", "django_migration_linter"]
INSTALLED_APPS += WATCHING
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *(name for name in MIDDLEWARE if not name.startswith("whitenoise"))]
# A query that repeats within one request fails the test. Lists are tested with three rows, so three are a loop; two
# may be a record read before and after its act.
ZEAL_NPLUSONE_THRESHOLD = 3
ZEAL_ALLOWLIST = [
    {"model": "people.Party", "field": "get()"},  # a form of many rows asks for each choice that was sent
    {"model": "directory.Organization", "field": "get()"},  # an act that writes relations locks both ends of each
    {"model": "directory.Relation", "field": "get()"},  # an act that ends a project's relations locks each
    {"model": "evidence.Claim", "field": "get()"},  # an act on several claims locks each
    {"model": "evidence.Confirmation", "field": "*"},  # and gives, or takes back, the confirmation of each
    {"model": "indicators.Event", "field": "*"},  # recorded, and taken back, one by one with their claims
    {"model": "indicators.Figure", "field": "get()"},  # as above
    {"model": "funds.PoolProject", "field": "get()"},  # an act that commits the money of a list locks each project
    {"model": "projects.Lane", "field": "get()"},  # a gate does to each of a few teams what its result says
    {"model": "projects.Milestone", "field": "get()"},  # as above: each team's stage is locked and settled
    {"model": "projects.Project", "field": "payments"},  # as above: its money follows
    {"model": "projects.Project", "field": "milestones"},  # as above
    {"model": "projects.Project", "field": "stream_totals"},  # as above
    {"model": "projects.Milestone", "field": "payments"},  # as above
    {"model": "duties.Duty", "field": "get()"},  # an act raises each duty by itself, so that none is raised twice
]
EXTRA_CHECKS = {
    "checks": [
        "field-choices-constraint",
        "field-default-null",
        "field-null",
        "field-related-name",
        {"id": "field-text-null", "skipif": lambda field: type(field).__name__ == "PeriodField"},  # no period, no text
        "no-unique-together",
    ]
}
LANGUAGE_CODE = "en"  # tests read the source's own words; translations have tests of their own
DATABASE_KIND = "test"
