"""What a user can do: one keyword-only function per action, a file per subject."""
