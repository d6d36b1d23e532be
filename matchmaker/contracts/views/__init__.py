"""Pages of contracts: list and detail, the draft with its signatures, delivery, payments, files."""

from matchmaker.contracts.views import amending, delivery, drafting, files, payments, public, races
from matchmaker.contracts.views.blueprint import blueprint

__all__ = ["amending", "blueprint", "delivery", "drafting", "files", "payments", "public", "races"]
