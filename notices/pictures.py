"""Pictures of addresses, for the camera of a phone."""

from io import BytesIO

import segno


def qr_of(address: str, **look: object) -> str:
    """Return a QR code of an address as SVG, without styles or scripts of its own.

    segno draws all of it from an address of ours: no words of anybody are in it.
    """
    code, svg = segno.make(address, error="m", micro=False), BytesIO()
    code.save(svg, kind="svg", xmldecl=False, omitsize=True, border=2, light="#fff", **look)
    return svg.getvalue().decode()
