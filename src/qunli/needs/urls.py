"""Addresses of needs."""

from django.urls import path

from qunli.needs.views import collections, imports, key_lists, needs, screening

app_name = "needs"

urlpatterns = [
    path("", needs.needs, name="needs"),
    path("state/", needs.state, name="state"),
    path("<int:pk>/", needs.need, name="need"),
    path("<int:pk>/change/", needs.change, name="change"),
    path("<int:pk>/submit/", needs.submit, name="submit"),
    path("<int:pk>/return/", screening.return_with_reason, name="return"),
    path("<int:pk>/merge/", screening.merge, name="merge"),
    path("<int:pk>/ask/", screening.ask, name="ask"),
    path("<int:pk>/list/", key_lists.put_on_list, name="list_need"),
    path("<int:pk>/step/<slug:name>/", screening.step, name="step"),
    path("<int:pk>/files/", needs.attach, name="attach"),
    path("<int:pk>/files/<int:file_pk>/", needs.file, name="file"),
    path("<int:pk>/files/<int:file_pk>/remove/", needs.remove_file, name="remove_file"),
    path("advice/<int:pk>/", screening.advise, name="needadvice"),
    path("advice/<int:pk>/<slug:name>/", screening.advice_step, name="advice_step"),
    path("collections/", collections.collections, name="collections"),
    path("collections/write/", collections.write, name="write_collection"),
    path("collections/<int:pk>/", collections.collection, name="collectionnotice"),
    path("collections/<int:pk>/change/", collections.change, name="change_collection"),
    path("collections/<int:pk>/reopen/", collections.reopen, name="reopen"),
    path("collections/<int:pk>/step/<slug:name>/", collections.step, name="collection_step"),
    path("collections/<int:pk>/nothing/<int:organization_pk>/", collections.nothing, name="nothing"),
    path("imports/", imports.imports, name="imports"),
    path("imports/add/", imports.import_add, name="import_add"),
    path("imports/<int:pk>/", imports.needsimport, name="needsimport"),
    path("imports/<int:pk>/enter/", imports.import_enter, name="import_enter"),
    path("imports/<int:pk>/discard/", imports.import_discard, name="import_discard"),
    path("lists/", key_lists.lists, name="lists"),
    path("lists/start/", key_lists.start, name="start_list"),
    path("lists/<int:pk>/", key_lists.key_list, name="keytechnologylist"),
    path("lists/items/<int:pk>/", key_lists.item, name="listitem"),
    path("lists/items/<int:pk>/change/", key_lists.change, name="change_item"),
    path("lists/items/<int:pk>/step/<slug:name>/", key_lists.step, name="item_step"),
]
