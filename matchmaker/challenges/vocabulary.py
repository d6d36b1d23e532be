"""The fixed choices of a challenge, and the lengths of its texts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from matchmaker.kernel.enums import LabelledEnum


class ChallengeStatus(LabelledEnum):
    """Where a challenge stands, up to its award; what follows belongs to the contract."""

    DRAFT = "draft", _l("草稿"), "hollow"
    SCREENING = "screening", _l("形式审查"), "wait"
    ASSESSING = "assessing", _l("论证中"), "half"
    ON_NOTICE = "on_notice", _l("需求公示"), "work"
    OPEN = "open", _l("揭榜中"), "open"
    CLOSED = "closed", _l("已截止"), ""
    EVALUATING = "evaluating", _l("评审中"), "half"
    AWARDED = "awarded", _l("已定榜"), "ok"
    UNSUCCESSFUL = "unsuccessful", _l("流榜"), ""
    WITHDRAWN = "withdrawn", _l("已撤榜"), ""
    REJECTED = "rejected", _l("已驳回"), "bad"


class QuestionStatus(LabelledEnum):
    """Where a bidder's question stands. Only `ANSWERED` ones are public."""

    ASKED = "asked", _l("待回答"), "wait"
    ANSWERED = "answered", _l("已回答"), "ok"
    DECLINED = "declined", _l("未采纳"), ""
    TAKEN_BACK = "taken_back", _l("已收回"), ""


# On the board, readable by everybody: also how it ended.
PUBLISHED = (
    ChallengeStatus.OPEN,
    ChallengeStatus.CLOSED,
    ChallengeStatus.EVALUATING,
    ChallengeStatus.AWARDED,
    ChallengeStatus.UNSUCCESSFUL,
)


class FundingKind(LabelledEnum):
    """What the amount of money means."""

    BOUNTY = "bounty", _l("悬赏")
    BUDGET = "budget", _l("拟投入")
    NEGOTIABLE = "negotiable", _l("面议")


# Most characters of each text, as the forms 技术需求征集表 A and B limit them.
LIMITS = {
    "title": 80,
    "summary": 300,
    "problem": 1000,
    "present_state": 1000,
    "tried": 1000,
    "expected_goal": 500,
    "research_content": 1000,
    "partner_wish": 200,
    "payment_terms": 300,
    "ip_note": 300,
    "solver_conditions": 500,
    "sponsor_provides": 500,
    "contact_name": 40,
    "contact_phone": 40,
}
MOST_KEYWORDS = 5
LONGEST_KEYWORD = 20
QUESTION_LIMIT, ANSWER_LIMIT = 500, 1000
MOST_WAITING_QUESTIONS = 5  # of one organization about one challenge
MOST_ATTACHMENTS = 10
DEADLINE_HOUR = 17  # Beijing time, the end of an office day
