"""The rules of the sending desk in plain Python: no Qt, no SQL, no network, no clock of its own."""
