"""The process that speaks to gateways: it reads calls, one JSON line each, and answers with one word a line.

It runs by itself, so that a gateway that never answers can be ended with it, and imports nothing of the platform. The
answers are 'sent', 'refused' and 'invalid': nothing that a gateway says goes further, for it may hold addresses.
"""

import json
import logging
import sys

import apprise
from apprise.plugins.email import base as email


def main() -> None:
    """Answer calls until there are no more."""
    logging.disable(logging.CRITICAL)
    out, sys.stdout = sys.stdout, sys.stderr  # whatever a library prints must not look like an answer
    asset = apprise.AppriseAsset(app_id="Gongzhi", secure_logging=True, storage_mode=apprise.PersistentStoreMode.MEMORY)
    print("ready", file=out, flush=True)
    for line in sys.stdin:
        print(_call(json.loads(line), asset), file=out, flush=True)


def _call(call: dict[str, str], asset: apprise.AppriseAsset) -> str:
    # A mail tried again is the same mail: many mailboxes show it once. Apprise has no option for it.
    email.make_msgid = lambda idstring=None, domain=None: f"<{call['id']}@{domain or 'gongzhi'}>"
    gateway = apprise.Apprise(asset=asset)
    try:
        if not gateway.add(call["url"]):
            return "invalid"
        return "sent" if gateway.notify(body=call["body"], title=call["title"], body_format="text") else "refused"
    except Exception:
        return "refused"


if __name__ == "__main__":
    main()
