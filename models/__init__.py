"""The tables, by noun; every one is exported here, and Tortoise finds them here."""

from models.accounts import Account, Membership, Role
from models.activities import Activity, ProcedureKind
from models.attachments import Attachment, AttachmentStatus
from models.audit import AuditEntry
from models.authoring import AuthoredDocument, AuthoredVersion, TemplateStatus
from models.ballots import BallotBox, BallotMark
from models.catalogue import EvaluationMode, LevelRank, Qualification, Series, Specialty, Track
from models.certificates import Certificate, CertificateLookup, CertificateStatus
from models.committees import Committee, CommitteeScope
from models.conflicts import Conflict, ConflictKind, ConflictSource
from models.declarations import (
    Counter,
    Declaration,
    DeclarationCategory,
    DeclarationEvent,
    DeclarationStatus,
    SectionAnswers,
    Submission,
)
from models.experts import Expert, ExpertStatus
from models.notices import Notice, NoticeEntry, NoticeKind, Objection, ObjectionStatus
from models.organizations import Organization, OrganizationFunction, OrganizationKind, OrganizationSector, Region
from models.panels import (
    BallotStatus,
    DefenceResult,
    Panel,
    PanelAssignment,
    PanelCandidate,
    PanelGroup,
    PanelMember,
    PanelResult,
    PanelStatus,
)
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
    "BallotBox",
    "BallotMark",
    "BallotStatus",
    "Certificate",
    "CertificateLookup",
    "CertificateStatus",
    "Committee",
    "CommitteeScope",
    "Conflict",
    "ConflictKind",
    "ConflictSource",
    "Counter",
    "Declaration",
    "DeclarationCategory",
    "DeclarationEvent",
    "DeclarationStatus",
    "DefenceResult",
    "EvaluationMode",
    "Expert",
    "ExpertStatus",
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
    "Panel",
    "PanelAssignment",
    "PanelCandidate",
    "PanelGroup",
    "PanelMember",
    "PanelResult",
    "PanelStatus",
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
