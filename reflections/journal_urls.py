"""Addresses of the private journal."""

from django.urls import path

from reflections.views import journal, journal_lock

urlpatterns = [
    path("p/<slug:slug>/journal/", journal.journal, name="journal"),
    path("p/<slug:slug>/journal/write/", journal.write, name="write"),
    path("me/journal/", journal.my_journal, name="my_journal"),
    path("me/journal/write/", journal.write_for_myself, name="write_for_myself"),
    path("me/journal/draft/", journal.keep_draft, name="keep_draft"),
    path("me/journal/drafts/<uuid:page>/drop/", journal.drop_draft, name="drop_draft"),
    path("me/journal/words.txt", journal.export_text, name="export_text"),
    path("me/journal/words.json", journal.export_data, name="export_data"),
    path("me/journal/open/", journal_lock.open_journal, name="open_journal"),
    path("me/journal/lock/", journal_lock.lock_journal, name="lock_journal"),
    path("me/journal/ways/", journal_lock.journal_ways, name="journal_ways"),
    path("me/journal/new/", journal_lock.new_journal, name="new_journal"),
    path("me/journal/destroy/", journal_lock.destroy_journal, name="destroy_journal"),
    path("me/journal/<uuid:pk>/", journal.entry, name="entry"),
    path("me/journal/<uuid:pk>/change/", journal.change_entry, name="change_entry"),
    path("me/journal/<uuid:pk>/themes/", journal.entry_themes, name="entry_themes"),
    path("me/journal/<uuid:pk>/delete/", journal.delete_entry, name="delete_entry"),
]
