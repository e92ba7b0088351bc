"""The GraphQL documents: those whose answers are timed, as a front end would write them, and those that prepare."""

_FIELD = """
fragment One on FormField { name pointer title help placeholder type widget required visible readOnly value default
  unit minimum maximum minLength maxLength pattern format options { value title }
  attachment { mediaTypes maxBytes minWidth minHeight } }
fragment Whole on FormField { ...One fields { ...One fields { ...One } } items { ...One fields { ...One } } }"""
_SECTION = """
fragment Section on FormSection { key title help kind group visible required minEntries maxEntries source
  fields { ...Whole } templates { key version title help required minEntries maxEntries fields { ...Whole } }
  problems { code severity message section entry pointer } }"""
_REFUSED = "refused: problems { code message }"

# ── timed ────────────────────────────────────────────────────────────────────
FORM = f"""
query Form($id: ID!) {{ declaration(id: $id) {{ form {{ id digest title groups {{ key title }}
  sections {{ ...Section }} problems {{ code severity message section entry pointer }} }} }} }} {_FIELD} {_SECTION}"""
SECTION = f"""
query Section($id: ID!, $key: String!) {{ declaration(id: $id) {{ form {{ digest section(key: $key) {{ ...Section
  entries {{ id answers fields(visibleOnly: true) {{ ...Whole }} }} }} }} }} }} {_FIELD} {_SECTION}"""
QUEUE = """
query Queue($organization: ID!) { reviewQueue(organization: $organization, first: 20) { totalCount
  nodes { stage openedAt dueAt applicantName employerName qualificationName declarationNumber declaration { id } }
  pageInfo { hasNextPage } } }"""
VERIFY = """
query Verify($number: String!, $code: String) { verifyCertificate(number: $number, code: $code) { outcome
  checks { name result } certificate { number licenceIdentifier holderName holderIdMasked seriesName qualificationName
  specialty evaluation committee approvedOn issuerName issuedOn status } } }"""
SAVE = f"""
mutation Save($declaration: ID!, $section: String!, $entries: [EntryInput!]!, $revision: Int!) {{ saveSection(
  declaration: $declaration, section: $section, entries: $entries, expectedRevision: $revision) {{ {_REFUSED}
  section {{ key revision locked entries {{ id answers }} problems {{ code severity message entry pointer }} }} }} }}"""
SUBMIT = f"""
mutation Submit($declaration: ID!) {{ submitDeclaration(declaration: $declaration) {{ {_REFUSED}
  declaration {{ number status revision itinerary {{ key status organization {{ name }} }} }} }} }}"""
ACTIVITIES = """
query Activities { activities(first: 20) { totalCount nodes { id code title schedule hotline
  windows { declare { opens closes } } committee { name } } } }"""

# ── preparing ────────────────────────────────────────────────────────────────
START = f"""
mutation Start($activity: ID!, $employer: ID!, $qualification: ID, $specialty: ID) {{ prepared: startDeclaration(
  activity: $activity, employer: $employer, qualification: $qualification, specialty: $specialty) {{ {_REFUSED}
  declaration {{ id }} }} }}"""
REQUEST_UPLOAD = f"""
mutation RequestUpload($upload: UploadInput!) {{ prepared: requestUpload(upload: $upload) {{ {_REFUSED}
  attachment {{ id }} uploadUrl }} }}"""
COMPLETE_UPLOAD = f"mutation CompleteUpload($id: ID!) {{ prepared: completeUpload(attachment: $id) {{ {_REFUSED} }} }}"
FILL = f"""
mutation Fill($declaration: ID!, $section: String!, $entries: [EntryInput!]!) {{ prepared: saveSection(
  declaration: $declaration, section: $section, entries: $entries, expectedRevision: 0) {{ {_REFUSED} }} }}"""
OPEN_NOTICE = f"""
mutation OpenNotice($declarations: [ID!]!, $from: Date!, $to: Date!) {{ prepared: openNotice(declarations: $declarations,
  title: "公示", place: "公告栏", fromDate: $from, toDate: $to) {{ {_REFUSED} notice {{ id }} }} }}"""
CLOSE_NOTICE = f"mutation CloseNotice($id: ID!) {{ prepared: closeNotice(notice: $id) {{ {_REFUSED} }} }}"
CONFIRM = f"""
mutation Confirm($declarations: [ID!]!) {{ prepared: confirmResults(declarations: $declarations) {{ {_REFUSED} }} }}"""
ISSUE = f"""
mutation Issue($declarations: [ID!]!) {{ prepared: issueCertificates(declarations: $declarations) {{ {_REFUSED}
  certificates {{ number pdfUrl }} }} }}"""


def _decision(name: str, arguments: str = "", given: str = "") -> str:
    return (
        f"mutation Decide($declaration: ID!{arguments}) {{ "
        f"prepared: {name}(declaration: $declaration{given}) {{ {_REFUSED} }} }}"
    )


SEND_IN = _decision("submitDeclaration")
WITHDRAW = _decision("withdrawDeclaration")
APPROVE = _decision("approve")
RECOMMEND = _decision("recommend", ", $recommendation: RecommendationInput!", ", recommendation: $recommendation")
PANEL = _decision("recordPanelResult", ", $vote: PanelVoteInput!", ", vote: $vote")
