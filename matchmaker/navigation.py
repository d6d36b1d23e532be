"""The menu as a table: label, endpoint, and the permission that shows it (None: everybody)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for
from flask_babel import lazy_gettext as _l

from matchmaker.kernel import policy
from matchmaker.web.security import current_actor


@dataclass(frozen=True)
class MenuItem:
    """One entry; ``section`` is the blueprint that makes it the current one."""

    label: Any
    endpoint: str
    permission: str | None = None
    signed_in: bool = False

    @property
    def url(self) -> str:
        return url_for(self.endpoint)

    @property
    def is_current(self) -> bool:
        return request.endpoint == self.endpoint or (
            self in MAIN and (request.blueprint or "") == self.endpoint.partition(".")[0]
        )

    @property
    def is_shown(self) -> bool:
        actor = current_actor()
        if self.endpoint not in current_app.view_functions or (self.signed_in and actor.is_anonymous):
            return False
        return self.permission is None or policy.can(actor, self.permission)


MAIN = (
    MenuItem(_l("揭榜大厅"), "challenges.board"),
    MenuItem(_l("需求征集"), "calls.board"),
    MenuItem(_l("科技成果"), "achievements.board"),
    MenuItem(_l("专家"), "experts.board"),
    MenuItem(_l("经纪人名录"), "brokers.board"),
    MenuItem(_l("公示"), "awards.board"),
)
MINE = (
    MenuItem(_l("待办"), "dashboards.agenda", signed_in=True),
    MenuItem(_l("我的需求"), "challenges.mine", signed_in=True),
    MenuItem(_l("我的投标"), "bids.mine", signed_in=True),
    MenuItem(_l("一页答复"), "interests.mine", signed_in=True),
    MenuItem(_l("引荐"), "introductions.mine", signed_in=True),
    MenuItem(_l("待处理的推荐"), "introductions.desk", "introduction:desk"),
    MenuItem(_l("合同"), "contracts.mine", signed_in=True),
    MenuItem(_l("我的成果"), "achievements.mine", signed_in=True),
    MenuItem(_l("我的专家资料"), "experts.mine", signed_in=True),
    MenuItem(_l("我跟进的事项"), "brokers.mine", "broker:create"),
    MenuItem(_l("我的经纪人资料"), "brokers.profile", "broker:create"),
    MenuItem(_l("我的评审"), "evaluations.mine", signed_in=True),
    MenuItem(_l("我的机构"), "organizations.mine", signed_in=True),
)
DESK = (
    MenuItem(_l("需求审核"), "challenges.desk", "challenge:screen"),
    MenuItem(_l("成果审核"), "achievements.desk", "achievement:screen"),
    MenuItem(_l("专家审核"), "experts.desk", "expert:screen"),
    MenuItem(_l("经纪人审核"), "brokers.desk", "broker:screen"),
    MenuItem(_l("事项分派"), "brokers.assignments", "assignment:assign"),
    MenuItem(_l("机构核验"), "organizations.desk", "organization:verify"),
    MenuItem(_l("评审"), "evaluations.running", "evaluation:plan"),
    MenuItem(_l("异议"), "awards.objections", "award:publish"),
    MenuItem(_l("待答复"), "interests.desk", "interest:desk"),
    MenuItem(_l("匹配权重"), "learning.weights", "weight_set:read"),
    MenuItem(_l("同义词"), "search.synonyms", "synonym_group:edit"),
)


def navigation() -> list[MenuItem]:
    """The main menu of this reader."""
    return [item for item in MAIN if item.is_shown]


def personal_navigation() -> dict[str, list[MenuItem]]:
    """The menus under the reader's name: own things, and the staff's desks."""
    return {"mine": [i for i in MINE if i.is_shown], "desk": [i for i in DESK if i.is_shown]}
