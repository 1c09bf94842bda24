#!/bin/sh
# Rebuild chalicelib/fonts: DejaVu Sans Condensed, cut down to what a relevé can need: Latin with
# all its letters for African languages, punctuation, narrow spaces, currencies. DejaVu 2.37,
# https://dejavu-fonts.github.io; in Debian the package fonts-dejavu-extra.
# Needs pyftsubset, which comes with fpdf2.
set -eu
from=${1:-/usr/share/fonts/truetype/dejavu}
to=$(dirname "$0")/../chalicelib/fonts
python=${PYTHON:-.venv/bin/python}

for face in DejaVuSansCondensed DejaVuSansCondensed-Bold; do
  "$python" -m fontTools.subset "$from/$face.ttf" --output-file="$to/$face.ttf" \
    --unicodes=20-24F,250-2AF,2B0-2FF,300-36F,1E00-1EFF,2000-206F,20A0-20BF,2100-214F,2190-2193,2200-2265,FFFD \
    --layout-features='' --no-hinting --drop-tables+=GPOS,GSUB,GDEF,kern,FFTM --name-IDs='*'
done
