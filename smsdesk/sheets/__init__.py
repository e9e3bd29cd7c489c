"""Spreadsheets in and out (B2, B4, D8). Files from outside are read in a child process."""
