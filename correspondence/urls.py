"""The inbox's addresses. They hold primary keys only: no CPR, no free text about people."""

from django.urls import path

from correspondence.views import attachment, deliveries, inbox, thread

urlpatterns = [
    path("", inbox.first, name="inbox"),
    path("postkasse/<int:pk>/", inbox.mailbox, name="mailbox"),
    path("postkasse/<int:pk>/nyt/", inbox.news, name="mailbox-news"),
    path("samtale/<int:pk>/", thread.thread, name="thread"),
    path("samtale/<int:pk>/svar/", thread.reply, name="reply"),
    path("bilag/<int:pk>/", attachment.open_inline, name="attachment-open"),
    path("bilag/<int:pk>/hent/", attachment.download, name="attachment-download"),
    path("drift/forsendelser/", deliveries.deliveries, name="deliveries"),
    path("drift/forsendelser/ind/<uuid:pk>/igen/", deliveries.retry_inbound, name="retry-inbound"),
    path("drift/forsendelser/ud/<uuid:pk>/igen/", deliveries.retry_outbound, name="retry-outbound"),
]
