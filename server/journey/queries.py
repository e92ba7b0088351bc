"""The GraphQL documents a story sends: what a front end would send too."""

PROBLEMS = "problems { code message severity section entry pointer path params }"
ACTIONS = "availableActions { action allowed refusal { code } }"
STATE = f"id number status revision {ACTIONS} itinerary {{ key status organization {{ name }} }}"

CATALOGUE = """
query Catalogue($choice: CatalogueChoice) { catalogue(choice: $choice) {
  procedures levels series { id code name } tracks { id code } specialties { id code name }
  qualifications { id code name level } } }"""
ACTIVITIES = """
query Activities($choice: CatalogueChoice) { activities(choice: $choice) { totalCount nodes {
  id code title policy schedule hotline phase scope windows { declare { opens closes } }
  committee { name office { id name } issuer { id name } } } } }"""
ORGANIZATIONS = """
query Organizations($search: String!) { organizations(search: $search, kind: EMPLOYER) {
  nodes { id name superiors { name } } } }"""
START = f"""
mutation Start($activity: ID!, $employer: ID!, $qualification: ID, $specialty: ID) {{ startDeclaration(
  activity: $activity, employer: $employer, qualification: $qualification, specialty: $specialty) {{
  declaration {{ {STATE} }} {PROBLEMS} }} }}"""
FORM = """
query Form($id: ID!) { declaration(id: $id) { form { title digest
  groups { key title }
  sections { key title kind required maxEntries
    fields { name title type required visible readOnly maxLength options { value title } attachment { maxBytes } }
    templates { key title required fields { name required } } }
  jsonSchema uiSchema } } }"""
SAVE = f"""
mutation Save($declaration: ID!, $section: String!, $entries: [EntryInput!]!, $revision: Int!) {{ saveSection(
  declaration: $declaration, section: $section, entries: $entries, expectedRevision: $revision) {{
  section {{ key revision locked problems {{ code pointer message severity }}
    entries {{ id answers fields(visibleOnly: true) {{ name }} }} }} {PROBLEMS} }} }}"""
CHECK = f"mutation Check($id: ID!) {{ checkDeclaration(declaration: $id) {{ ready {PROBLEMS} }} }}"
REQUEST_UPLOAD = f"""
mutation RequestUpload($upload: UploadInput!) {{ requestUpload(upload: $upload) {{
  attachment {{ id status }} uploadUrl {PROBLEMS} }} }}"""
COMPLETE_UPLOAD = f"""
mutation CompleteUpload($id: ID!) {{ completeUpload(attachment: $id) {{
  attachment {{ id status mediaType }} {PROBLEMS} }} }}"""
DECLARATION = f"""
query Declaration($id: ID!) {{ declaration(id: $id) {{ {STATE} applicantName
  readiness {{ ready }} returned {{ fixBy round roundsLeft items {{ reason section pointer text }} by {{ name }} }}
  submissions {{ number digest changesSince {{ section entry pointer kind before after }} }}
  sections {{ key revision locked entries {{ id answers }} }}
  events(first: 100) {{ totalCount nodes {{ sequence type at digest previousDigest }} }}
  tally {{ passed needed quorum }} certificate {{ number }} }} }}"""
QUEUE = """
query Queue($organization: ID!) { reviewQueue(organization: $organization) { totalCount nodes {
  stage applicantName employerName qualificationName declaration { id } } } }"""
VIEWER = """
query Viewer { viewer { account { name residentId } memberships { role organization { id name } }
  certificates { totalCount nodes { number pdfUrl credential } } lookups { totalCount }
  declarations { nodes { id status } } } }"""
NOTICES = (
    "query Notices($running: Boolean!) { notices(running: $running) { nodes { id title entries { name employer } } } }"
)
VERIFY = """
query Verify($number: String!, $code: String, $name: String) {
  verifyCertificate(number: $number, code: $code, holderName: $name) { outcome checkedAt
    checks { name result detail }
    certificate { number holderName holderIdMasked seriesName qualificationName level specialty evaluation committee
      approvedOn issuerName issuedOn licenceIdentifier } } }"""


def _decision(name: str, arguments: str, given: str) -> str:
    return (
        f"mutation Decide($declaration: ID!{arguments}) {{ {name}(declaration: $declaration{given}) "
        f"{{ declaration {{ {STATE} }} {PROBLEMS} }} }}"
    )


def _act_on_own(name: str) -> str:
    return _decision(name, "", "")


SUBMIT = _act_on_own("submitDeclaration")
WITHDRAW = _act_on_own("withdrawDeclaration")
APPROVE = _decision("approve", ', $comment: String! = ""', ", comment: $comment")
RETURN = _decision("returnForMending", ", $items: [ReturnItemInput!]!", ", items: $items")
RECOMMEND = _decision("recommend", ", $recommendation: RecommendationInput!", ", recommendation: $recommendation")
PANEL = _decision("recordPanelResult", ", $vote: PanelVoteInput!", ", vote: $vote")
OPEN_NOTICE = f"""
mutation OpenNotice($declarations: [ID!]!, $title: String!, $place: String!, $from: Date!, $to: Date!) {{ openNotice(
  declarations: $declarations, title: $title, place: $place, fromDate: $from, toDate: $to) {{
  notice {{ id workingDays toDate }} {PROBLEMS} }} }}"""
CLOSE_NOTICE = (
    f"mutation CloseNotice($id: ID!) {{ closeNotice(notice: $id) {{ notice {{ id closedAt }} {PROBLEMS} }} }}"
)
CONFIRM = f"""
mutation Confirm($declarations: [ID!]!) {{ confirmResults(declarations: $declarations) {{
  declarations {{ id status }} {PROBLEMS} }} }}"""
ISSUE = f"""
mutation Issue($declarations: [ID!]!) {{ issueCertificates(declarations: $declarations) {{
  certificates {{ number licenceIdentifier pdfUrl }} {PROBLEMS} }} }}"""
