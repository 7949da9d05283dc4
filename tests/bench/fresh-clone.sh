#!/usr/bin/env bash
# From `git clone` to the first page, in an empty folder, with npm's cache as it is. usage: npm run bench:clone
set -euo pipefail
source=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
began=$(date +%s.%N)
git clone --quiet "$source" "$folder/concord"
cd "$folder/concord"
PORT=39217 npm run --silent demo >"$folder/log" 2>&1 & server=$!
until curl --silent --fail --output /dev/null http://localhost:39217/charter; do
  kill -0 "$server" 2>/dev/null || { cat "$folder/log"; exit 1; }
  sleep 0.2
done
first=$(date +%s.%N)
kill "$server"; wait "$server" 2>/dev/null || true
again=$(date +%s.%N)
PORT=39217 npm run --silent demo >"$folder/log" 2>&1 & server=$!
until curl --silent --fail --output /dev/null http://localhost:39217/charter; do sleep 0.1; done
second=$(date +%s.%N)
awk -v a="$began" -v b="$first" -v c="$again" -v d="$second" 'BEGIN { printf "clone to first page %.1f s; started again %.1f s\n", b - a, d - c }'
