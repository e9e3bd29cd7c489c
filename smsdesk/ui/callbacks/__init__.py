"""What an application's page and the settings have in common about event callbacks (A8)."""
