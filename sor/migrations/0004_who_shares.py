from django.db import migrations


def tell_who_shares(apps, schema_editor):
    """Until now a shared number was one in force without being the unit's own; the rest follows at the next import."""
    units = apps.get_model("sor", "Organisation").objects
    units.filter(own_gln="").exclude(effective_gln="").update(inherits_gln=True)
    # Parents before children: a path is longer than its parent's.
    above = {}
    for pk, parent, own in units.order_by("path").values_list("pk", "parent_id", "own_gln"):
        above[pk] = pk if own else above.get(parent)
        if not own and above[pk]:
            units.filter(pk=pk).update(sends_through_id=above[pk])


class Migration(migrations.Migration):

    dependencies = [
        ('sor', '0003_local'),
    ]

    operations = [
        migrations.RunPython(tell_who_shares, migrations.RunPython.noop),
    ]
