"""The entry point for the web server (gunicorn portal.wsgi)."""

import os

from django.core.signals import request_finished
from django.core.wsgi import get_wsgi_application

from portal.memory import settle, tidy

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()
request_finished.connect(tidy)
settle()
