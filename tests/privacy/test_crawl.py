"""No account finds a word of somebody else's: a short walk. `python -m tests.privacy` is long."""

import pytest

from tests.privacy.crawling import Crawl


@pytest.mark.sweep
@pytest.mark.django_db
def test_no_account_finds_a_word_that_is_not_for_it():
    crawl = Crawl(most=1)

    found = crawl.run()

    assert found.wrong == []
    assert found.checks.total() > 200
    assert len(crawl.accounts) >= 14
    it_would_find_what_is_shown(crawl)


def it_would_find_what_is_shown(crawl):
    """On her own page it finds what is hers; another account does not."""
    mallory, victim = crawl.walkers[1], crawl.walkers[2]
    own_page = f"/p/{victim.account.partnership}/me/needs/"
    victim.forbidden = {victim.account.canaries["need"]: ("herself", "need")}

    for walker in (victim, mallory):
        crawl._look(walker, own_page, "links")

    assert [leak[:2] for leak in crawl.found.leaks] == [(victim.account.name, own_page)]
