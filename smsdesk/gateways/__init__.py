"""The ways out: one file per gateway, one small contract for all (``base``)."""
