"""The outbox: nothing is lost while the mail server is away, nothing goes out twice."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from matchmaker.kernel import background, clock
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.notifications.services import deliver_due, queue_mail
from tests.conftest import NOW
from tests.support.mail import Sink, waiting


def queue(**values: str) -> None:
    with transaction():
        queue_mail("test", "someone@demo.example", "主题：需求已发布", "正文\n第二行", **values)


def test_mail_arrives_readable(app: Flask, smtp_sink: Sink) -> None:
    queue()
    assert deliver_due() == 1
    (mail,) = smtp_sink.messages
    assert mail["To"] == "someone@demo.example"
    assert mail["Subject"] == "主题：需求已发布"
    assert mail.get_body().get_content().split() == ["正文", "第二行"]
    assert mail["Message-ID"].startswith("<delivery.")


def test_sent_once(app: Flask, smtp_sink: Sink) -> None:
    queue()
    assert [deliver_due(), deliver_due()] == [1, 0]
    assert len(smtp_sink.messages) == 1
    assert waiting() == []


def test_same_occasion_makes_one_mail(app: Flask) -> None:
    queue(dedupe_key="published:7")
    queue(dedupe_key="published:7")
    queue(dedupe_key="published:8")
    assert len(waiting()) == 2


def test_line_breaks_cannot_smuggle_headers(app: Flask, smtp_sink: Sink) -> None:
    with transaction():
        queue_mail("test", "someone@demo.example", "主题\r\nBcc: spy@evil.example", "x")
    deliver_due()
    (mail,) = smtp_sink.messages
    assert mail["Bcc"] is None


def test_refused_mail_waits_longer_each_time_and_then_goes_out(app: Flask, smtp_sink: Sink) -> None:
    queue()
    smtp_sink.refusing = True
    moment, waits = NOW, []
    for _ in range(4):
        with clock.frozen(moment):
            assert deliver_due() == 0
            assert deliver_due() == 0  # not due again yet
            (mail,) = waiting()
            waits.append(mail.due_at - moment)
            moment = mail.due_at
    assert waits == [timedelta(minutes=m) for m in (1, 2, 4, 8)]
    assert mail.last_error
    smtp_sink.refusing = False
    with clock.frozen(moment):
        assert deliver_due() == 1
    assert len(smtp_sink.messages) == 1


def test_a_day_without_server_loses_nothing(app: Flask) -> None:
    app.extensions["mailman"].backend, before = "smtp", app.extensions["mailman"].backend
    app.extensions["mailman"].port, port = 9, app.extensions["mailman"].port  # nobody listens there
    try:
        for _ in range(3):
            queue()
        for hour in range(24):
            with clock.frozen(NOW + timedelta(hours=hour)):
                deliver_due()
        assert len(waiting()) == 3
    finally:
        app.extensions["mailman"].backend, app.extensions["mailman"].port = before, port


def test_a_rolled_back_step_sends_nothing(app: Flask) -> None:
    nudges: list[str] = []
    background.connect(nudges.append)
    try:
        with transaction():
            queue_mail("test", "someone@demo.example", "x", "y")
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    assert (waiting(), nudges) == ([], [])


def test_many_go_out_in_one_call(app: Flask, smtp_sink: Sink) -> None:
    queue_many(60)
    assert deliver_due() == 60
    assert len(smtp_sink.messages) == 60


def test_a_dead_server_is_tried_with_one_batch_only(app: Flask, smtp_sink: Sink) -> None:
    queue_many(60)
    smtp_sink.refusing = True
    assert deliver_due() == 0
    assert sorted({mail.attempts for mail in waiting()}) == [0, 1]


def queue_many(count: int) -> None:
    with transaction():
        for number in range(count):
            queue_mail("test", f"p{number}@demo.example", "x", "y")
