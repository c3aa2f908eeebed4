from django.db import migrations

# What actions.standing.note_standing would have said: by our clock, newest received against newest sent.
_TIMES = """
UPDATE correspondence_thread SET
    home_id = mailbox_id,
    last_received_at = (SELECT MAX(m.at) FROM correspondence_message m
                        WHERE m.thread_id = correspondence_thread.id AND m.direction = 'in'),
    last_sent_at = (SELECT MAX(m.at) FROM correspondence_message m
                    WHERE m.thread_id = correspondence_thread.id AND m.direction = 'out')
"""
_US = """
UPDATE correspondence_thread SET
    awaiting = 'us',
    awaiting_since = (SELECT MIN(m.at) FROM correspondence_message m
                      WHERE m.thread_id = correspondence_thread.id AND m.direction = 'in'
                      AND (last_sent_at IS NULL OR m.at >= last_sent_at))
WHERE last_received_at IS NOT NULL AND (last_sent_at IS NULL OR last_received_at >= last_sent_at)
"""
_THEM = """
UPDATE correspondence_thread SET
    awaiting = 'them',
    awaiting_since = (SELECT MIN(m.at) FROM correspondence_message m
                      WHERE m.thread_id = correspondence_thread.id AND m.direction = 'out'
                      AND (last_received_at IS NULL OR m.at >= last_received_at))
WHERE last_sent_at IS NOT NULL AND awaiting = ''
"""


class Migration(migrations.Migration):
    dependencies = [("correspondence", "0010_teamwork")]

    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (_TIMES, _US, _THEM)]
