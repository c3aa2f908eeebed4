"""A simulator of everybody outside the portal (``manage.py counterpart``): for demo, tests and load."""
