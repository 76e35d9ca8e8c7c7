"""The site as gunicorn serves it in a fault run: `gunicorn tests.faults.web:application`."""

from coprod.wsgi import application
from tests.faults import kinds

__all__ = ["application"]

kinds.set_up()
