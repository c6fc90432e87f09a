#!/bin/sh
# The browser journey needs Chromium and a font with emoji. Installs Debian's where it may, else says what is missing.
set -u
have_browser() { command -v chromium >/dev/null 2>&1 || [ -n "${CHROMIUM:-}" ]; }
have_emoji() { fc-list 2>/dev/null | grep -qi "emoji"; }
if have_browser && have_emoji; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  log=$(mktemp)
  if apt-get update >"$log" 2>&1 &&
     DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
       chromium fonts-noto-color-emoji fonts-noto-core >>"$log" 2>&1; then
    rm -f "$log"; exit 0
  fi
  tail -n 5 "$log" >&2
fi
echo "The tests need Chromium and an emoji font: install them (on Debian: apt-get install chromium fonts-noto-color-emoji fonts-noto-core), or set CHROMIUM to a browser's path." >&2
exit 1
