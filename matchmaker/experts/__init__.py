"""Experts: profiles, the directory, and requests that reach them only through the platform."""
