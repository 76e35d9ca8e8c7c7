"""The sender as a plain command, as it runs where there is no broker."""

import os

import django
from django.core.management import call_command

if __name__ == "__main__":
    django.setup()
    from tests.faults import kinds

    kinds.set_up()
    call_command("send_due", forever=True, pause=float(os.environ["FAULTS_PAUSE"]))
