"""Kinds of messages: to which group each belongs. Every kind stands here;
account mails do not, because their links are keys and nothing of them is shown in the site."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from matchmaker.kernel.enums import LabelledEnum


class Group(LabelledEnum):
    """What a reader chooses by."""

    CHALLENGES = "challenges", _l("需求、成果与发榜")
    BIDS = "bids", _l("投标与评审")
    CONTRACTS = "contracts", _l("合同与里程碑")
    INTRODUCTIONS = "introductions", _l("引荐与对话")
    ACCOUNT = "account", _l("账号与安全")


KINDS: dict[Group, frozenset[str]] = {
    Group.CHALLENGES: frozenset({
        "ChallengeSubmitted", "ChallengePublished", "ChallengeReturned", "ChallengeOnNotice", "ChallengeRejected",
        "ChallengeExpiring", "ChallengeClosed", "QuestionAsked", "QuestionAnswered", "QuestionDeclined",
        "AchievementSubmitted", "AchievementListed", "AchievementReturned", "AchievementRejected",
        "AchievementExpiring", "ExpertSubmitted", "ExpertListed", "ExpertReturned", "ExpertRejected", "OpinionAsked",
    }),
    Group.BIDS: frozenset({
        "BidSubmitted", "BidWithdrawn", "BidLapsed", "BidFoundEligible", "BidFoundIneligible", "BidAwarded",
        "BidNotAwarded", "MemberInvited", "BidsOpened", "PanelistInvited", "ScoringOpened", "PanelistReminded",
        "PanelistRecused", "ScoringClosed", "AwardProposed", "NoticePublished", "AwardRevoked", "AwardConfirmed",
        "ObjectionFiled", "ObjectionDecided",
    }),
    Group.CONTRACTS: frozenset({
        "ContractDrafted", "SignaturesRequested", "ContractActivated", "ContractCompleted", "ContractTerminated",
        "MilestoneDelivered", "MilestoneAccepted", "MilestoneReturned", "MilestoneComingDue", "MilestoneOverdue",
        "ContractEliminated", "AmendmentProposed", "AmendmentAccepted", "AmendmentDeclined",
    }),
    Group.INTRODUCTIONS: frozenset({
        "ExpertContacted", "InterestSent", "InterestAnswered", "InterestWithdrawn", "InterestLapsed", "AnswerDue",
        "AnswerOverdue", "AssignmentMade", "HelpAsked", "HelpAnswered", "BrokerSubmitted", "BrokerVerified",
        "BrokerReturned", "BrokerSuspended", "CertificateExpiring", "ConsentAsked", "ConsentDue", "SideAgreed",
        "IntroductionEngaged", "IntroductionDeclined", "IntroductionExpired",
    }),
    Group.ACCOUNT: frozenset({
        "OrganizationSubmitted", "OrganizationVerified", "OrganizationBanned", "BanLifted",
        "OrganizationRefused",
    }),
}  # fmt: skip

_GROUP_OF = {kind: group for group, kinds in KINDS.items() for kind in kinds}


def group_of(kind: str) -> Group:
    """The group of a kind; `KeyError` for one that nobody has entered."""
    return _GROUP_OF[kind]
