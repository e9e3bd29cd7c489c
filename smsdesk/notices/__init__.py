"""Ways to tell people and programs of what happened: email and event callbacks. They never touch the store."""
