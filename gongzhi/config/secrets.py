"""The site's own secrets: taken from the environment, or made once and kept in the home folder (mode 0600)."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet

from gongzhi.config.site import Site


@dataclass(frozen=True)
class SiteKeys:
    """The Django secret and the keys for contact data, newest first."""

    secret_key: str
    keys: list[str]


def site_keys(site: Site) -> SiteKeys:
    """Return the site's secrets, making and keeping those that are not set."""
    return SiteKeys(
        secret_key=site.secret_key or _kept(site.home / "secret.key", lambda: secrets.token_urlsafe(48)),
        keys=site.keys or _kept(site.home / "contact.keys", lambda: Fernet.generate_key().decode()).split(),
    )


def _kept(path: Path, make: object) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(handle, "w") as file:
                file.write(make())  # type: ignore[operator]
    return path.read_text().strip()
