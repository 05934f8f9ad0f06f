"""The demonstration: a database of its own in the embedded server or on DATABASE_URL."""

from typing import Any

from qunli.config.database import database_for
from qunli.config.env import env_str, qunli_home
from qunli.config.secret import secret_key
from qunli.config.settings.base import *

SECRET_KEY = secret_key()
DATABASES: dict[str, dict[str, Any]] = {"default": database_for(database="qunli_demo")}
# What is made up may be lost in a power cut; whole transactions stay whole all the same.
DATABASES["default"]["OPTIONS"] = {**DATABASES["default"]["OPTIONS"], "options": "-c synchronous_commit=off"}
MEDIA_ROOT = qunli_home() / "demo" / "files"
JOURNAL_HEADS = qunli_home() / "demo" / "journal-heads.txt"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
DEFAULT_FROM_EMAIL = env_str("QUNLI_EMAIL_FROM")
PASSWORD_HASHERS = ["qunli.config.passwords.QuickArgon2"]
DATABASE_KIND = "demo"
