"""Mechanisms that know no feature and no request."""
