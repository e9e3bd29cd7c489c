"""The command line: the same operations as the window's, for automation and for machines without a screen.

A file per group of commands. Nothing heavy is imported before it is known which command runs.
"""
