"""The records: what a file in `data/` may hold.

One model per folder of `data/`. Docstrings and field descriptions become the JSON Schemas in
`docs/schemas/`, so they are written for the person who fills in a record.

Shapes are never unions ("boolean or date"): a published shape that is a union cannot be changed
back. A value that is not known is left out.
"""

from __future__ import annotations

import re
from datetime import date as _date
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, ClassVar, get_args, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

# ---------------------------------------------------------------------------------------------
# Values


_DATE = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"
_SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"


@cache
def _valid_date(value: str) -> str:
    if not re.match(_DATE, value):
        raise ValueError(f"{value!r} is not a date; write 2026, 2026-11 or 2026-11-23")
    if len(value) == 10:
        try:
            _date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"{value} is not a day of the calendar; check month and day") from None
    if not 1800 <= int(value[:4]) <= 2100:
        raise ValueError(f"the year {value[:4]} is out of range; expected 1800 to 2100")
    return value


@cache
def _valid_slug(value: str) -> str:
    if not re.match(_SLUG, value) or len(value) > 80:
        near = re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")[:80]
        raise ValueError(
            f"{value!r} is not an id; use lower-case letters, digits and single hyphens, at most 80 characters{f', as in {near!r}' if near else ''}"
        )
    return value


_URL = re.compile(r"^https?://[^\s/?#\"'<>\\]+\.[^\s\"'<>\\]+$")


def _valid_url(value: str) -> str:
    if not _URL.match(value):
        raise ValueError(f"{value[:80]!r} is not a web address; it must begin with http:// or https://")
    return value


def _valid_quote(value: str) -> str:
    if len(value) <= 50:  # too short for more than 25 words in any script
        return value
    count = words(value)
    if count > 25:
        raise ValueError(f"the quotation has {count} words; quote at most 25")
    return value


_STEP = r"^\[\[[^\[\]|#]+#[^\[\]|]+\|[^\[\]|]+\]\] \S"


def _valid_step(value: str) -> str:
    if not re.match(_STEP, value):
        raise ValueError(f"{value[:80]!r} does not begin with a link to a statement; write [[record#statement|Name of the step]] and what happens")
    return value


def _valid_question(value: str) -> str:
    if not value.endswith("?"):
        raise ValueError(f"{value[:80]!r} does not end in a question mark; write it as a question")
    return value


def _valid_language(value: str) -> str:
    if not re.match(r"^[a-z]{2,3}(-[A-Za-z]{4})?(-[A-Z]{2})?$", value):
        raise ValueError(f"{value!r} is not a language tag; write en, fr, zh-Hans ... (BCP 47)")
    return value


def words(text: str) -> int:
    """Number of words; in Chinese and Japanese two characters count as one word."""
    rest, cjk = (text, 0) if text.isascii() else _CJK.subn(" ", text)
    return len(_WORD.findall(rest)) + (cjk + 1) // 2


_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_WORD = re.compile(r"\w[\w'’.-]*")


def _year_as_text(value: Any) -> Any:
    return str(value) if type(value) is int else value


# A bare year is a number in YAML; editors accept it as such, and so does the check.
Date = Annotated[
    str,
    BeforeValidator(_year_as_text),
    AfterValidator(_valid_date),
    WithJsonSchema({"type": ["string", "integer"], "pattern": _DATE, "minimum": 1800, "maximum": 2100}),
]
"""An ISO 8601 date as precise as the source: `2026`, `2026-11` or `2026-11-23`."""

Slug = Annotated[str, AfterValidator(_valid_slug), WithJsonSchema({"type": "string", "pattern": _SLUG, "maxLength": 80})]
Url = Annotated[str, AfterValidator(_valid_url), WithJsonSchema({"type": "string", "pattern": r"^https?://\S+$"})]
Quote = Annotated[str, AfterValidator(_valid_quote), Field(min_length=2)]
Language = Annotated[str, AfterValidator(_valid_language)]
Line = Annotated[str, Field(min_length=1, max_length=400)]
Prose = Annotated[str, Field(min_length=1, max_length=1200)]


