#!/bin/sh
# A disk image with the bundle and the way to /Applications: dmg.sh "SMS Desk.app" TARGET.dmg
# SIGN_AS   a Developer ID in the keychain that signs it; without one it is signed for this computer only.
# NOTARY    a profile that "xcrun notarytool store-credentials" made: Apple looks the image through and it opens
#           without a question anywhere. Wants SIGN_AS.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
bundle=$1
target=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

if [ -n "${SIGN_AS:-}" ]; then
  codesign --force --deep --options runtime --timestamp --entitlements "$here/entitlements.plist" --sign "$SIGN_AS" \
    "$bundle"
else
  codesign --force --deep --sign - "$bundle"
fi
codesign --verify --deep --strict "$bundle"

ditto "$bundle" "$folder/$(basename "$bundle")"
ln -s /Applications "$folder/Applications"
rm -f "$target"
hdiutil create -quiet -volname 'SMS Desk' -srcfolder "$folder" -format ULMO -ov "$target"

if [ -n "${SIGN_AS:-}" ]; then
  codesign --force --timestamp --sign "$SIGN_AS" "$target"
fi
if [ -n "${NOTARY:-}" ]; then
  xcrun notarytool submit "$target" --keychain-profile "$NOTARY" --wait
  xcrun stapler staple "$target"
fi
