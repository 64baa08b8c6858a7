"""The styles of official documents (GB/T 9704): fonts, sizes, pitch, indents, by the names that Word shows."""

from __future__ import annotations

from pipeline import look

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
TEXT_WIDTH = 8845
"""Between the margins of an upright A4, 156 mm in twips; of a lying one it is 13777."""
_INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
_CENTRED, _RIGHT = '<w:jc w:val="center"/>', '<w:jc w:val="right"/>'
_KEPT = "<w:keepNext/><w:keepLines/>"


def _pitch(points: float, *, before: int = 0, after: int = 0) -> str:
    return f'<w:spacing w:before="{before * 20}" w:after="{after * 20}" w:line="{points * 20:.0f}" w:lineRule="exact"/>'


def type_of(font: str, points: float, colour: str = "") -> str:
    """Return the run properties: Chinese in `font`, figures and Latin in the font of figures."""
    faces = f'<w:rFonts w:ascii="{look.PAPER_FIGURES}" w:hAnsi="{look.PAPER_FIGURES}" w:eastAsia="{font}"/>'
    ink = f'<w:color w:val="{colour.lstrip("#")}"/>' if colour else ""
    return f'{faces}{ink}<w:sz w:val="{points * 2:.0f}"/><w:szCs w:val="{points * 2:.0f}"/>'


_RED_LINE = (
    f'<w:pBdr><w:bottom w:val="single" w:sz="18" w:space="4" w:color="{look.ACCENT.lstrip("#")}"/></w:pBdr>'
)
_TABS = f'<w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH}"/></w:tabs>'
STYLES: tuple[tuple[str, str, str, str], ...] = (
    ("Normal", "Normal", "", ""),
    ("Body", "公文正文", _INDENT, ""),
    ("BodyKept", "公文正文同页", "<w:keepNext/>" + _INDENT, ""),
    ("Room", "空行", "<w:keepNext/>", ""),
    ("Title", "Title", _KEPT + _pitch(35, before=14, after=14) + "<w:contextualSpacing/>" + _CENTRED, type_of(look.PAPER_TITLE, look.PAPER_SIZES["二号"])),
    ("Heading1", "heading 1", _KEPT + _INDENT + '<w:outlineLvl w:val="0"/>', type_of(look.TITLE_FONT, look.PAPER_SIZES["三号"])),
    ("Heading2", "heading 2", _KEPT + _INDENT + '<w:outlineLvl w:val="1"/>', type_of(look.PAPER_PART, look.PAPER_SIZES["三号"])),
    ("Masthead", "版头", _pitch(56, before=6, after=6) + _CENTRED,
     type_of(look.PAPER_TITLE, look.PAPER_SIZES["初号"], look.ACCENT)),
    ("Issue", "期号", _CENTRED, ""),
    ("Line", "版头下行", _RED_LINE + _TABS + _pitch(28, before=6, after=6), ""),
    ("Signature", "落款", '<w:keepNext/><w:keepLines/><w:ind w:rightChars="200" w:right="640"/>' + _RIGHT, ""),
    ("Cell", "表内文字", _pitch(20, before=2, after=2) + '<w:jc w:val="left"/>', type_of(look.PAPER_TEXT, look.PAPER_SIZES["小四"])),
    ("CellKept", "表内文字同页", _KEPT + _pitch(20, before=2, after=2) + '<w:jc w:val="left"/>',
     type_of(look.PAPER_TEXT, look.PAPER_SIZES["小四"])),
    ("Figure", "表内数字", _pitch(20, before=1, after=1) + _CENTRED, type_of(look.PAPER_TEXT, look.PAPER_SIZES["小四"])),
    ("Label", "表内栏目", _pitch(20, before=2, after=2) + _CENTRED, type_of(look.TITLE_FONT, look.PAPER_SIZES["小四"])),
    ("LabelKept", "表内栏目同页", _KEPT + _pitch(20, before=2, after=2) + _CENTRED,
     type_of(look.TITLE_FONT, look.PAPER_SIZES["小四"])),
    ("NoteEnd", "版记右端", _pitch(24) + _RIGHT, type_of(look.PAPER_TEXT, look.PAPER_SIZES["四号"])),
    ("Note", "版记", _TABS + _pitch(24), type_of(look.PAPER_TEXT, look.PAPER_SIZES["四号"])),
    ("End", "末段", _pitch(1), type_of(look.PAPER_TEXT, 1)),
    ("Header", "header", _pitch(14) + _RIGHT, type_of(look.PAPER_TEXT, look.BODY, look.SOFT_INK)),
    ("Footer", "footer", _pitch(18), type_of("宋体", look.PAPER_SIZES["四号"])),
)  # fmt: skip
"""Each style: id, the name that people see, paragraph and run properties."""


def styles() -> str:
    """Return the part of a Word file that holds the styles."""
    start = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{type_of(look.PAPER_TEXT, look.PAPER_SIZES['三号'])}"
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault>'
        f'<w:pPrDefault><w:pPr>{_pitch(28)}<w:jc w:val="both"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )
    own = "".join(
        f'<w:style w:type="paragraph" w:default="{int(style == "Normal")}" w:styleId="{style}"><w:name w:val="{name}"/>'
        + ("" if style == "Normal" else '<w:basedOn w:val="Normal"/>')
        + f"<w:qFormat/><w:pPr>{spaced}</w:pPr><w:rPr>{typed}</w:rPr></w:style>"
        for style, name, spaced, typed in STYLES
    )
    return wrapped("styles", start + own)


def fonts() -> str:
    """Return the part that says what stands in for a font that the machine does not have."""
    return wrapped(
        "fonts",
        "".join(
            f'<w:font w:name="{font}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
            for font, other in look.PAPER_FALLBACKS.items()
        ),
    )


def wrapped(name: str, inside: str) -> str:
    """Return the root element called `name` around what is inside."""
    return f'<w:{name} xmlns:w="{MAIN}" xmlns:r="{OFFICE}/relationships">{inside}</w:{name}>'