class RefTo:
    """Marks a field that names another record; `kinds` are the folders it may point into."""

    def __init__(self, *kinds: str) -> None:
        self.kinds = kinds


class Section:
    """Marks a claim's `section`; the record's class says which sections it has."""


JurisdictionRef = Annotated[Slug, RefTo("jurisdictions")]
ForumRef = Annotated[Slug, RefTo("forums")]
StandardRef = Annotated[Slug, RefTo("standards")]
InstrumentRef = Annotated[Slug, RefTo("instruments")]
RecommendationRef = Annotated[Slug, RefTo("recommendations")]
TopicRef = Annotated[Slug, RefTo("topics")]
SourceRef = Annotated[Slug, RefTo("sources")]
AnyRef = Annotated[
    Slug,
    RefTo("jurisdictions", "forums", "standards", "instruments", "recommendations", "topics", "events", "terms"),
]


class Confidence(StrEnum):
    """How far the evidence carries; follows what was read, not what it is about."""

    high = "high"
    medium = "medium"
    low = "low"


class Tier(StrEnum):
    """`primary`: the body itself on its own acts. `secondary`: anybody else."""

    primary = "primary"
    secondary = "secondary"


class Rung(StrEnum):
    """The common ladder onto which every body's own stage codes are mapped (see `stages.py`)."""

    proposed = "proposed"
    drafting = "drafting"
    enquiry = "enquiry"
    approval = "approval"
    published = "published"
    withdrawn = "withdrawn"


class Degree(StrEnum):
    """Degree of correspondence of an adoption, as in ISO/IEC Guide 21-1."""

    identical = "IDT"
    modified = "MOD"
    not_equivalent = "NEQ"
    unknown = "unknown"


class Stance(StrEnum):
    """Whether an event moves the world toward what a recommendation asks."""

    advances = "advances"
    sets_back = "sets-back"
    mixed = "mixed"


# ---------------------------------------------------------------------------------------------
# Parts


class Model(BaseModel):
    """Base of all shapes: unknown fields are errors, values keep their type, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False, populate_by_name=False, use_attribute_docstrings=True)


class Evidence(Model):
    """The place that was read. Where that text reports another, name the text that was read and say what it reports."""

    source: SourceRef
    """Id of the source that was read."""
    reports: SourceRef | None = None
    """Id of the source that the text reports or quotes ("cited in")."""
    locator: Line | None = None
    """Where in the source: article, clause, page, heading."""
    quote: Quote | None = None
    """At most 25 words, verbatim, on which the claim rests."""
    quote_lang: Language | None = None
    """Language of the quotation, if it is not the source's."""
    says: Line | None = None
    """Only where this source disagrees with the claim: what it says instead, in our words."""


class Names(Model):
    """A name in the languages in which a source gives it."""

    en: Line
    """English name: the official one where there is one, else ours."""
    zh: Line | None = None
    """Chinese name in simplified characters, as printed in a source that was read."""
    pinyin: Line | None = None
    """Romanization of the Chinese name, with tone marks if known."""
    fr: Line | None = None
    """French name, as printed in a source that was read."""
    de: Line | None = None
    """German name."""
    ja: Line | None = None
    """Japanese name."""
    ko: Line | None = None
    """Korean name."""
    evidence: list[Evidence] = []
    """Where the names in other languages than English are printed; needed as soon as there is one."""


class Against(StrEnum):
    """What a check held the statement against: the text itself, opened again, or only the passage quoted here."""

    source = "source"
    quotation = "quotation"


class Check(Model):
    """Other eyes than those that entered it have read it."""

    date: Annotated[Date, Field(min_length=10)]
    """The day of the check (YYYY-MM-DD)."""
    against: Against
    """source: the cited text was opened again; quotation: only the passage quoted in the record was read."""
    was: Line | None = None
    """Only if the check corrected it: what it said before, or what was wrong with it."""
    since: Annotated[Date, Field(min_length=10)] | None = None
    """Only if the wrong version was published: the day since which it had stood (YYYY-MM-DD)."""
    reported_by: Line | None = None
    """Who reported the mistake, if they wish to be named."""


