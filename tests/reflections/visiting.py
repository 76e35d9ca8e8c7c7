"""Opens pages of `reflections` as somebody, for tests."""

from django.test import Client
from django.urls import reverse


def visit(member, name, pk=None, data=None, query="", **kwargs):
    """Open a page, or send a form and follow where it leads; its words are in `text`."""
    client = Client()
    client.force_login(member.person)
    kwargs |= {"slug": member.partnership.slug, **({"pk": pk} if pk else {})}
    name = name if ":" in name else f"reflections:{name}"
    address = reverse(name, kwargs=kwargs) + query
    response = client.get(address) if data is None else client.post(address, data, follow=True)
    response.text = response.content.decode()
    return response
