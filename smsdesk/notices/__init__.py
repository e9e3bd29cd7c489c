"""Ways to tell people and programs of what happened: email and event callbacks. The store is not touched."""
