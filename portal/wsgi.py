"""The entry point for the web server (gunicorn portal.wsgi)."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()

# What is loaded now stays until the process ends. Python need not look through it again, in the middle of a request.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 10, 20)
