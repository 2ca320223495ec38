"""Help pages in Markdown and HTML become sections of whole sentences that stand in the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from crm.articles import load_articles
from crm.errors import Invalid
from crm.help_pages import Section
from shopdata.help_pages.decoding import decode_page
from shopdata.help_pages.html_blocks import CELLS, read_html
from shopdata.help_pages.markdown import read_markdown
from shopdata.help_pages.reading import MOST_SENTENCES, read_page, read_pages
from shopdata.help_pages.sections import page_title, sections_of
from shopdata.help_pages.sentences import LONGEST, split_sentences, tidy

TAGS = "p div h1 h2 h3 ul li b em br table tr td th details summary dl dt dd nav script a".split()


def sections(text: str) -> tuple[Section, ...]:
    """Return the sections of a page of HTML."""
    page = read_html(text)
    return sections_of(page.blocks, page_title(page.blocks, page.title))


def said(text: str) -> list[str]:
    """Return all sentences of a page of HTML."""
    return [sentence for section in sections(text) for sentence in section.sentences]


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("It costs 4.90 EUR. Fine.", ["It costs 4.90 EUR.", "Fine."]),
        ("Ask Dr. Smith, e.g. At noon.", ["Ask Dr. Smith, e.g. At noon."]),
        ("He said “Yes.” Then he left.", ["He said “Yes.”", "Then he left."]),
        ("See example.com for more. (Or call.)", ["See example.com for more.", "(Or call.)"]),
        ("We wait... and wait. End.", ["We wait... and wait.", "End."]),
        ("返品は無料です。三十日以内です。", ["返品は無料です。", "三十日以内です。"]),
        ("", []),
    ],
)
def test_paragraphs_are_split_into_sentences(paragraph: str, expected: list[str]) -> None:
    """A full stop that belongs to a word or a number ends nothing."""
    assert expected == split_sentences(paragraph)


@given(st.text(max_size=3000))
def test_sentences_are_pieces_of_their_paragraph(paragraph: str) -> None:
    """Nothing is lost, added or longer than can be shown."""
    text = tidy(paragraph)
    found = split_sentences(text)

    assert "".join(text.split()) == "".join("".join(found).split())
    assert [] == [one for one in found if one not in text or not 0 < len(one) <= LONGEST]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<nav>Home and more</nav><p>We ship on Monday.</p>", ["We ship on Monday."]),
        ("<p>A <b>bold</b> wo<i>rd</i> stays.</p>", ["A bold word stays."]),
        ("<p>First line<br>second line.</p>", ["First line\nsecond line."]),
        ("<p>We take:</p><ul><li>Visa</li><li><p>Amex</p></li></ul>", ["We take:\nVisa\nAmex"]),
        ("<ul><li>Pack it well.</li><li>Send it off.</li></ul>", ["Pack it well.", "Send it off."]),
        (
            "<table><tr><th>Way<th>Days<tr><td>Slow<td>3-5 days</table>",
            ["Way | Days\nSlow | 3-5 days"],
        ),
        ("<p>Read more</p><button>Accept all cookies</button><p>Free.</p>", ["Free."]),
        ("<script>var all = 'the things';</script><style>p {a: b c}</style>", []),
        ("<header><nav>a b c</nav><h1>T</h1></header><p>It is so.</p>", ["It is so."]),
        ("<main><p>Inside it is.</p></main><div>Outside it is.</div>", ["Inside it is."]),
        ("just some words without tags", ["just some words without tags"]),
        ("", []),
    ],
)
def test_text_is_told_from_what_surrounds_it(html: str, expected: list[str]) -> None:
    """Menus, scripts and labels are left out; lists and small tables stay together."""
    assert expected == said(html)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h2 id=a>How long?</h2><p>Ten days.</p>", ("a", ("How long?",))),
        (
            "<details id=b><summary>Is it free?</summary>Ten days.</details>",
            ("b", ("Is it free?",)),
        ),
        ("<dl><dt>Who pays</dt><dd>Ten days.</dd></dl>", ("", ("Who pays",))),
        (
            "<h3><button aria-expanded=false>May I?</button></h3><div hidden>Ten days.</div>",
            ("", ("May I?",)),
        ),
        ("<section id=c><h2>Delivery</h2><p>Ten days.</p></section>", ("c", ())),
        ("<h2><a name=d></a>Delivery</h2><p>Ten days.</p>", ("d", ())),
    ],
)
def test_headings_give_questions_and_places(
    html: str, expected: tuple[str, tuple[str, ...]]
) -> None:
    """A heading that asks is a question that its section answers; its id is where a link leads."""
    (found,) = sections(f"<main>{html}</main>")

    assert (expected, ("Ten days.",)) == ((found.anchor, found.questions), found.sentences)


def test_sections_bear_the_headings_above_them() -> None:
    """The page's own title stands first, and is not said twice."""
    text = "<h1>Help</h1><p>Ask us.</p><h2>A</h2><h3>B</h3><p>Bees.</p><h2>C</h2><p>Seas.</p>"

    assert ["Help", "Help › A › B", "Help › C"] == [one.title for one in sections(text)]


