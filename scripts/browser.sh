#!/bin/sh
# The browser of the functional tests: Debian's Chromium, with a font for Chinese.
set -e
if command -v chromium >/dev/null 2>&1 && [ -n "$(find /usr/share/fonts -name 'NotoSansCJK*' 2>/dev/null | head -n 1)" ]; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium and a Chinese font for the tests …"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null
else
    echo "The tests need Chromium and the font Noto Sans CJK; install the packages 'chromium' and 'fonts-noto-cjk'." >&2
    exit 1
fi
