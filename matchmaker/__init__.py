"""Matchmaker: a technology-transfer matchmaking site."""

from matchmaker.app import create_app

__all__ = ["create_app"]
