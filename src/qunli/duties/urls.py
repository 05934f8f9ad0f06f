"""Addresses of duties and messages."""

from django.urls import path

from qunli.duties import views

app_name = "duties"

urlpatterns = [
    path("duties/", views.duties, name="duties"),
    path("messages/", views.messages, name="messages"),
    path("messages/read/", views.mark_read, name="mark_read"),
]