class OpenQuestion(Model):
    """What could not be established, so that readers can help."""

    id: Slug
    """Stable inside the record; an anchor on its page."""
    question: Annotated[Line, AfterValidator(_valid_question), WithJsonSchema({"type": "string", "pattern": r"\?$", "maxLength": 400})]
    """The question, in one sentence."""
    tried: Line
    """What was looked for, and what came of it."""
    as_of: Date
    """The day on which it was still open."""


class Sourced(Model):
    """Anything that somebody could dispute, with its evidence."""

    evidence: Annotated[list[Evidence], Field(min_length=1)]
    """The places that say it; at least one. Those that say otherwise stand here too, with `says`."""
    as_of: Date
    """When it held, as precise as the source allows; for a status, the date the source shows it."""
    confidence: Confidence
    """high: a primary source was read; medium: one good secondary source; low: weak or conflicting."""
    note: Line | None = None
    """A caveat that the reader should see."""
    followed_because: Line | None = None
    """Where sources disagree: why the page follows this one."""
    checked: Check | None = None
    """The last check by other eyes; goes when the statement changes."""


class Claim(Sourced):
    """The atom: one to three sentences of our own, with evidence. Its id is its address on the page."""

    id: Slug
    """Stable inside the record; the anchor on its page. Never renamed."""
    section: Annotated[Slug, Section()]
    """The part of the page it belongs to; each kind of record has its own list."""
    text: Prose
    """One to three sentences in our own words; `[[id]]` or `[[id|words]]` links a record."""
    inference: Line | None = None
    """Only if the editors infer it: how, from the evidence shown."""
    formerly: list[Slug] = []
    """Ids that it had before: links to them still lead here."""


class Withdrawn(Model):
    """What stands at the address of a statement that is gone."""

    id: Slug
    """The id that it had."""
    said: Prose
    """What it said."""
    gone: Date
    """The day on which it went."""
    why: Line
    """Why."""


class DatedFact(Sourced):
    """A date with its evidence."""

    date: Date
    """The date."""


class Stage(Sourced):
    """Where a document stands, on the common ladder and in the body's own code."""

    rung: Rung
    """Step of the common ladder."""
    code: Annotated[str, Field(max_length=40)] | None = None
    """The body's own stage code or word, e.g. 60.60, DIS, prEN enquiry, 征求意见."""
    date: Date | None = None
    """When this stage was reached, where known."""
    label: Line | None = None
    """What the source says of the state, in a few words, where the code alone does not tell."""


class Adoption(Sourced):
    """This document takes over another body's text."""

    standard: StandardRef
    """The document that is adopted."""
    degree: Degree
    """IDT (identical), MOD (modified), NEQ (not equivalent), or unknown where no source gives it."""
    editions: Line | None = None
    """Both editions in words, where they are not plain from the references."""


class Support(Sourced):
    """A hook from a standard to a law: the article that the document serves."""

    instrument: InstrumentRef
    """The law, regulation or mandate."""
    article: Slug | None = None
    """Id of the article as listed in the instrument's record."""
    how: Line
    """In what way, in a few words: requested under the mandate, cited by the measures, ..."""


class SeatRole(StrEnum):
    """A place at the table."""

    chair = "chair"
    vice_chair = "vice-chair"
    secretariat = "secretariat"
    convenor = "convenor"
    member = "member"
    p_member = "p-member"
    o_member = "o-member"
    observer = "observer"
    liaison = "liaison"
    editor = "editor"
    contributor = "contributor"


class Seat(Sourced):
    """Participation as data: who holds which place, when."""

    role: SeatRole
    """The place."""
    holder: Line
    """The person, body or group that holds it, as the source names it; for a count, whom it counts."""
    forum: ForumRef | None = None
    """Id of the holder, if it is a forum with a record."""
    jurisdiction: JurisdictionRef | None = None
    """Whose seat it is, if the holder belongs to a jurisdiction with a record."""
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    """ISO 3166-1 code of the country, where there is one."""
    count: Annotated[int, Field(ge=0)] | None = None
    """For a number of seats instead of one holder."""
    since: Date | None = None
    """First year or date known."""
    until: Date | None = None
    """Last year or date, if it has ended."""


