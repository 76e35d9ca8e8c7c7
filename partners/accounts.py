"""How coprod uses django-allauth: joining by invitation only, sealed second factors."""

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest

from partners import sealing

BOUND_TO = "second-factor"


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: people join a partnership that invited them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Always no: accounts come with invitations."""
        return False


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps TOTP secrets and recovery seeds sealed in the database."""

    def encrypt(self, text: str) -> str:
        """Return `text` sealed, as text."""
        return base64.b64encode(sealing.seal(text, BOUND_TO)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return what `encrypt` was given."""
        return sealing.unseal(base64.b64decode(encrypted_text), BOUND_TO)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name this site to the passkey's device."""
        entity = super().get_public_key_credential_rp_entity()
        return {**entity, "name": settings.MFA_TOTP_ISSUER}