def test_long_sections_are_read_in_parts() -> None:
    """A question then meets the part that it is about."""
    text = f"<h1>Help</h1><p>{'This is so. ' * 40}</p>"

    assert [15, 15, 10] == [len(one.sentences) for one in sections(text)]


html_pieces = st.lists(
    st.one_of(
        st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
        st.text(max_size=20),
        st.sampled_from(["It is so. ", "Two words", "&amp;", "<!--", "-->", "<", "\n", ": "]),
    ),
    max_size=60,
)


@settings(deadline=None)
@given(html_pieces)
def test_whatever_is_quoted_stands_in_the_page(pieces: list[str]) -> None:
    """However broken a page is, it is read, and each line of a quote is a piece of its text."""
    text = "".join(pieces)
    body = LexborHTMLParser(text).body
    spaced = re.sub(r"\s+", "", body.text() if body else "")
    lines = [cell for one in said(text) for line in one.splitlines() for cell in line.split(CELLS)]

    assert [] == [line for line in lines if re.sub(r"\s+", "", line) not in spaced]


@settings(deadline=None)
@given(st.text(max_size=500))
def test_any_markdown_is_read_or_refused_in_words(text: str) -> None:
    """No text is too odd; only a head that is no YAML is refused."""
    refusal = "head_unreadable"
    try:
        blocks = read_markdown(text).blocks
    except Invalid as error:
        blocks, refusal = (), error.code

    assert "head_unreadable" == refusal
    assert all(block.text for block in blocks)


@given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "cp1252", "utf-16"]))
def test_any_bytes_are_text_or_refused_in_words(content: bytes, encoding: str) -> None:
    """What is read holds no control characters, which databases refuse."""
    refusal = "not_text"
    try:
        text = decode_page(content, encoding)
    except Invalid as error:
        text, refusal = "", error.code

    assert "not_text" == refusal
    assert None is re.search(r"[\x00-\x08\x7f]", text)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Größe".encode(), "Größe"),
        ("Größe".encode("cp1252"), "Größe"),
        ("Größe".encode("utf-8-sig"), "Größe"),
        ("Größe".encode("utf-16"), "Größe"),
        (b"<meta charset=koi8-r>\xc1\xc2", "<meta charset=koi8-r>аб"),
        (b"<meta charset=nonsense>\xe9", "<meta charset=nonsense>é"),
    ],
)
def test_encodings_are_found(content: bytes, expected: str) -> None:
    """Marks, UTF-8, the page's own word, and the old Windows pages."""
    assert expected == decode_page(content)


def test_the_projects_own_articles_are_read_alike(tmp_path: Path) -> None:
    """A shop that copies their form gets the same title, questions and sentences."""
    folder = Path(__file__).parents[2] / "nlu_data" / "answers"
    pages = {page.title: page.sections for page in read_pages([folder]).pages}
    expected = {a.title: (a.questions, a.sentences) for a in load_articles(folder)}
    found = {
        title: (parts[0].questions, tuple(s for part in parts for s in part.sentences))
        for title, parts in pages.items()
    }

    assert expected == found


