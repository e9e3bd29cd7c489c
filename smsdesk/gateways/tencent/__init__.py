"""Tencent Cloud SMS by its API 3.0 (N1).

``signing`` proves requests, ``line`` and ``asking`` carry them, ``sending``, ``pulling``, ``reviews`` and
``accounting`` are what is asked, ``gateway`` the contract.
"""
