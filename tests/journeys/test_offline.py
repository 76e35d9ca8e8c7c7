"""A phone loses its line: what was kept can be read, and what was answered arrives once."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from meetings import answering
from meetings.models import Attendance
from notices.models import Task
from partners import carrying
from partners.models import Person
from tests.factories import (
    AgendaItemFactory,
    ArrangementFactory,
    AttendanceFactory,
    FollowUpFactory,
    MeetingFactory,
    MembershipFactory,
    ResourceFactory,
    ResourceTextFactory,
    SupportNeedFactory,
    now,
)
from tests.servers import wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

WAITS = ".note.carried"
