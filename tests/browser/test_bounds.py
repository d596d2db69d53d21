"""What Playwright itself would wait for without end."""

import pytest

from tests.browser import conftest


def test_a_page_that_never_answers_ends_the_call_and_the_next_one_goes_on(page, monkeypatch):
    with monkeypatch.context() as hurry:
        hurry.setattr(conftest, "ANSWER_SECONDS", 0.5)
        with pytest.raises(TimeoutError):
            page.evaluate("new Promise(() => {})")

    assert page.evaluate("1 + 1") == 2
