"""Account → Profile and Tools → Settings: everything about the desk that can be changed in one place."""