class Group(Sourced):
    """A working group or other part of a forum that has no record of its own."""

    name: Line
    """Short name, e.g. WG 2."""
    title: Line
    """What it is called or works on."""


class DateKind(StrEnum):
    """What happened to an instrument on a date."""

    proposed = "proposed"
    adopted = "adopted"
    published = "published"
    in_force = "in-force"
    applies = "applies"
    amended = "amended"
    revoked = "revoked"
    due = "due"


class InstrumentDate(Sourced):
    """A date in the life of an instrument."""

    what: DateKind
    """Kind of date; `due` for a deadline that it sets."""
    date: Date
    """The date; may lie ahead."""
    detail: Line | None = None
    """Which part, if not the whole."""


class Article(Sourced):
    """A provision that touches standards."""

    id: Slug
    """Stable inside the record; the anchor on its page and the target of `supports`."""
    formerly: list[Slug] = []
    """Ids that it had before: links to them still lead here."""
    label: Line
    """As cited: Article 40(1)."""
    title: Line | None = None
    """Heading, as published or ours."""
    text: Prose
    """What it provides, in our own words."""


class Definition(Sourced):
    """How one body defines a term. Short quotation only: most standards are under copyright."""

    by: Line
    """Whose definition, e.g. AI Act, Article 3(1)."""
    record: AnyRef | None = None
    """Id of the standard, instrument or forum that defines it."""
    text: Prose
    """The definition in our own words, or marked quotation in the evidence."""


class Equivalent(Sourced):
    """The same term in another language, from a source that prints it."""

    lang: Language
    """Language of the equivalent: zh-Hans, fr, ..."""
    text: Line
    """The term."""
    pinyin: Line | None = None
    """Romanization, for Chinese."""


class Bearing(Model):
    """What an event means for one of the brief's recommendations: the editors' reading, with its reason."""

    recommendation: RecommendationRef
    """Id of the recommendation."""
    stance: Stance
    """advances, sets-back or mixed."""
    why: Line
    """The reason, in one sentence."""


# ---------------------------------------------------------------------------------------------
# Records


class Filed(Model):
    """What is kept as one file of `data/`, and what its class says of its kind."""

    folder: ClassVar[str]
    """Folder of `data/`, which is the kind."""
    one: ClassVar[str]
    """Kind in the singular, in words."""
    sections: ClassVar[dict[str, str]] = {}
    """Sections that claims may belong to, in page order: id -> heading."""
    asked: ClassVar[tuple[str, ...]] = ()
    """Sections that every record of the kind should fill: an empty one is an open question."""
    stands_open: ClassVar[bool] = False
    """Does the page itself say "not established" where a section that is asked for is empty?"""

    id: Slug
    """The file name without .yml: the record's address for ever."""


class Record(Filed):
    """What every record has."""

    name: Names
    """Name or title."""
    short: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    """Abbreviation or short form."""
    aliases: list[Line] = []
    """Other spellings and former names that people use."""
    summary: Annotated[str, Field(min_length=1, max_length=320)]
    """One sentence for a stranger: what it is and why it matters here."""
    claims: list[Claim] = []
    """Everything beyond the typed fields."""
    withdrawn: list[Withdrawn] = []
    """Statements that were published and are gone: their addresses stay."""
    formerly: list[Slug] = []
    """Ids that the record had before: their addresses lead here. If several records name one, it was split."""
    open_questions: list[OpenQuestion] = []
    """What could not be established about it."""
    checked: Check | None = None
    """A check of the whole record by other eyes: holds for every statement that has no check of its own."""
    reviewed: Date
    """The day on which somebody last checked the whole record (YYYY-MM-DD)."""

    @property
    def label(self) -> str:
        """The short form if there is one, else the English name."""
        return self.short or self.name.en


