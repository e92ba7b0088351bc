"""The tables, by noun; every one is exported here, and Tortoise finds them here."""

from models.accounts import Account, Membership, Role
from models.activities import Activity, ProcedureKind
from models.attachments import Attachment, AttachmentStatus
from models.audit import AuditEntry
from models.authoring import AuthoredDocument, AuthoredVersion, TemplateStatus
from models.catalogue import EvaluationMode, LevelRank, Qualification, Series, Specialty, Track
from models.certificates import Certificate, CertificateLookup, CertificateStatus
from models.committees import Committee, CommitteeScope
from models.declarations import (
    Counter,
    Declaration,
    DeclarationCategory,
    DeclarationEvent,
    DeclarationStatus,
    SectionAnswers,
    Submission,
)
from models.notices import Notice, NoticeEntry, NoticeKind, Objection, ObjectionStatus
from models.organizations import Organization, OrganizationFunction, OrganizationKind, OrganizationSector, Region
from models.panels import PanelResult
from models.reviews import ReviewTask, ReviewTaskStatus, Route, RouteVersion
from models.samples import SampleFile
from models.templates import Form, FormVersion, Template, TemplateKind, TemplateVersion

__all__ = [
    "Account",
    "Activity",
    "Attachment",
    "AttachmentStatus",
    "AuditEntry",
    "AuthoredDocument",
    "AuthoredVersion",
    "Certificate",
    "CertificateLookup",
    "CertificateStatus",
    "Committee",
    "CommitteeScope",
    "Counter",
    "Declaration",
    "DeclarationCategory",
    "DeclarationEvent",
    "DeclarationStatus",
    "EvaluationMode",
    "Form",
    "FormVersion",
    "LevelRank",
    "Membership",
    "Notice",
    "NoticeEntry",
    "NoticeKind",
    "Objection",
    "ObjectionStatus",
    "Organization",
    "OrganizationFunction",
    "OrganizationKind",
    "OrganizationSector",
    "PanelResult",
    "ProcedureKind",
    "Qualification",
    "Region",
    "ReviewTask",
    "ReviewTaskStatus",
    "Role",
    "Route",
    "RouteVersion",
    "SampleFile",
    "SectionAnswers",
    "Series",
    "Specialty",
    "Submission",
    "Template",
    "TemplateKind",
    "TemplateStatus",
    "TemplateVersion",
    "Track",
]