def test_bad_files_are_named_and_stop_nothing(tmp_path: Path) -> None:
    """Each has its reason, and the good ones are read."""
    files = {
        "good.md": b"# Help\n\nWe ship on Monday.\n",
        "empty.md": b" \n",
        "script.html": b"<body><div id=app></div><script>draw()</script></body>",
        "picture.html": b"\x89PNG\0\0\0",
        "head.md": b"---\ntitle: a: b\n---\nText is here.\n",
        "same.html": b"<link rel=canonical href='https://s.example/x'><p>This is one.</p>",
        "twin.html": b"<link rel=canonical href='https://s.example/x'><p>This is two.</p>",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    read = read_pages([tmp_path, tmp_path / "none.md", Path(__file__)])
    problems = {Path(one.file).name: one.reason for one in read.problems}

    assert ["Help", "Same"] == [page.title for page in read.pages]
    assert {
        *("empty.md", "script.html", "picture.html", "head.md", "twin.html", "none.md"),
        Path(__file__).name,
    } == set(problems)


def test_links_out_of_a_folder_are_skipped_and_named(tmp_path: Path) -> None:
    """A folder from elsewhere publishes no other file; links that stay in it are read."""
    folder, other = tmp_path / "help", tmp_path / "secret.md"
    (folder / "sub").mkdir(parents=True)
    (folder / "page.md").write_text("# Help\n\nWe ship on Monday.\n", "utf-8")
    other.write_text("# Secret\n\nNobody may read this.\n", "utf-8")
    (folder / "sub" / "link.md").symlink_to(other)
    (folder / "again.md").symlink_to(folder / "page.md")
    read = read_pages([folder])

    assert ["Help"] == [page.title for page in read.pages]
    assert [(str(folder / "sub" / "link.md"), True)] == [
        (one.file, "leads out" in one.reason) for one in read.problems
    ]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("returns.html", "<p>It is so.</p>", "https://s.example/help/returns.html"),
        ("a b.md", "It is so.", "https://s.example/help/a%20b"),
        ("index.html", "<p>It is so.</p>", "https://s.example/help/"),
        (
            "own.html",
            "<link rel=canonical href='https://s.example/own'><p>It is so.</p>",
            "https://s.example/own",
        ),
        ("own.md", "---\nurl: https://s.example/mine\n---\nIt is so.", "https://s.example/mine"),
    ],
)
def test_pages_are_linked(tmp_path: Path, name: str, text: str, expected: str) -> None:
    """By their own address, else by where they lie below --base-url."""
    (tmp_path / name).write_text(text, "utf-8")
    (page,) = read_pages([tmp_path], "https://s.example/help/").pages

    assert (expected, expected) == (page.link, page.source)


def test_what_all_pages_repeat_is_left_out(tmp_path: Path) -> None:
    """Banners and small print answer nothing."""
    for number in range(8):
        text = f"<p>We use many cookies.</p><p>Page {number} says this.</p>"
        (tmp_path / f"{number}.html").write_text(text, "utf-8")
    pages = read_pages([tmp_path]).pages

    assert [(f"Page {n} says this.",) for n in range(8)] == [
        page.sections[0].sentences for page in pages
    ]


def test_a_huge_page_is_read_in_part(tmp_path: Path) -> None:
    """Ten megabytes, deeply nested, are bounded, and the report says so."""
    file = tmp_path / "huge.html"
    text = "<div>" * 5000 + "<p>This is a sentence of a page. And one more.</p>" * 200_000
    file.write_text(text, "utf-8")
    read = read_pages([file])
    total = sum(len(section.sentences) for page in read.pages for section in page.sections)

    assert (0, [str(file)]) == (len(read.problems), [note.file for note in read.notes])
    assert MOST_SENTENCES - 15 <= total <= MOST_SENTENCES


def test_a_page_says_what_to_do_when_it_holds_nothing(tmp_path: Path) -> None:
    """Pages that scripts draw are common."""
    (tmp_path / "a.html").write_text("<div id=app></div>", "utf-8")

    with pytest.raises(Invalid, match="save the whole page"):
        read_page(tmp_path / "a.html")
