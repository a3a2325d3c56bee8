"""What a site can set, read from the environment (prefix GONGZHI_) and, for the database, DATABASE_URL."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Site(BaseSettings):
    """One site's settings; a wrong value stops the start with a sentence that names the variable."""

    model_config = SettingsConfigDict(
        env_prefix="GONGZHI_", extra="ignore", populate_by_name=True, hide_input_in_errors=True
    )

    home: Path = Field(Path("var"), description="Folder for the embedded database, keys and uploads.")
    database_url: str = Field(
        "",
        validation_alias="DATABASE_URL",
        description="PostgreSQL 15+ address; empty: the embedded server in the home folder.",
    )
    secret_key: str = Field(
        "", description="Secret for sessions and signatures; empty: made once and kept in the home folder."
    )
    keys: Annotated[list[str], NoDecode] = Field(
        default_factory=list,
        description="Keys for contact data, newest first, comma separated; empty: made once and kept.",
    )
    secrets_before: Annotated[list[str], NoDecode] = Field(
        default_factory=list,
        description="Earlier secrets, newest first, comma separated: receipts and sessions of theirs stay good.",
    )
    retention_days: int = Field(
        730, ge=30, description="Days after closing for which words and contact data are kept; then they are erased."
    )
    hosts: Annotated[list[str], NoDecode] = Field(
        default_factory=lambda: ["localhost", "127.0.0.1", "[::1]"],
        description="Host names the site answers to, comma separated.",
    )
    https: bool = Field(False, description="True behind a proxy that speaks HTTPS: secure cookies and HSTS.")
    debug: bool = Field(False, description="True shows tracebacks in the browser; never in production.")
    site_name: str = Field("共治 Gongzhi", description="Name of the site shown on every page.")
    profile: str = Field("shandong", description="Profile: catalogue, calendar and office hours.")
    time_zone: str = Field("Asia/Shanghai", description="The site's time zone.")
    tiles_url: str = Field(
        "", description="Raster tile address with {z}/{x}/{y} for the maps; empty: only areas are drawn."
    )
    email_url: str = Field(
        "", description="Mail gateway: smtp://user:password@host:587 or smtps://…:465; empty: mail goes to the log."
    )
    gateways: dict[str, SecretStr] = Field(
        default_factory=dict,
        description="Gateways of notices as JSON, from email, sms and chat to an Apprise URL with {to} where the "
        "address goes; empty: notices are kept, not sent.",
    )
    public_url: str = Field(
        "", description="Address of the site as people open it, for links in notices; empty: made of the first host."
    )
    demo: bool = Field(False, description="True on a demo site: the demo banner and logins are shown.")
    suggest_confidence: float = Field(
        0.6,
        ge=0,
        le=1,
        description="How sure the learnt model must be (0 to 1) to suggest a category; below it has no say.",
    )
    report_rate: int = Field(30, description="Reports accepted from one address in ten minutes; 0: no limit.")
    evidence_bucket: str = Field(
        "", description="Bucket of an S3 store for photos and videos; empty: the folder evidence in the home folder."
    )
    evidence_url: str = Field("", description="Address of that S3 store; empty: Amazon's own.")

    @field_validator("keys", "hosts", "secrets_before", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("gateways")
    @classmethod
    def _whole(cls, value: dict[str, SecretStr]) -> dict[str, SecretStr]:
        # The words must not hold the value: it has passwords in it.
        if not set(value) <= {"email", "sms", "chat"}:
            raise ValueError("gateways are named email, sms and chat")
        if any("://" not in url.get_secret_value() or "{to}" not in url.get_secret_value() for url in value.values()):
            raise ValueError("a gateway is an Apprise URL with {to} in it")
        return value

    @field_validator("public_url")
    @classmethod
    def _absolute(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("the site's address starts with http:// or https://")
        return value.rstrip("/")
