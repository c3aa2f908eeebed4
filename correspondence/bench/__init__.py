"""``manage.py bench``: how fast the portal is on this computer, on its own kind of database (DESIGN.md section 6)."""
