#!/bin/sh
# Opens the window; where there is no display, does the main job from the command line on sample data.
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python

libraries=there
make --no-print-directory --silent libraries 2>.venv/libraries.log || libraries=missing
[ $libraries = there ] || grep -v '^make' .venv/libraries.log >&2 || true

if $python scripts/display.py >.venv/display.log; then
  [ $libraries = there ] || exit 1
  exec .venv/bin/smsdesk
fi

cat .venv/display.log
echo 'Instead, this is the main job on the command line, with sample data in a folder that is thrown away.'
echo 'The gateway is the sandbox: nothing is sent to anybody.'
folder=$(mktemp -d "${TMPDIR:-/tmp}/smsdesk-run.XXXXXX")
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM

desk() {
  echo
  echo "\$ smsdesk --data-dir $folder/desk $*"
  .venv/bin/smsdesk --data-dir "$folder/desk" "$@"
}

sample=$folder/desk/sample-customers.xlsx
desk sample
# By number: the sample's names follow the language. --yes sends the good rows without the bad.
desk check "$sample" --template 1
desk send "$sample" --app 1 --template 1 --yes --wait --report "$folder/report.xlsx"
echo
echo "The report is a spreadsheet of $(wc -c <"$folder/report.xlsx") bytes, thrown away with the rest."
echo 'Where there is a display, make run opens the window.'
