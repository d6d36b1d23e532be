"""Pages of contracts: list and detail, the draft with its signatures, delivery, payments, files."""

from matchmaker.contracts.views import delivery, drafting, files, payments, public, races
from matchmaker.contracts.views.blueprint import blueprint

__all__ = ["blueprint", "delivery", "drafting", "files", "payments", "public", "races"]