class CslType(StrEnum):
    """CSL 1.0.2 item types that occur here."""

    article = "article"
    article_journal = "article-journal"
    article_magazine = "article-magazine"
    article_newspaper = "article-newspaper"
    book = "book"
    chapter = "chapter"
    dataset = "dataset"
    document = "document"
    legislation = "legislation"
    post_weblog = "post-weblog"
    regulation = "regulation"
    report = "report"
    speech = "speech"
    standard = "standard"
    webpage = "webpage"


class Source(Filed):
    """A text that was read, or one that such a text reports. Field names are CSL's (citationstyles.org), as citation software reads them."""

    folder: ClassVar[str] = "sources"
    one: ClassVar[str] = "source"
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    type: CslType
    """CSL item type."""
    title: Line
    """Title as published, in its own language."""
    title_en: Line | None = None
    """Our English gloss of a title in another language."""
    author: list[Line] = []
    """Authors named in the text, one a line."""
    issued: Date | None = None
    """Date of the text; left out where it shows none."""
    URL: Url | None = None
    """Its address, on its publisher's own site."""
    publisher: Line | None = None
    """Who published it."""
    container_title: Annotated[Line | None, Field(alias="container-title")] = None
    """Series, journal or site it is part of."""
    number: Line | None = None
    """Number of the act, report or standard; commit of a data set."""
    language: Language
    """Language of the text (BCP 47)."""
    accessed: Date | None = None
    """The day on which it was read; none for a text that is only reported by another."""
    tier: Tier
    """primary: the body itself on its own acts; secondary: anybody else."""
    copy_of: Line | None = None
    """Only if a copy was read: what was read where, in words."""
    note: Line | None = None
    """A caveat for readers: machine translation, partial text, ..."""
    reviewed: Date
    """The day on which this record was last checked."""

    @property
    def label(self) -> str:
        return self.title

    @property
    def summary(self) -> str:
        return ", ".join(filter(None, [self.publisher, self.issued]))


class Answer(Model):
    """A profile's answer to one of the questions in a few words, for the comparison: the editors' summary of claims below it."""

    section: str
    """The question: a section of the kind."""
    text: Annotated[Line, Field(max_length=90)]
    """The answer in at most twelve words, in plain text; it says no more than the claims."""
    claims: Annotated[list[Slug], Field(min_length=1)]
    """Ids of the claims, in that section of this record, that bear it out."""


class Jurisdiction(Record):
    """A profile that answers the same questions for each jurisdiction, in claims."""

    folder: ClassVar[str] = "jurisdictions"
    one: ClassVar[str] = "jurisdiction"
    sections: ClassVar[dict[str, str]] = {
        "legal-basis": "What is the legal basis of standardization?",
        "who-sets": "Who sets AI standards?",
        "who-takes-part": "Who may take part?",
        "red-lines": "Where are the red lines for foreigners?",
        "binding": "How does a standard become binding?",
        "abroad": "How does it engage abroad?",
        "priorities": "What does it put first?",
    }
    asked: ClassVar[tuple[str, ...]] = tuple(sections)
    stands_open: ClassVar[bool] = True
    code: Annotated[str, Field(pattern=r"^[A-Z]{2,3}$")]
    """Short code shown beside its colour: EU, CN, US, ..."""
    url: Url | None = None
    """Official site on standardization or AI policy."""
    answers: list[Answer] = []
    """The answers in a few words, for the comparison."""
    way: list[Annotated[Line, AfterValidator(_valid_step), WithJsonSchema({"type": "string", "pattern": _STEP, "maxLength": 400})]] = []
    """How a standard comes into being, step by step: each begins with the step's name, linked to the statement that bears it out."""


class ForumType(StrEnum):
    """What sort of body a forum is."""

    international = "international"
    regional = "regional"
    national_body = "national-body"
    committee = "committee"
    subcommittee = "subcommittee"
    agency = "agency"
    consortium = "consortium"
    professional = "professional"
    dialogue = "dialogue"
    intergovernmental = "intergovernmental"


