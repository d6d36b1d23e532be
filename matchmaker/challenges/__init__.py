"""Challenges: what companies need solved, from guided draft over screening to the public board and renewal."""
