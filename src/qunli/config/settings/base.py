"""What every environment shares."""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from qunli.config.env import env_int, env_list, env_str, qunli_home
from qunli.config.oidc import provider_of, socialaccount_providers

PACKAGE = Path(__file__).resolve().parents[2]

DEBUG = False
ALLOWED_HOSTS = env_list("QUNLI_HOSTS")
BASE_URL = env_str("QUNLI_BASE_URL").rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

ROOMS = [
    "core",
    "people",
    "duties",
    "evidence",
    "rulebook",
    "directory",
    "indicators",
    "publicity",
    "needs",
    "funds",
    "calls",
    "review",
    "awards",
    "projects",
    "reports",
    "portal",
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "django.contrib.humanize",
    *(f"qunli.{room}" for room in ROOMS),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "procrastinate.contrib.django",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "qunli.config.middleware.TokenMiddleware",
    "qunli.config.middleware.RouteMiddleware",
    "qunli.config.middleware.RefusalMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "qunli.config.urls"
WSGI_APPLICATION = "qunli.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "core" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "qunli.config.context.page_frame",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["qunli.config.accounts.WithPerson"]
PASSWORD_HASHERS = ["qunli.config.passwords.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "qunli.config.accounts.InvitedOnlyAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # or anybody could have us write to any address
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key", "reset_password": "5/m/ip,3/m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Qunli"
SOCIALACCOUNT_ADAPTER = "qunli.config.accounts.KnownOnlyAdapter"
OIDC = provider_of(env_str("QUNLI_OIDC_URL"))
SOCIALACCOUNT_PROVIDERS = socialaccount_providers(OIDC)
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # the provider's verified e-mail names an account we know
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_ONLY = False

# In the database, which every web process shares: attempts to sign in are counted there.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # beyond that some are dropped, and a rate limit with them
    }
}
PROXIES = env_int("QUNLI_PROXIES")
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
NINJA_NUM_PROXIES = PROXIES

LANGUAGE_CODE = env_str("QUNLI_LANGUAGE")
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
TIME_ZONE = env_str("QUNLI_TIME_ZONE")
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = "qunli.config.formats"

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_ROOT = qunli_home() / "static"
MEDIA_ROOT = qunli_home() / "files"  # outside the web root: no URL leads there, `portal` hands files out
JOURNAL_HEADS = qunli_home() / "journal-heads.txt"
FILE_UPLOAD_PERMISSIONS = 0o600
ATTACHMENT_MAX_BYTES = 50 * 2**20
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *([OIDC.origin] if OIDC else [])],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"terminal": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"procrastinate": {"level": "WARNING"}},
    "root": {"handlers": ["terminal"], "level": env_str("QUNLI_LOG_LEVEL")},
}

REF_PAGES = "qunli.config.refs.pages_of"  # core shows links to records of rooms that it does not know
PLACE_NAME = "qunli.config.places.place_name"  # as above: records of lower rooms know places by their code
SEARCHED = "qunli.config.searched.SEARCHED"  # as above: what the one search finds, room by room