class Forum(Record):
    """A body in which standards are made or steered."""

    folder: ClassVar[str] = "forums"
    one: ClassVar[str] = "forum"
    sections: ClassVar[dict[str, str]] = {
        "role": "What it does",
        "membership": "Who may join",
        "voting": "Who decides, and how",
        "participation": "Who takes part",
        "programme": "What it works on",
        "transparency": "What is public",
        "safeguards": "Safeguards against capture",
        "history": "How it came about",
    }
    asked: ClassVar[tuple[str, ...]] = ("membership", "voting", "participation", "transparency", "safeguards")
    forum_type: ForumType
    """Sort of body."""
    jurisdiction: JurisdictionRef | None = None
    """Whose it is; left out for an international body."""
    part_of: list[ForumRef] = []
    """The body or bodies it belongs to."""
    mirrors: list[ForumRef] = []
    """The international committees it mirrors nationally."""
    founded: DatedFact | None = None
    """When it was set up."""
    seats: list[Seat] = []
    """Participation as data: chair, secretariat, convenors, members, observers; each dated and sourced."""
    groups: list[Group] = []
    """Working groups and other parts without a record of their own."""
    topics: list[TopicRef] = []
    """Topics it works on."""
    url: Url | None = None
    """Its own site."""


class DocumentType(StrEnum):
    """What sort of document a standard is."""

    international_standard = "international-standard"
    technical_specification = "technical-specification"
    technical_report = "technical-report"
    publicly_available_specification = "publicly-available-specification"
    amendment = "amendment"
    european_standard = "european-standard"
    harmonised_standard = "harmonised-standard"
    national_standard = "national-standard"
    mandatory_national_standard = "mandatory-national-standard"
    guidance_technical_document = "guidance-technical-document"
    industry_standard = "industry-standard"
    group_standard = "group-standard"
    technical_document = "technical-document"
    standard = "standard"
    recommendation = "recommendation"
    supplement = "supplement"
    framework = "framework"
    profile = "profile"
    guideline = "guideline"
    workshop_agreement = "workshop-agreement"
    report = "report"


class Standard(Record):
    """A standard or other deliverable of a standards body; one record per edition or project."""

    folder: ClassVar[str] = "standards"
    one: ClassVar[str] = "standard"
    sections: ClassVar[dict[str, str]] = {
        "scope": "What it covers",
        "status": "Where it stands",
        "law": "What it means in law",
        "adoption": "Who has taken it over",
        "relation": "How it relates to other texts",
        "debate": "What is said about it",
    }
    reference: Line
    """Reference as the body writes it: ISO/IEC 42001:2023."""
    document_type: DocumentType
    """Sort of document."""
    bodies: Annotated[list[ForumRef], Field(min_length=1)]
    """Publishing bodies; the first one's jurisdiction is the document's."""
    committee: ForumRef | None = None
    """The committee that wrote it."""
    stage: Stage
    """Where it stands."""
    history: list[Stage] = []
    """Earlier stages, oldest first."""
    adopts: list[Adoption] = []
    """International or foreign documents whose text it takes over."""
    supersedes: list[StandardRef] = []
    """Documents that it replaces."""
    amends: list[StandardRef] = []
    """Documents that it amends."""
    part_of: list[StandardRef] = []
    """The series it belongs to."""
    supports: list[Support] = []
    """Laws that it serves, down to the article."""
    topics: list[TopicRef] = []
    """Topics, most fitting first."""
    url: Url | None = None
    """Its page at the body."""

    @property
    def label(self) -> str:
        return self.reference


class InstrumentType(StrEnum):
    """What sort of instrument it is."""

    treaty = "treaty"
    regulation = "regulation"
    law = "law"
    decision = "decision"
    mandate = "mandate"
    measures = "measures"
    rules = "rules"
    order = "order"
    bill = "bill"
    proposal = "proposal"
    strategy = "strategy"
    plan = "plan"
    guidelines = "guidelines"
    code = "code"
    framework = "framework"
    agreement = "agreement"


