"""Search over everything the features register: one index, one analysis, one way to rank.

The index only proposes ids. What a person may see is decided by the feature's `load_visible` and by the
confidentiality layers, each of which is indexed apart. Read `documents.py` first.
"""
