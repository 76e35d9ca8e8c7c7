"""The pages of agreements, as people use them: draft, open, read, answer, check, promise."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from charters import opening, rules
from charters.models import (
    Agreement,
    Clause,
    Contribution,
    Duty,
    DutyDate,
    Review,
    Section,
    Signature,
)
from tests.charters.agreeing import (
    Table,
    change,
    draft,
    duty,
    first_clause,
    hear_everyone,
    next_version,
    not_yet,
    now,
    opened,
    sign,
    sign_all,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def table():
    return Table()


@pytest.fixture
def as_():
    def make(membership):
        client = Client()
        client.force_login(membership.person)
        return client

    return make


def url(name, about, **kwargs):
    """The address of a page about an agreement, or of its partnership."""
    if isinstance(about, Agreement):
        kwargs = {"slug": about.partnership.slug, "pk": about.pk, **kwargs}
    else:
        kwargs = {"slug": about.slug, **kwargs}
    return reverse(f"charters:{name}", kwargs=kwargs)


def text(response):
    return response.content.decode()


# Starting and drafting


def test_a_facilitator_starts_a_charter_from_first_sentences(table, as_):
    client = as_(table.maya)
    new = url("start_agreement", table.partnership)
    assert client.get(new).status_code == 200

    response = client.post(
        new, {"title_en": "How we work together", "kind": "charter", "beginning": "template"}
    )

    agreement = Agreement.objects.get()
    assert response.url == url("draft", agreement)
    assert agreement.sections.count() == 10
    page = text(client.get(response.url))
    assert "Purpose, and why us" in page
    assert "doi:10.3389/frhs.2022.942658" in page
    arabic = text(as_(table.layla).get(response.url))
    assert "الغاية، ولماذا نحن" in arabic


def test_an_agreement_without_a_title_keeps_what_was_chosen(table, as_):
    response = as_(table.maya).post(
        url("start_agreement", table.partnership), {"kind": "memorandum", "beginning": "empty"}
    )

    assert response.status_code == 200
    assert "Write this in at least one language." in text(response)
    assert not Agreement.objects.exists()


def test_a_memorandum_may_begin_empty(table, as_):
    client = as_(table.maya)
    client.post(
        url("start_agreement", table.partnership),
        {"title_es": "Con la clínica", "kind": "memorandum", "beginning": "empty"},
    )
    agreement = Agreement.objects.get()

    assert agreement.sections.count() == 0
    assert "The page is empty" in text(client.get(url("draft", agreement)))
    client.post(url("add_section", agreement), {"title_en": "Money"})
    section = Section.objects.get()
    client.post(
        url("change_section", agreement, section=section.pk),
        {"title_en": "Pay", "version": "x"} | version_of(client, agreement, section),
    )
    section.refresh_from_db()
    assert section.title_en == "Pay"
    client.post(url("remove_section", agreement, section=section.pk))
    assert not agreement.sections.standing().exists()


def version_of(client, agreement, section):
    page = client.get(url("change_section", agreement, section=section.pk))
    return {"version": page.context["form"]["version"].value()}


def test_the_draft_says_who_was_not_heard(table, as_):
    agreement = draft(table)

    page = text(as_(table.rosa).get(url("draft", agreement), headers={"accept-language": "en"}))

    assert page.count("Money (es)")
    waiting = text(as_(table.tom).get(url("draft", agreement)))
    assert "Patient, Family or carer, Staff" in waiting


def test_people_say_something_about_a_section_in_their_own_words(table, as_):
    agreement = draft(table)
    section = agreement.sections.get()
    clause = first_clause(agreement)

    response = as_(table.rosa).post(
        url("section", agreement, section=section.pk),
        {"clause": clause.pk, "kind": "words", "text": "¿Y el autobús?", "language": "es"},
    )

    assert response.status_code == 302
    said = Contribution.objects.exclude(kind="clause").get()
    assert (said.group, said.language, said.membership) == ("patient", "es", table.rosa)
    page = text(as_(table.tom).get(url("section", agreement, section=section.pk)))
    assert '<span lang="es" dir="ltr">¿Y el autobús?</span>' in page
    assert "Staff" in page


def test_other_words_need_a_clause_and_nothing_typed_is_lost(table, as_):
    agreement = draft(table)
    section = agreement.sections.get()

    response = as_(table.rosa).post(
        url("section", agreement, section=section.pk),
        {"clause": "", "kind": "words", "text": "Mejor así", "language": "es"},
    )

    assert response.status_code == 200
    assert "Mejor así" in text(response)
    assert not Contribution.objects.exclude(kind="clause").exists()


@pytest.mark.parametrize("words", ["", "   ", "x" * 100_000, "a\x00b"])
def test_empty_and_endless_words_get_a_sentence(table, as_, words):
    agreement = draft(table)
    section = agreement.sections.get()
    client = as_(table.rosa)

    said = client.post(
        url("section", agreement, section=section.pk),
        {"kind": "comment", "text": words, "language": "es"},
    )
    clause = client.post(url("add_clause", agreement, section=section.pk), {"text_en": words})

    assert (said.status_code, clause.status_code) == (200, 200)
    assert agreement.sections.get().clauses.count() == 2


def test_a_facilitator_writes_down_what_somebody_said(table, as_):
    agreement = draft(table)
    section = agreement.sections.get()

    as_(table.maya).post(
        url("section", agreement, section=section.pk),
        {"kind": "comment", "text": "Too little", "language": "en", "member": table.tom.pk},
    )

    said = Contribution.objects.exclude(kind="clause").get()
    assert (said.membership, said.recorded_by, said.group) == (table.tom, table.maya, "staff")


def test_taking_words_up_changes_the_clause_and_tells_who_said_them(table, as_):
    agreement = draft(table)
    section, clause = agreement.sections.get(), first_clause(agreement)
    as_(table.rosa).post(
        url("section", agreement, section=section.pk),
        {"clause": clause.pk, "kind": "words", "text": "Pagamos antes", "language": "es"},
    )
    said = Contribution.objects.exclude(kind="clause").get()
    answer = url("answer_contribution", agreement, contribution=said.pk)
    client = as_(table.tom)
    assert "Pagamos antes" in text(client.get(answer))

    client.post(answer, {"take_up": "True", "text": "It is clearer."})

    clause.refresh_from_db()
    said.refresh_from_db()
    assert (clause.text_es, clause.revision) == ("Pagamos antes", 1)
    assert said.taken_up_at
    assert said.answered_by == table.tom
    again = client.post(answer, {"take_up": "False", "text": "No, it is not."})
    assert "Somebody else answered first" in text(again)
    assert "No, it is not." in text(again)
    assert "It is clearer." in text(client.get(url("section", agreement, section=section.pk)))


def test_a_group_may_decline_one_section_or_all(table, as_):
    agreement = draft(table)
    section = agreement.sections.get()

    as_(table.rosa).post(url("decline", agreement), {"section": section.pk})
    as_(table.layla).post(url("decline", agreement))
    as_(table.layla).post(url("decline", agreement))

    assert list(section.group_says.order_by("pk").values_list("group", flat=True)) == [
        "patient", "family",
    ]  # fmt: skip


def test_a_new_clause_is_attributed(table, as_):
    agreement = draft(table)
    section = agreement.sections.get()
    add = url("add_clause", agreement, section=section.pk)
    assert as_(table.layla).get(add).status_code == 200

    as_(table.layla).post(add, {"text_ar": "نبدأ في الوقت"})

    clause = Clause.objects.order_by("pk").last()
    assert (clause.text_ar, clause.changed_by) == ("نبدأ في الوقت", table.layla)
    said = Contribution.objects.order_by("pk").last()
    assert (said.kind, said.clause, said.group) == ("clause", clause, "family")


# Two at one clause


def form_of(client, address):
    """What a person who opens the page now would send back."""
    form = client.get(address).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def test_the_second_editor_sees_both_texts_and_keeps_their_own(table, as_):
    agreement = draft(table)
    clause = first_clause(agreement)
    address = url("change_clause", agreement, section=clause.section_id, clause=clause.pk)
    first, second = as_(table.tom), as_(table.maya)
    seen_first, seen_second = form_of(first, address), form_of(second, address)

    assert first.post(address, {**seen_first, "text_en": "We pay before."}).status_code == 302
    response = second.post(address, {**seen_second, "text_en": "We pay after."})

    assert response.status_code == 409
    page = text(response)
    assert "[only in theirs:" in page
    assert "<del" in page
    assert "before" in page
    assert "We pay after." in page
    clause.refresh_from_db()
    assert clause.text_en == "We pay before."
    kept = {name: response.context["form"][name].value() or "" for name in seen_second}
    assert second.post(address, kept).status_code == 302
    clause.refresh_from_db()
    assert (clause.text_en, clause.revision) == ("We pay after.", 2)


def test_two_editors_of_different_languages_do_not_disturb_each_other(table, as_):
    agreement = draft(table)
    clause = first_clause(agreement)
    address = url("change_clause", agreement, section=clause.section_id, clause=clause.pk)
    first, second = as_(table.tom), as_(table.rosa)
    seen_first, seen_second = form_of(first, address), form_of(second, address)

    first.post(address, {**seen_first, "text_en": "We pay before."})
    second.post(address, {**seen_second, "text_es": "Pagamos antes."})

    clause.refresh_from_db()
    assert (clause.text_en, clause.text_es) == ("We pay before.", "Pagamos antes.")


def test_a_clause_may_be_taken_out(table, as_):
    agreement = draft(table)
    clause = first_clause(agreement)

    as_(table.tom).post(
        url("remove_clause", agreement, section=clause.section_id, clause=clause.pk)
    )

    clause.refresh_from_db()
    assert clause.removed_at
    assert clause.changed_by == table.tom


# What it sets


def test_a_charter_says_how_the_group_decides(table, as_):
    agreement = draft(table)
    client = as_(table.tom)
    said = {"decision_method": "consensus", "secret_ballots_allowed": "True"}
    client.post(url("working_rules", agreement), said)

    assert rules.terms(agreement) == {
        "decision_method": "consensus", "secret_ballots_allowed": True
    }  # fmt: skip
    form = client.get(url("working_rules", agreement)).context["form"]
    assert "Now: Consent: nobody has an objection left" in form.as_p()
    assert form["secret_ballots_allowed"].value() is True
    assert "Secret ballots are allowed: Yes" in text(client.get(url("draft", agreement)))
    assert "How we decide: Consensus: everyone agrees" in text(client.get(url("draft", agreement)))
    hear_everyone(agreement, table)
    sign_all(opening.open_for_signing(agreement, by=table.maya, now=now()), table)
    kept = type(table.partnership.working_rules).objects.get(partnership=table.partnership)
    assert (kept.decision_method, kept.secret_ballots_allowed) == ("consensus", True)


def test_rules_left_empty_stay_as_they_are(table, as_):
    agreement = draft(table)
    client = as_(table.tom)
    assert "Now: 7" in text(client.get(url("working_rules", agreement)))

    client.post(url("working_rules", agreement), {"reading_days": "9", "reminder_leads": ["P3D"]})

    assert dict(agreement.rule_terms.values_list("rule", "value")) == {
        "reading_days": 9, "reminder_leads": ["P3D"],
    }  # fmt: skip
    assert "Days to read before we meet or decide: 9" in text(client.get(url("draft", agreement)))
    client.post(url("working_rules", agreement), {"reading_days": "0"})
    assert dict(agreement.rule_terms.values_list("rule", "value")) == {"reading_days": 0}


def terms_of(client, agreement, **changed):
    return {**form_of(client, url("terms", agreement)), **changed}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"needs_all": "False"}, "Say how many signatures are enough."),
        (
            {"needs_all": "False", "needed_signatures": 2, "needed_lived_experience": 3},
            "more than the signatures needed",
        ),
        ({"starts_on": "2027-02-01", "ends_on": "2027-01-01"}, "It must end after it starts."),
        ({"needed_signatures": "many", "needs_all": "False"}, "number"),
    ],
)
def test_terms_that_cannot_be_get_a_sentence(table, as_, wrong, sentence):
    agreement = draft(table)
    client = as_(table.tom)

    response = client.post(url("terms", agreement), terms_of(client, agreement, **wrong))

    assert sentence in text(response)


def test_terms_are_kept(table, as_):
    agreement = draft(table)
    client = as_(table.tom)

    client.post(
        url("terms", agreement),
        terms_of(
            client, agreement, needs_all="False", needed_signatures=3, needed_lived_experience=2,
            starts_on="2027-01-01", ends_on="2027-12-31", review_on="2027-06-01",
        ),
    )  # fmt: skip

    agreement.refresh_from_db()
    assert (agreement.needs_all, agreement.needed_signatures) == (False, 3)
    client.post(url("terms", agreement), terms_of(client, agreement, needs_all="True"))
    agreement.refresh_from_db()
    assert agreement.needed_signatures is None


def test_parties_are_named_and_taken_out(table, as_):
    agreement = draft(table, kind="memorandum")
    client = as_(table.tom)

    client.post(url("parties", agreement), {"name": "St Anne's", "represented_by": table.maya.pk})
    party = agreement.parties.get()
    assert "St Anne&#x27;s" in text(client.get(url("parties", agreement)))
    assert "St Anne&#x27;s" in text(client.get(url("draft", agreement)))

    client.post(url("remove_party", agreement, party=party.pk))
    assert not agreement.parties.exists()


# Opening and answering


def test_a_facilitator_opens_what_is_whole(table, as_):
    agreement = draft(table)
    client = as_(table.maya)
    address = url("open_for_signing", agreement)
    assert "Still missing" in text(client.get(address))
    client.post(address)
    assert not agreement.versions.exists()

    hear_everyone(agreement, table)
    assert "Nothing is missing" in text(client.get(address))
    response = client.post(address)

    version = agreement.versions.get()
    assert response.url == version.get_absolute_url()


def test_a_person_reads_and_signs_in_their_language(table, as_):
    version = opened(table)
    client = as_(table.layla)
    agreement = version.agreement
    assert url("sign", agreement, number=1) in text(
        client.get(url("agreements", table.partnership))
    )
    page = text(client.get(url("sign", agreement, number=1)))
    assert "Clause 0 (ar)" in page
    assert 'name="language" value="ar"' in page

    response = client.post(
        url("sign", agreement, number=1),
        {"answer": "signed", "understood": "True", "language": "ar"},
    )

    assert response.url == agreement.get_absolute_url()
    signature = Signature.objects.get()
    assert (signature.language, signature.understood, signature.mode) == ("ar", True, "self")
    assert signature.get_absolute_url() in text(client.get(response.url))
    assert signature.sha256 in text(client.get(signature.get_absolute_url()))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"language": "en"}, "Choose one of the two."),
        ({"answer": "not_yet"}, "Say what is missing for you"),
        ({"answer": "signed"}, "Say whether you understood it."),
        ({"answer": "not_yet", "because": "x" * 401}, "400"),
    ],
)
def test_half_an_answer_gets_a_sentence(table, as_, given, sentence):
    version = opened(table)

    response = as_(table.tom).post(url("sign", version.agreement, number=1), given)

    assert sentence in text(response)
    assert not Signature.objects.exists()


def test_opening_the_page_signs_nothing(table, as_):
    version = opened(table)

    as_(table.tom).get(url("sign", version.agreement, number=1))

    assert not Signature.objects.exists()


def test_not_yet_stands_where_everyone_sees_it(table, as_):
    version = opened(table)

    as_(table.rosa).post(
        url("sign", version.agreement, number=1),
        {"answer": "not_yet", "because": "Falta el autobús", "language": "es"},
    )

    page = text(as_(table.tom).get(version.agreement.get_absolute_url()))
    assert "Not yet, because: Falta el autobús" in page


def test_a_version_replaced_while_reading_says_so_and_keeps_the_words(table, as_):
    version = opened(table)
    agreement = version.agreement
    change(agreement)
    next_version(agreement, table)

    response = as_(table.tom).post(
        url("sign", agreement, number=1), {"answer": "not_yet", "because": "The bus is missing"}
    )

    assert response.status_code == 409
    assert "Another version was opened while you were reading" in text(response)
    assert "The bus is missing" in text(response)
    assert not Signature.objects.exists()


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def recorded(member, **more):
    return {
        "member": member.pk, "language": "en", "answer": "signed", "understood": "True",
        "mode": "phone", **more,
    }  # fmt: skip


def test_a_facilitator_writes_down_a_signature_on_paper(table, as_):
    version = opened(table)
    client = as_(table.maya)
    address = url("record_signature", version.agreement, number=1)
    assert client.get(address).status_code == 200
    assert "Add a picture or scan" in text(client.post(address, recorded(table.tom, mode="paper")))

    paper = SimpleUploadedFile("paper.pdf", PDF, "application/pdf")
    client.post(address, recorded(table.tom, mode="paper", scan=paper))

    signature = Signature.objects.get()
    assert (signature.mode, signature.recorded_by) == ("paper", table.maya)
    scan = url("scan", version.agreement, signature=signature.pk)
    response = as_(table.tom).get(scan)
    assert response.content == PDF
    assert as_(table.rosa).get(scan).status_code == 403
    page = text(client.get(signature.get_absolute_url()))
    assert "Written down by Maya" in page
    assert scan in page


def test_reading_aloud_names_a_witness(table, as_):
    version = opened(table)
    client = as_(table.maya)
    address = url("record_signature", version.agreement, number=1)
    assert "Write who read it aloud" in text(
        client.post(address, recorded(table.tom, mode="read_aloud"))
    )

    client.post(address, recorded(table.tom, mode="read_aloud", witness="Amal"))

    assert Signature.objects.get().witness == "Amal"
    page = text(client.get(version.agreement.get_absolute_url()))
    assert "Read aloud, with Amal. Written down by Maya." in page


def test_a_recorded_answer_to_a_replaced_version_is_refused(table, as_):
    version = opened(table)
    change(version.agreement)
    next_version(version.agreement, table)

    response = as_(table.maya).post(
        url("record_signature", version.agreement, number=1), recorded(table.tom)
    )

    assert response.status_code == 409


def test_a_signature_is_taken_back_by_its_person_only(table, as_):
    version = opened(table)
    signature = sign(version, table.rosa)
    address = url("withdraw", version.agreement, signature=signature.pk)
    assert as_(table.tom).post(address).status_code == 403

    as_(table.rosa).post(address)

    signature.refresh_from_db()
    assert signature.withdrawn_by == table.rosa
    page = text(as_(table.tom).get(signature.get_absolute_url()))
    assert "Withdrawn on" in page
    assert url("scan", version.agreement, signature=signature.pk) not in page
    assert (
        as_(table.rosa).get(url("scan", version.agreement, signature=signature.pk)).status_code
        == 404
    )


def test_the_page_of_a_version_shows_words_hash_and_changes(table, as_):
    version = opened(table)
    sign_all(version, table)
    change(version.agreement, "We meet on Thursdays")
    newer = next_version(version.agreement, table)
    client = as_(table.tom)

    page = text(client.get(newer.get_absolute_url()))

    assert newer.texts.get(language="ar").sha256 in page
    assert "What changed since the version before" in page
    assert "Thursdays" in page
    arabic = text(client.get(newer.get_absolute_url() + "?language=ar"))
    assert '<article class="card version" lang="ar" dir="rtl">' in arabic
    assert client.get(url("version", version.agreement, number=9)).status_code == 404


def test_the_group_confirms_the_class_of_a_change(table, as_):
    version = opened(table)
    sign_all(version, table)
    agreement = version.agreement
    client = as_(table.tom)
    same = client.post(url("propose", agreement), {"change_class": "wording"})
    assert "says the same" in text(same)
    change(agreement)
    lacks = client.post(url("propose", agreement), {"change_class": "translation"})
    assert "Choose the language." in text(lacks)

    client.post(url("propose", agreement), {"change_class": "wording"})

    proposal = agreement.proposals.get()
    for member, answer in [(table.rosa, "yes"), (table.tom, "no"), (table.layla, "yes")]:
        as_(member).post(url("confirm_change", agreement, proposal=proposal.pk), {"agrees": answer})
    page = text(client.get(agreement.get_absolute_url()))
    assert "A change is proposed" in page
    assert "differently" in page
    as_(table.maya).post(url("open_for_signing", agreement))
    assert agreement.versions.count() == 2
    late = as_(table.tom).post(
        url("confirm_change", agreement, proposal=proposal.pk), {"agrees": "no"}, follow=True
    )
    assert "Nothing was changed." in text(late)


def test_a_change_is_given_up_by_who_proposed_it_or_a_facilitator(table, as_):
    version = opened(table)
    agreement = version.agreement
    change(agreement)
    as_(table.tom).post(url("propose", agreement), {"change_class": "wording"})
    drop = url("drop_change", agreement, proposal=agreement.proposals.get().pk)

    assert as_(table.rosa).post(drop).status_code == 403
    assert as_(table.maya).post(drop).status_code == 302
    assert not agreement.proposals.open().exists()


# Promises and reviews


def test_duties_are_added_worded_and_taken_out(table, as_):
    agreement = draft(table)
    client = as_(table.tom)
    day = (now() + timedelta(days=9)).date().isoformat()
    wrong = {"what_en": "Minutes", "holder": table.tom.pk, "deputy": table.tom.pk}
    assert "Choose somebody else" in text(client.post(url("duties", agreement), wrong))

    client.post(
        url("duties", agreement),
        {"what_en": "Send the minutes", "holder": table.tom.pk, "deputy": table.rosa.pk,
         "first_on": day, "often": "monthly"},
    )  # fmt: skip

    row = Duty.objects.get()
    assert "Send the minutes" in text(client.get(url("duties", agreement)))
    words = url("duty_words", agreement, duty=row.pk)
    client.post(words, {**form_of(client, words), "what_es": "Enviar las notas"})
    row.refresh_from_db()
    assert row.what_es == "Enviar las notas"
    client.post(url("remove_duty", agreement, duty=row.pk))
    assert not agreement.duties.drafted().exists()


@pytest.fixture
def promised(table):
    """A charter in force in which a leader, the facilitator and staff promised something."""
    agreement = draft(table)
    grace = table.member("Grace", group="leader")
    duty(agreement, grace, days=3, deputy=table.tom)
    hear_everyone(agreement, table)
    version = opening.open_for_signing(agreement, by=table.maya, now=now())
    for member in [*table.everyone, grace]:
        sign(version, member)
    return agreement, grace


def test_a_promise_says_what_became_of_it(table, as_, promised):
    agreement, grace = promised
    due = DutyDate.objects.get()
    address = url("duty_outcome", agreement, duty_date=due.pk)
    assert as_(table.rosa).get(address).status_code == 403
    client = as_(grace)
    page = text(client.get(agreement.get_absolute_url()))
    assert address in page
    assert "Say why" in text(client.post(address, {"outcome": "not_kept", "language": "en"}))
    assert "Say to which day" in text(
        client.post(address, {"outcome": "moved", "because": "Ill", "language": "en"})
    )

    client.post(address, {"outcome": "not_kept", "because": "No budget", "language": "en"})

    page = text(as_(table.rosa).get(agreement.get_absolute_url()))
    assert "No budget" in page
    again = client.post(address, {"outcome": "kept", "language": "en"}, follow=True)
    assert "Somebody said before" in text(again)
    assert client.get(address).status_code == 200


def test_a_review_is_ended_with_what_changed(table, as_, promised):
    agreement, _grace = promised
    review = Review.objects.create(agreement=agreement, due_on=now().date(), opened_at=now())
    assert as_(table.rosa).get(review.get_absolute_url()).status_code == 200
    address = url("close_review", agreement, review=review.pk)
    client = as_(table.maya)

    day = (now() + timedelta(days=180)).date()
    words = {**form_of(client, address), "what_changed_en": "We pay sooner.", "next_on": day}
    assert client.post(address, words).status_code == 302

    agreement.refresh_from_db()
    assert agreement.next_review_on == day
    assert "We pay sooner." in text(as_(table.tom).get(review.get_absolute_url()))
    again = client.post(address, {**form_of(client, address), "next_on": day})
    assert "Somebody else ended" in text(again)


def test_an_agreement_ends_and_stays_readable(table, as_):
    version = opened(table)
    as_(table.maya).post(url("end_agreement", version.agreement))

    client = as_(table.tom)
    assert "It has ended" in text(client.get(version.agreement.get_absolute_url()))
    assert version.agreement.title_en not in text(client.get(url("agreements", table.partnership)))
    assert client.get(version.get_absolute_url()).status_code == 200


# Lists


@pytest.mark.parametrize("count", [3, 300])
def test_the_list_takes_as_many_queries_however_long_it_is(
    table, as_, count, django_assert_num_queries
):
    Agreement.objects.bulk_create(
        Agreement(
            partnership=table.partnership, kind="charter", title_en="Old", created_by=table.maya,
            created_at=now(),
        )
        for _number in range(count - 3)
    )  # fmt: skip
    for _number in range(3):
        not_yet(opened(table), table.rosa)
    client = as_(table.tom)
    address = url("agreements", table.partnership)
    assert text(client.get(address)).count("0 of 4 signed") == 3

    with django_assert_num_queries(7):
        client.get(address)


@pytest.mark.parametrize("count", [1, 9])
def test_the_page_of_an_agreement_takes_as_many_queries_with_more_people(
    table, as_, count, django_assert_num_queries
):
    for number in range(count):
        table.member(f"Person {number}")
    version = opened(table)
    sign_all(version, table)
    client = as_(table.tom)
    client.get(version.agreement.get_absolute_url())

    with django_assert_num_queries(10):
        client.get(version.agreement.get_absolute_url())


def test_an_outsider_finds_nothing(table, as_):
    version = opened(table)
    stranger = Table().tom

    for address in [version.get_absolute_url(), version.agreement.get_absolute_url()]:
        assert as_(stranger).get(address).status_code == 404
