"""Six people at one clause at the same moment, through the page."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from charters.models import Clause
from tests.charters.agreeing import Table, draft, first_clause

EDITORS = 6


@pytest.mark.django_db(transaction=True)
def test_of_six_editors_at_once_one_wins_and_five_see_both_texts():
    table = Table()
    agreement = draft(table)
    clause = first_clause(agreement)
    address = reverse(
        "charters:change_clause",
        kwargs={
            "slug": table.partnership.slug, "pk": agreement.pk, "section": clause.section_id,
            "clause": clause.pk,
        },
    )  # fmt: skip
    barrier = Barrier(EDITORS)

    def edit(number):
        client = Client()
        client.force_login(table.member(f"Editor {number}").person)
        form = client.get(address).context["form"]
        seen = {name: form[name].value() or "" for name in form.fields}
        barrier.wait(timeout=60)
        try:
            return client.post(address, {**seen, "text_en": f"Words of editor {number}"})
        finally:
            connections.close_all()

    with ThreadPoolExecutor(EDITORS) as pool:
        answers = list(pool.map(edit, range(EDITORS)))

    clause = Clause.objects.get(pk=clause.pk)
    assert sorted(answer.status_code for answer in answers) == [302, 409, 409, 409, 409, 409]
    assert clause.revision == 1
    for number, answer in enumerate(answers):
        if answer.status_code == 409:
            page = answer.content.decode()
            assert f"Words of editor {number}" in page
            assert clause.text_en in page
            assert "[only in theirs:" in page
        else:
            assert clause.text_en == f"Words of editor {number}"
