"""The inbox's addresses. They hold primary keys only: no CPR, no free text about people."""

from django.urls import path

from correspondence.views import attachment, compose, deliveries, drafts, inbox, standard_texts, thread, undo, uploads

urlpatterns = [
    path("", inbox.first, name="inbox"),
    path("postkasse/<int:pk>/", inbox.mailbox, name="mailbox"),
    path("postkasse/<int:pk>/nyt/", inbox.news, name="mailbox-news"),
    path("samtale/<int:pk>/", thread.thread, name="thread"),
    path("samtale/<int:pk>/svar/", compose.reply, name="reply"),
    path("samtale/<int:pk>/videresend/", compose.forward, name="forward"),
    path("samtale/<int:pk>/ny/", compose.new_from, name="write-from"),
    path("besked/<int:pk>/fortryd/", undo.undo, name="undo"),
    path("skriv/", compose.first, name="write-first"),
    path("postkasse/<int:pk>/skriv/", compose.new, name="write"),
    path("postkasse/<int:pk>/kladder/", drafts.drafts, name="drafts"),
    path("kladde/<uuid:token>/", compose.draft, name="draft"),
    path("kladde/bilag/<int:pk>/", uploads.preview, name="draft-file"),
    path("postkasse/<int:pk>/standardtekster/", standard_texts.texts, name="standard-texts"),
    path("postkasse/<int:pk>/standardtekster/ny/", standard_texts.add, name="standard-text-add"),
    path("standardtekst/<int:pk>/", standard_texts.change, name="standard-text"),
    path("standardtekst/<int:pk>/slet/", standard_texts.remove, name="standard-text-remove"),
    path("bilag/<int:pk>/", attachment.open_inline, name="attachment-open"),
    path("bilag/<int:pk>/hent/", attachment.download, name="attachment-download"),
    path("drift/forsendelser/", deliveries.deliveries, name="deliveries"),
    path("drift/forsendelser/ind/<uuid:pk>/igen/", deliveries.retry_inbound, name="retry-inbound"),
    path("drift/forsendelser/ud/<uuid:pk>/igen/", deliveries.retry_outbound, name="retry-outbound"),
]
