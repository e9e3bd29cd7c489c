#!/bin/sh
# Puts the program in this folder into the user's own desktop menu: sh menu-entry.sh [remove]
# Run it again after the folder was moved.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
applications=${XDG_DATA_HOME:-$HOME/.local/share}/applications
entry=$applications/smsdesk.desktop

if [ "${1:-}" = remove ]; then
  rm -f "$entry"
  said='SMS Desk is no longer in the menu.'
else
  mkdir -p "$applications"
  # A desktop entry reads a backslash as the beginning of something, and Exec does so once more, inside quotes.
  plain=$(printf '%s' "$here" | sed 's/\\/\\\\/g')
  quoted=$(printf '%s' "$here" | sed 's/[\\"`$]/\\&/g; s/\\/\\\\/g; s/%/%%/g')
  # In a replacement, sed reads a backslash, an ampersand and its own separator.
  for_sed() { printf '%s' "$1" | sed 's/[\\&|]/\\&/g'; }
  sed -e "s|^Exec=.*|Exec=\"$(for_sed "$quoted")/smsdesk\" %f|" \
    -e "s|^TryExec=.*|TryExec=$(for_sed "$plain")/smsdesk|" \
    -e "s|^Icon=.*|Icon=$(for_sed "$plain")/share/smsdesk.png|" \
    "$here/share/smsdesk.desktop" >"$entry"
  said='SMS Desk is in the menu.'
fi
if command -v update-desktop-database >/dev/null; then
  update-desktop-database -q "$applications" || :
fi
echo "$said"
