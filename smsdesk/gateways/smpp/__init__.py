"""SMPP 3.4, the carriers' own protocol, over asyncio (N1).

``pdu`` is the wire format, ``session`` one bound connection, ``connecting`` how it comes about, ``texts`` the
alphabets and parts of a message, ``receipts`` and ``inbox`` what comes back, ``gateway`` the contract.
"""
