"""Achievements: what universities, institutes and companies offer, from draft to listing and renewal."""
