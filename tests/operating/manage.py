"""`manage.py`, with the kind of message that fault runs tell people."""

import sys

import django
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    django.setup()
    from tests.faults import kinds

    kinds.set_up()
    execute_from_command_line(["manage.py", *sys.argv[1:]])
