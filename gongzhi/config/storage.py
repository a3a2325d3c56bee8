"""Where photos and videos are stored: a folder of the site's own, or a bucket."""

from typing import Any

from gongzhi.config.site import Site


def evidence_storage(site: Site) -> dict[str, Any]:
    """Return Django's description of the store; no address of it is ever given to a browser."""
    if not site.evidence_bucket:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {
                "location": site.home.resolve() / "evidence",
                "base_url": None,
                "file_permissions_mode": 0o600,
                "directory_permissions_mode": 0o700,
            },
        }
    # Its keys come from where boto3 looks for them (AWS_ACCESS_KEY_ID and the like).
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": site.evidence_bucket,
            "endpoint_url": site.evidence_url or None,
            "default_acl": None,
            "querystring_auth": True,
            "file_overwrite": False,
        },
    }
