"""Pages of bids: the form, the bid itself, the team, the opened bids of a challenge, receipts."""

from matchmaker.bids.views import actions, form, mine, opened, receipts, review, team
from matchmaker.bids.views.blueprint import blueprint

__all__ = ["actions", "blueprint", "form", "mine", "opened", "receipts", "review", "team"]
