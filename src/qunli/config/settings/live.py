"""A site in use."""

from qunli.config.database import database_for
from qunli.config.env import env_bool, env_str
from qunli.config.mail import mail_settings
from qunli.config.secret import secret_key
from qunli.config.settings.base import *

SECRET_KEY = secret_key()
DATABASES = {"default": database_for()}

_HTTPS = env_bool("QUNLI_HTTPS")
SECURE_SSL_REDIRECT = _HTTPS
SESSION_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_SECURE = _HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _HTTPS
SECURE_HSTS_PRELOAD = _HTTPS
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

globals().update(mail_settings(env_str("QUNLI_EMAIL_URL")))
DEFAULT_FROM_EMAIL = env_str("QUNLI_EMAIL_FROM")
DATABASE_KIND = "live"
