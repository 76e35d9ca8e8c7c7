"""Addresses of decisions, inputs, seats and reviews."""

from django.urls import path

from charters.views import closing, deciding, decisions, inputs, seats

IN_DECISIONS = "p/<slug:slug>/decisions/"
IN_INPUTS = "p/<slug:slug>/inputs/"
IN_SEATS = "p/<slug:slug>/seats/"
IN_REVIEWS = "p/<slug:slug>/reviews/"

urlpatterns = [
    path(IN_DECISIONS, decisions.decision_list, name="decisions"),
    path(f"{IN_DECISIONS}decisions.csv", decisions.decision_csv, name="decisions_csv"),
    path(f"{IN_DECISIONS}new/", decisions.propose, name="propose_decision"),
    path(f"{IN_DECISIONS}<int:pk>/", decisions.decision, name="decision"),
    path(f"{IN_DECISIONS}<int:pk>/record/", decisions.decision_record, name="decision_record"),
    path(f"{IN_DECISIONS}<int:pk>/record.txt", decisions.decision_text, name="decision_text"),
    path(f"{IN_DECISIONS}<int:pk>/texts/", decisions.write_texts, name="decision_texts"),
    path(f"{IN_DECISIONS}<int:pk>/options/new/", decisions.add_option, name="decision_option"),
    path(f"{IN_DECISIONS}<int:pk>/position/", deciding.take_position, name="take_position"),
    path(f"{IN_DECISIONS}<int:pk>/record-position/", deciding.record_position,
         name="record_position"),
    path(f"{IN_DECISIONS}<int:pk>/vote/", deciding.vote, name="vote"),
    path(f"{IN_DECISIONS}<int:pk>/record-vote/", deciding.record_vote, name="record_vote"),
    path(f"{IN_DECISIONS}<int:pk>/objections/<int:objection>/answer/", deciding.answer_objection,
         name="answer_objection"),
    path(f"{IN_DECISIONS}<int:pk>/close/", closing.close, name="close_decision"),
    path(f"{IN_DECISIONS}<int:pk>/more-time/", closing.more_time, name="more_time"),
    path(f"{IN_DECISIONS}<int:pk>/take-back/", closing.drop, name="drop_decision"),
    path(f"{IN_DECISIONS}<int:pk>/shared/", deciding.name_rung, name="name_rung"),
    path(f"{IN_DECISIONS}<int:pk>/record-shared/", deciding.record_rung, name="record_rung"),
    path(IN_INPUTS, inputs.input_list, name="inputs"),
    path(f"{IN_INPUTS}answered/", inputs.answered, name="inputs_answered"),
    path(f"{IN_INPUTS}new/", inputs.say, name="say"),
    path(f"{IN_INPUTS}record/", inputs.record, name="record_input"),
    path(f"{IN_INPUTS}<int:pk>/", inputs.input_page, name="input"),
    path(f"{IN_INPUTS}<int:pk>/change/", inputs.change, name="change_input"),
    path(f"{IN_INPUTS}<int:pk>/take-back/", inputs.withdraw, name="withdraw_input"),
    path(f"{IN_INPUTS}<int:pk>/answer/", inputs.answer, name="answer_input"),
    path(f"{IN_INPUTS}<int:pk>/confirm/", inputs.confirm, name="confirm_input"),
    path(f"{IN_INPUTS}<int:pk>/confirm-words/", inputs.confirm_recording,
         name="confirm_recording"),
    path(IN_SEATS, seats.seat_list, name="seats"),
    path(f"{IN_SEATS}new/", seats.seat, name="add_seat"),
    path(f"{IN_SEATS}<int:pk>/", seats.seat, name="seat"),
    path(IN_REVIEWS, seats.reviewer_list, name="reviewers"),
    path(f"{IN_REVIEWS}mine/", seats.be_reviewer, name="be_reviewer"),
    path(f"{IN_REVIEWS}ask/<int:pk>/", seats.ask_review, name="ask_review"),
    path(f"{IN_REVIEWS}<int:pk>/", seats.review, name="review_request"),
    path(f"{IN_REVIEWS}<int:pk>/answer/", seats.answer_request, name="answer_review"),
    path(f"{IN_REVIEWS}<int:pk>/write/", seats.write_review, name="write_review"),
    path(f"{IN_REVIEWS}<int:pk>/what-changed/", seats.what_changed, name="what_changed"),
]  # fmt: skip
