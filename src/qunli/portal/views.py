"""Pages that join floors."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """Show what the visitor should do now."""
    return render(request, "portal/home.html")
