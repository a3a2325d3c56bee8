"""Django settings, made from `Site` (see site.py); nothing here needs editing on a site."""

import json
import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url

from gongzhi.config.embedded import address
from gongzhi.config.secrets import site_keys
from gongzhi.config.site import Site
from gongzhi.config.storage import evidence_storage

SITE = Site()
BASE_DIR = Path(__file__).resolve().parent.parent
HOME = SITE.home.resolve()

_keys = site_keys(SITE)
SECRET_KEY = _keys.secret_key
SECRET_KEY_FALLBACKS = SITE.secrets_before
GONGZHI_KEYS = _keys.keys
DEBUG = SITE.debug
ALLOWED_HOSTS = SITE.hosts
TESTING = os.environ.get("GONGZHI_TESTING") == "1"
GONGZHI_NOW = None

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "procrastinate.contrib.django",
    "gongzhi.places",
    "gongzhi.people",
    "gongzhi.cases",
    "gongzhi.intake",
    "gongzhi.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # with random bytes, so that lengths tell nothing of tokens (BREACH)
    "gongzhi.web.middleware.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "gongzhi.web.middleware.ViewerMiddleware",
    "gongzhi.web.middleware.ErrorMiddleware",
]

ROOT_URLCONF = "gongzhi.config.urls"
WSGI_APPLICATION = "gongzhi.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gongzhi.web.context.site",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "gongzhi.web.templatetags.gz"],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        SITE.database_url or address(HOME),
        engine="gongzhi.config.postgresql",
        conn_max_age=600,
        conn_health_checks=True,
    )
}
DATABASES["default"].setdefault("OPTIONS", {})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["gongzhi.web.accounts.AccountBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_ADAPTER = "gongzhi.web.accounts.AccountAdapter"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

SESSION_ENGINE = "gongzhi.web.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SITE.https else None
SECURE_HSTS_SECONDS = 31536000 if SITE.https else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "gongzhi.web.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 8
# Files go to the disk at once, however small: memory stays bounded, and each has a path for the process that opens it.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "gongzhi_language"
TIME_ZONE = SITE.time_zone
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS: list[Path] = []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "evidence": evidence_storage(SITE),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING
# The front end's build names its files by their content, so a browser may keep them for good.
WHITENOISE_IMMUTABLE_FILE_TEST = r"(/dist/assets/.+-[\w-]{8}|\.[0-9a-f]{12})\.\w+$"

# Holds the counters of web/limits.py; the default of 300 entries would let a flood push its own counters out.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 50_000}}}

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if SITE.email_url:
    _mail = urlsplit(SITE.email_url)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 587
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.scheme == "smtp" and EMAIL_PORT == 587, _mail.scheme == "smtps"
    DEFAULT_FROM_EMAIL = EMAIL_HOST_USER if "@" in EMAIL_HOST_USER else f"gongzhi@{SITE.hosts[0]}"
# A demo sends nothing: its matters and people are invented.
GONGZHI_GATEWAYS = {} if SITE.demo else {name: url.get_secret_value() for name, url in SITE.gateways.items()}
GONGZHI_PUBLIC_URL = SITE.public_url or f"{'https' if SITE.https else 'http'}://{(SITE.hosts or ['localhost'])[0]}"
SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"gongzhi": {"level": "INFO"}, "procrastinate": {"level": "WARNING"}},
}
GONGZHI_SITE = json.loads(SITE.model_dump_json(exclude={"secret_key", "keys", "database_url", "email_url", "gateways"}))
