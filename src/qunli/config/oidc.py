"""Reading QUNLI_OIDC_URL: a provider that vouches for people we know."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from qunli.config.env import EnvError

PROVIDER = "oidc"


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider by its issuer; its origin is where the sign-in form may lead."""

    name: str
    client_id: str
    secret: str
    issuer: str
    origin: str


def provider_of(url: str) -> Provider | None:
    """Read `https://client:secret@issuer/path?name=City+ID`; nothing where it is empty."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise _wrong() from error
    if parts.scheme not in {"https", "http"} or not (parts.hostname and parts.username and parts.password):
        raise _wrong()
    origin = f"{parts.scheme}://{parts.hostname}{port}"
    return Provider(
        name=parse_qs(parts.query).get("name", [parts.hostname])[0],
        client_id=unquote(parts.username),
        secret=unquote(parts.password),
        issuer=origin + parts.path.rstrip("/"),
        origin=origin,
    )


def socialaccount_providers(provider: Provider | None) -> dict[str, object]:
    """Return allauth's setting; without a provider no button shows."""
    if provider is None:
        return {}
    app = {
        "provider_id": PROVIDER,
        "name": provider.name,
        "client_id": provider.client_id,
        "secret": provider.secret,
        "settings": {"server_url": provider.issuer},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


def _wrong() -> EnvError:
    return EnvError("QUNLI_OIDC_URL: expected https://client:secret@issuer/path?name=NAME.")
