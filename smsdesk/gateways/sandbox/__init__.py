"""The sandbox: real HTTP to a scripted carrier on this computer (N1)."""
