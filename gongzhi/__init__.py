"""Gongzhi (共治): an open platform for community governance. It governs matters, not people."""

__version__ = "0.1.0"
