"""Which words of a partnership itself people translate."""

from django.utils.translation import gettext_lazy as _

from partners.models import Partnership
from translations.pieces import Piece
from translations.recording import register

register(Piece(Partnership, _("Our partnership"), partnership="pk"))
