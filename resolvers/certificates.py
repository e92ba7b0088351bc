"""Certificates: one's own, the register for integrators, verification for everybody."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from models import Certificate, CertificateLookup
from resolvers.context import RequestContext
from services import certificates, verification
from services.access import may_read_certificates
from services.declarations import load_declaration
from services.pages import Page
from services.verification import Verification


async def verify_certificate(
    context: RequestContext, *, number: str, code: str | None, holder_name: str | None, as_of: date | None
) -> Verification:
    caller = context.caller
    return await verification.verify_certificate(
        caller.environment, number=number, code=code, holder_name=holder_name, as_of=as_of, viewer=caller.viewer
    )


async def find_certificates(
    context: RequestContext, *, filters: Mapping[str, Any], first: int, after: str | None
) -> Page[Certificate]:
    return await certificates.find_certificates(context.caller, filters=filters, first=first, after=after)


async def find_own_certificates(context: RequestContext, *, first: int, after: str | None) -> Page[Certificate]:
    return await certificates.find_own_certificates(context.caller, first=first, after=after)


async def find_own_lookups(context: RequestContext, *, first: int, after: str | None) -> Page[CertificateLookup]:
    return await certificates.find_own_lookups(context.caller, first=first, after=after)


async def load_certificate(context: RequestContext, certificate_id: UUID) -> Certificate:
    """For its holder, for readers of the register, and for those who see the declaration it came from."""
    viewer = context.caller.require_viewer()
    found = await context.loaders.one(Certificate, certificate_id, what="certificate")
    if found.holder_id != viewer.account_id and not may_read_certificates(viewer):
        await load_declaration(context.caller, found.declaration_id)
    return found


async def load_certificate_of(context: RequestContext, declaration_id: UUID) -> Certificate | None:
    return await context.loaders.certificates_by_declaration.load(declaration_id)


async def issue_certificates(context: RequestContext, *, declaration_ids: Sequence[UUID]) -> list[Certificate]:
    return await certificates.issue_certificates(context.caller, declaration_ids=declaration_ids)


def pdf_url_of(context: RequestContext, certificate: Certificate) -> str:
    return certificates.pdf_url(context.caller.environment, certificate)