class Force(StrEnum):
    """Whether an instrument binds on the date given in `as_of`."""

    in_force = "in-force"
    partly_in_force = "partly-in-force"
    not_yet_in_force = "not-yet-in-force"
    proposed = "proposed"
    not_binding = "not-binding"
    repealed = "repealed"
    lapsed = "lapsed"


class ForceFact(Sourced):
    """Legal force with its evidence."""

    value: Force
    """The state."""


class Instrument(Record):
    """A law, regulation, mandate or policy that touches standards."""

    folder: ClassVar[str] = "instruments"
    one: ClassVar[str] = "instrument"
    sections: ClassVar[dict[str, str]] = {
        "content": "What it says on standards",
        "effect": "What follows from it",
        "history": "How it came about",
        "debate": "What is said about it",
    }
    jurisdiction: JurisdictionRef | None = None
    """Whose it is; left out for an international one."""
    instrument_type: InstrumentType
    """Sort of instrument."""
    number: Line | None = None
    """Official number."""
    issued_by: Line
    """Who issued it, as named in the source."""
    force: ForceFact
    """Whether it binds."""
    dates: list[InstrumentDate] = []
    """Adopted, published, in force, applies, due: each with evidence."""
    articles: list[Article] = []
    """Provisions that touch standards."""
    amends: list[InstrumentRef] = []
    """Instruments that it amends."""
    supersedes: list[InstrumentRef] = []
    """Instruments that it replaces."""
    based_on: list[InstrumentRef] = []
    """Instruments under which it was issued."""
    forums: list[ForumRef] = []
    """Bodies that it sets up, addresses or governs."""
    topics: list[TopicRef] = []
    """Topics it bears on."""
    url: Url | None = None
    """The official text."""


class Level(StrEnum):
    """The brief's two levels."""

    domestic = "domestic"
    international = "international"


class Recommendation(Record):
    """One of the brief's recommendations; the ledger is computed from the events that bear on it."""

    folder: ClassVar[str] = "recommendations"
    one: ClassVar[str] = "recommendation"
    sections: ClassVar[dict[str, str]] = {
        "ask": "What the brief asks",
        "addressees": "Whom it addresses",
        "background": "Why it came up",
        "reading": "Where things stand, as the editors read it",
    }
    number: Annotated[int, Field(ge=1)]
    """Order in the brief."""
    level: Level
    """domestic or international."""
    ask: Sourced
    """The brief's own words, quoted in the evidence."""
    addressees: list[AnyRef] = []
    """Records of those whom it addresses or concerns."""
    topics: list[TopicRef] = []
    """Topics it bears on."""


class TopicGroup(StrEnum):
    """How topics are grouped."""

    foundations = "foundations"
    trustworthiness = "trustworthiness"
    assurance = "assurance"
    technology = "technology"
    sector = "sector"


class Topic(Record):
    """A subject of standardization; its documents and common-ground status are computed from the standards that name it."""

    folder: ClassVar[str] = "topics"
    one: ClassVar[str] = "topic"
    sections: ClassVar[dict[str, str]] = {
        "why": "Why it matters",
        "eu": "In the European Union",
        "cn": "In China",
        "international": "At the international level",
        "us": "In the United States",
        "others": "Elsewhere",
    }
    asked: ClassVar[tuple[str, ...]] = ("eu", "cn", "international", "us")
    stands_open: ClassVar[bool] = True
    group: TopicGroup
    """Group on the index page."""


class Term(Record):
    """An entry of the glossary."""

    folder: ClassVar[str] = "terms"
    one: ClassVar[str] = "term"
    sections: ClassVar[dict[str, str]] = {"use": "In use"}
    definition: Prose
    """What it means, in plain words of our own; rests on the evidence of `definitions` or `claims`."""
    definitions: Annotated[list[Definition], Field(min_length=1)]
    """How bodies define it, side by side."""
    equivalents: list[Equivalent] = []
    """Chinese, French and other equivalents, each from a source that prints it."""
    see: list[AnyRef] = []
    """Related records."""


