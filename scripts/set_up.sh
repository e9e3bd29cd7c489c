#!/bin/sh
# Makes .venv from a lock file and installs the project into it: sh scripts/set_up.sh run|dev
# Run again it changes only what differs from the lock. Nothing comes from outside the lock: every file is
# checked against its hash, and nothing is built from source.
set -eu
cd "$(dirname "$0")/.."
lock=requirements/$1.txt
new_enough='import sys; sys.exit(sys.version_info < (3, 11))'

if ! .venv/bin/python -c "$new_enough" 2>/dev/null; then
  python=
  for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    if "$candidate" -c "$new_enough" 2>/dev/null; then python=$candidate; break; fi
  done
  if [ -z "$python" ]; then
    echo "SMS Desk needs Python 3.11 or newer; install it, or name it: make PYTHON=/path/to/python3" >&2
    exit 1
  fi
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "Python's venv module is missing; as root, or with sudo: apt-get install -y python3-venv" >&2
    exit 1
  fi
  rm -rf .venv
  echo "Making .venv; the first time about 150 MB are fetched."
  "$python" -m venv .venv
fi

echo "Installing what $lock names into .venv"
pip=".venv/bin/python -m pip --disable-pip-version-check install --quiet"
if ! $pip --require-hashes --only-binary :all: -r "$lock"; then
  echo "The packages could not be installed (see above). Is the network there? Run the command again." >&2
  exit 1
fi
$pip --no-index --no-deps --no-build-isolation --editable .
