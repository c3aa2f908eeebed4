"""The one settings file. Everything that differs between installations comes from the environment.

``DATA_DIR`` (default ``./data``) holds what the embedded default writes: database, files, exchange folders
and a generated secret key. A wrong value stops the start with a sentence that names the variable.
"""

from pathlib import Path
from urllib.parse import quote

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from portal.environment import (
    address,
    choice,
    database,
    demand,
    fingerprints,
    folder,
    host_keys,
    readable_file,
    seconds,
    secret,
    shared_secret,
    switch,
    text,
    whole_number,
    words,
)

BASE_DIR = Path(__file__).resolve().parent.parent

DATA_DIR = folder("DATA_DIR", BASE_DIR / "data")
DATA_DIR.mkdir(parents=True, exist_ok=True)
EXCHANGE_DIR = folder("EXCHANGE_DIR", DATA_DIR / "exchange")

DEBUG = switch("DEBUG")
ALLOWED_HOSTS = words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])

if text("DATABASE_URL") and not text("SECRET_KEY") and not DEBUG:
    raise ImproperlyConfigured(
        "SECRET_KEY must be set when DATABASE_URL is: a long random text, the same on every node."
    )
# The embedded default makes a key for itself and keeps it.
SECRET_KEY = secret("SECRET_KEY", DATA_DIR / "secret_key")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "template_partials",
    "portal",
    "sor",
    "correspondence",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.middleware.UserLanguage",
    "portal.middleware.OneDirection",
    "portal.middleware.NoStore",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"i18n": "portal.templatetags.quick_i18n"},
            "builtins": ["portal.templatetags.quick"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "portal.context_processors.product",
                "correspondence.context_processors.mailboxes",
            ],
        },
    },
]

