"""The window's own widgets, one file each; pages are built of these."""
