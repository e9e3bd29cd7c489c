"""Any provider with an HTTP interface, by declared requests and rules (N1).

``settings`` and ``presets`` are what a user fills in, ``templates`` and ``request`` make of it what leaves,
``answers`` and ``reports`` read what comes back, ``gateway`` is the contract.
"""