class EventKind(StrEnum):
    """What sort of event it is."""

    proposal = "proposal"
    adoption = "adoption"
    publication = "publication"
    entry_into_force = "entry-into-force"
    application = "application"
    deadline = "deadline"
    vote = "vote"
    consultation = "consultation"
    meeting = "meeting"
    founding = "founding"
    appointment = "appointment"
    agreement = "agreement"
    statement = "statement"
    withdrawal = "withdrawal"
    ruling = "ruling"
    report = "report"


class Event(Record):
    """Something that happened or is due on a date. Events make the timeline, the pages' histories and the ledgers."""

    folder: ClassVar[str] = "events"
    one: ClassVar[str] = "event"
    sections: ClassVar[dict[str, str]] = {"more": "More"}
    kind: EventKind
    """Sort of event."""
    date: Date
    """When, as precise as the source."""
    end: Date | None = None
    """Last day, for an event of several days."""
    what: Sourced
    """The evidence that it happened, or is due."""
    text: Prose
    """What happened, in one to three sentences of our own."""
    about: Annotated[list[AnyRef], Field(min_length=1)]
    """Records that it touches."""
    jurisdictions: list[JurisdictionRef] = []
    """Whose event it is."""
    bears_on: list[Bearing] = []
    """What it means for the brief's recommendations."""


class TombstoneKind(StrEnum):
    """The folder of a record that is gone."""

    sources = "sources"
    jurisdictions = "jurisdictions"
    forums = "forums"
    standards = "standards"
    instruments = "instruments"
    recommendations = "recommendations"
    topics = "topics"
    terms = "terms"
    events = "events"


class Tombstone(Filed):
    """What stands at the address of a record that is gone. No target: withdrawn; one: moved; several: split."""

    folder: ClassVar[str] = "tombstones"
    one: ClassVar[str] = "tombstone"

    was: TombstoneKind
    """The folder it stood in."""
    name: Names
    """What it was called."""
    to: list[Annotated[Slug, RefTo("sources", "jurisdictions", "forums", "standards", "instruments", "recommendations", "topics", "events", "terms")]] = []
    """Where its content went; never another tombstone."""
    gone: Date
    """The day on which it went."""
    why: Prose
    """Why, and what it said, in our own words."""
    edition: Annotated[str, Field(pattern=r"^\d{4}\.\d{2}$")] | None = None
    """The last edition that holds the page, e.g. 2026.11: it can be read and cited there."""

    @property
    def label(self) -> str:
        return self.name.en

    @property
    def summary(self) -> str:
        return {0: "Withdrawn", 1: "Moved"}.get(len(self.to), "Split")


KINDS: dict[str, type[Filed]] = {
    model.folder: model for model in (Jurisdiction, Forum, Standard, Instrument, Recommendation, Topic, Term, Event, Source, Tombstone)
}
"""Folder of `data/` -> model. The folder is the kind."""


# ---------------------------------------------------------------------------------------------
# What rules need to know about a model


def _markers(annotation: Any, metadata: tuple[Any, ...]) -> list[Any]:
    found = list(metadata)
    if get_origin(annotation) is Annotated:
        found += annotation.__metadata__
    for inner in get_args(annotation):
        if not isinstance(inner, (RefTo, Section)):
            found += _markers(inner, ())
    return found


@cache
def field_roles(model: type[Model]) -> tuple[tuple[str, str, RefTo | None, bool], ...]:
    """For each field: (attribute, name in the file, reference marker or None, holds models?)."""
    roles = []
    for name, info in model.model_fields.items():
        markers = _markers(info.annotation, tuple(info.metadata))
        ref = next((m for m in markers if isinstance(m, RefTo)), None)
        roles.append((name, info.alias or name, ref, "Model" in _base_names(info.annotation)))
    return tuple(roles)


def _base_names(annotation: Any) -> set[str]:
    names = {base.__name__ for base in getattr(annotation, "__mro__", ())}
    for inner in get_args(annotation):
        names |= _base_names(inner)
    return names
