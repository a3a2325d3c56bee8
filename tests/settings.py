"""Settings for tests: an own home with an own embedded server, cheap passwords, no rate limits."""

import os
from pathlib import Path

os.environ.setdefault("GONGZHI_HOME", str(Path(__file__).resolve().parent.parent / "var" / "test"))
os.environ["GONGZHI_TESTING"] = "1"
os.environ["GONGZHI_REPORT_RATE"] = "0"
os.environ.pop("GONGZHI_DEMO", None)

from gongzhi.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["tests.hashers.QuickArgon2"]
ACCOUNT_RATE_LIMITS = False
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
