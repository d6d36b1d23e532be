"""Three layers of confidentiality; a reader's rank decides which he may read."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from matchmaker.kernel.enums import LabelledEnum


class Layer(LabelledEnum):
    """From open to closed; order of definition is the order of secrecy."""

    PUBLIC = "public", _l("公开")
    REGISTERED = "registered", _l("登录后可见")
    NDA = "nda", _l("签保密协议后可见")


RANK = {layer: position for position, layer in enumerate(Layer)}


def readable(limit: Layer) -> tuple[Layer, ...]:
    """All layers a reader may read whose highest layer is ``limit``."""
    return tuple(layer for layer in Layer if RANK[layer] <= RANK[limit])
