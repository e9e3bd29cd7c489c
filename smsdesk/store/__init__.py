"""The local store: tables, migrations, queries and backup over SQLite."""
