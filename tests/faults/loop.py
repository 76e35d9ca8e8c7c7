"""The sender as a plain command, for a fault run without a broker."""

import django
from django.core.management import call_command

if __name__ == "__main__":
    django.setup()
    from tests.faults import kind

    kind.set_up()
    call_command("send_due", forever=True, pause=0.2)
