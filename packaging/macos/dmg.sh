#!/bin/sh
# A disk image with the bundle and the way to /Applications: dmg.sh "SMS Desk.app" TARGET.dmg
# With SIGN_AS (a Developer ID in the keychain) the bundle is signed with it, otherwise for this computer only.
set -eu
bundle=$1
target=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

if [ -n "${SIGN_AS:-}" ]; then
  codesign --force --deep --options runtime --timestamp --sign "$SIGN_AS" "$bundle"
else
  codesign --force --deep --sign - "$bundle"
fi
codesign --verify --deep --strict "$bundle"

ditto "$bundle" "$folder/$(basename "$bundle")"
ln -s /Applications "$folder/Applications"
rm -f "$target"
hdiutil create -quiet -volname 'SMS Desk' -srcfolder "$folder" -format ULMO -ov "$target"