DATABASES = {"default": database("DATABASE_URL", f"sqlite:///{quote(str(DATA_DIR / 'portal.sqlite3'))}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # WAL: readers never wait for the writer. IMMEDIATE: a writer waits for its turn instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)
    options = DATABASES["default"].setdefault("OPTIONS", {})
    # Compiling a statement, or starting helpers for it, takes PostgreSQL longer than any statement of ours runs.
    options.setdefault("options", "-c jit=off -c max_parallel_workers_per_gather=0")
    # Planning one takes longer than running it, too: after the fifth time on a connection it keeps the plan.
    options.setdefault("server_side_binding", True)
    options.setdefault("prepare_threshold", 5)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "portal.widgets.QuickRenderer"
# Indexes carry columns for PostgreSQL's sake; SQLite leaves those out, and nobody needs to be told at every command.
# And that "i18n" names a library of our own (in the place of Django's) is what is wanted.
SILENCED_SYSTEM_CHECKS = ["models.W040", "templates.W003"]

AUTH_USER_MODEL = "portal.User"
AUTHENTICATION_BACKENDS = ["portal.login.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "inbox"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "portal.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}

# A working day, then log in again. Every request renews the idle limit only when something changed.
SESSION_ENGINE = "portal.sessions"
SESSION_COOKIE_AGE = 9 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_COOKIES = switch("SECURE_COOKIES")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
if SECURE_COOKIES:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS", [])
CSRF_FAILURE_VIEW = "portal.views.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LANGUAGE_CODE = "da"
LANGUAGES = [("da", _("Danish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True
FORMAT_MODULE_PATH = ["portal.formats"]

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {
        "BACKEND": "portal.storage.DurableStorage",
        "OPTIONS": {"location": str(DATA_DIR / "files"), "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Exchange (transport.md section 2.4 and 6). Sizes in bytes, times in minutes.
MAX_DOCUMENT_BYTES = whole_number("MAX_DOCUMENT_BYTES", 100_000_000)
EXCHANGE_POLL_SECONDS = seconds("EXCHANGE_POLL_SECONDS", 1.0)
CLAIM_MINUTES = whole_number("CLAIM_MINUTES", 10)
# How documents travel to and from the network (correspondence/exchange/transports). Times in seconds.
EXCHANGE_TRANSPORT = choice("EXCHANGE_TRANSPORT", "folder", ["folder", "https", "sftp"])
EXCHANGE_TIMEOUT_SECONDS = seconds("EXCHANGE_TIMEOUT_SECONDS", 30.0)
# For so long a party that did not answer is left alone.
EXCHANGE_PAUSE_SECONDS = seconds("EXCHANGE_PAUSE_SECONDS", 30.0)
EXCHANGE_HTTPS_URL = address("EXCHANGE_HTTPS_URL", "https")
EXCHANGE_HTTPS_SECRET = shared_secret("EXCHANGE_HTTPS_SECRET")
EXCHANGE_HTTPS_CERTIFICATE = readable_file("EXCHANGE_HTTPS_CERTIFICATE")
EXCHANGE_HTTPS_KEY = readable_file("EXCHANGE_HTTPS_KEY")
EXCHANGE_HTTPS_CA = readable_file("EXCHANGE_HTTPS_CA")
EXCHANGE_SFTP_HOST = text("EXCHANGE_SFTP_HOST")
EXCHANGE_SFTP_PORT = whole_number("EXCHANGE_SFTP_PORT", 22)
EXCHANGE_SFTP_USER = text("EXCHANGE_SFTP_USER")
EXCHANGE_SFTP_PASSWORD = text("EXCHANGE_SFTP_PASSWORD")
EXCHANGE_SFTP_KEY = readable_file("EXCHANGE_SFTP_KEY")
EXCHANGE_SFTP_HOST_KEYS = host_keys("EXCHANGE_SFTP_HOST_KEYS")
EXCHANGE_SFTP_IN = text("EXCHANGE_SFTP_IN", "in")
EXCHANGE_SFTP_OUT = text("EXCHANGE_SFTP_OUT", "out")
if EXCHANGE_TRANSPORT == "https":
    demand(EXCHANGE_HTTPS_URL, "EXCHANGE_HTTPS_URL must be set when EXCHANGE_TRANSPORT is https.")
    demand(
        EXCHANGE_HTTPS_SECRET or EXCHANGE_HTTPS_CERTIFICATE,
        "EXCHANGE_HTTPS_SECRET or EXCHANGE_HTTPS_CERTIFICATE must be set when EXCHANGE_TRANSPORT is https.",
    )
demand(
    bool(EXCHANGE_HTTPS_CERTIFICATE) == bool(EXCHANGE_HTTPS_KEY),
    "EXCHANGE_HTTPS_CERTIFICATE and EXCHANGE_HTTPS_KEY belong together: set both or none.",
)
if EXCHANGE_TRANSPORT == "sftp":
    demand(EXCHANGE_SFTP_HOST, "EXCHANGE_SFTP_HOST must be set when EXCHANGE_TRANSPORT is sftp.")
    demand(EXCHANGE_SFTP_USER, "EXCHANGE_SFTP_USER must be set when EXCHANGE_TRANSPORT is sftp.")
    demand(EXCHANGE_SFTP_HOST_KEYS, "EXCHANGE_SFTP_HOST_KEYS must be set when EXCHANGE_TRANSPORT is sftp.")
    demand(
        EXCHANGE_SFTP_KEY or EXCHANGE_SFTP_PASSWORD,
        "EXCHANGE_SFTP_KEY or EXCHANGE_SFTP_PASSWORD must be set when EXCHANGE_TRANSPORT is sftp.",
    )
# The door for what others bring to us over HTTP; closed until one of the two is set.
EXCHANGE_IN_SECRET = shared_secret("EXCHANGE_IN_SECRET")
EXCHANGE_IN_CERTIFICATE_HEADER = text("EXCHANGE_IN_CERTIFICATE_HEADER")
EXCHANGE_IN_CERTIFICATES = fingerprints("EXCHANGE_IN_CERTIFICATES")
demand(
    bool(EXCHANGE_IN_CERTIFICATE_HEADER) == bool(EXCHANGE_IN_CERTIFICATES),
    "EXCHANGE_IN_CERTIFICATE_HEADER and EXCHANGE_IN_CERTIFICATES belong together: set both or none.",
)
# The official HL7 validator beside our own rules (correspondence/official_validator.py).
FHIR_VALIDATOR_URL = address("FHIR_VALIDATOR_URL", "https", "http")
FHIR_VALIDATOR_SECONDS = seconds("FHIR_VALIDATOR_SECONDS", 10.0)
FHIR_VALIDATOR_COUNTS = choice("FHIR_VALIDATOR_COUNTS", "error", ["none", "fatal", "error", "warning"])
FHIR_VALIDATOR_IGNORE = words("FHIR_VALIDATOR_IGNORE", [])
FHIR_VALIDATOR_PACKAGES = words("FHIR_VALIDATOR_PACKAGES", ["medcom.fhir.dk.carecommunication#5.0.2"])
# Without an acknowledgement in time a message is sent again; receivers reached through conversion may take longer.
ACK_TIMEOUT_MINUTES = whole_number("ACK_TIMEOUT_MINUTES", 30)
CONVERSION_ACK_TIMEOUT_MINUTES = whole_number("CONVERSION_ACK_TIMEOUT_MINUTES", 120)
CONVERTED_RECEIVERS = words("CONVERTED_RECEIVERS", [])
MAX_RESENDS = int(choice("MAX_RESENDS", "2", ["0", "1", "2", "3"]))
# Technical data expires; threads and their files do not go with it.
RAW_RETENTION_DAYS = whole_number("RAW_RETENTION_DAYS", 400)
TRACE_RETENTION_DAYS = whole_number("TRACE_RETENTION_DAYS", 400)
# Who may read /metrics from elsewhere than this machine.
METRICS_TOKEN = text("METRICS_TOKEN")

# Without a mail server nobody is written to: what is undelivered stands in the inbox either way.
EMAIL_HOST = text("EMAIL_HOST")
EMAIL_PORT = whole_number("EMAIL_PORT", 25)
EMAIL_HOST_USER = text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = switch("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = text("EMAIL_FROM", "korrespondance@localhost")
PORTAL_URL = text("PORTAL_URL").rstrip("/")

# For so long a message can be taken back before it is released to the outbox.
UNDO_SECONDS = whole_number("UNDO_SECONDS", 10, least=0)
# A function that knows the names of citizens (correspondence/citizen_lookup.py says how), and how long it may take.
CPR_LOOKUP = text("CPR_LOOKUP")
CPR_LOOKUP_SECONDS = seconds("CPR_LOOKUP_SECONDS", 3.0)

# A register file that would close more than so many percent of the known units is refused unless forced.
SOR_MAX_CLOSING_SHARE = whole_number("SOR_MAX_CLOSING_SHARE", 5)
# Where the register's nightly file is put on this machine, for the command and the SOR administrator's page.
SOR_FILE = text("SOR_FILE")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": choice("LOG_LEVEL", "INFO", ["DEBUG", "INFO", "WARNING", "ERROR"])},
    "loggers": {"django.db.backends": {"level": "WARNING"}, "paramiko": {"level": "WARNING"}},
}
