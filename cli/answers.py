"""`attune answers`: the help pages that questions are answered from."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.context import open_store
from cli.output import JsonOption, answer_json, answer_table, complain, err, say
from cli.steps import Steps
from crm.articles import Article
from crm.errors import Invalid
from crm.help_centre import HelpCentre, used_vectors
from crm.help_index import Ranked
from crm.help_pages import (
    PageChanges,
    articles_of,
    help_state,
    list_pages,
    preview_pages,
    remove_pages,
    store_pages,
    stored_pages,
)
from crm.help_vectors import prune_vectors
from crm.settings import Settings, load_settings
from crm.store import Store

if TYPE_CHECKING:
    from language.passages import PassageEncoder
    from shopdata.help_pages.reading import Read

app = typer.Typer(
    help="Bring in a shop's own help pages, and see what is answered from them.",
    no_args_is_help=True,
)

_THREADS = 2

Paths = Annotated[
    list[Path], typer.Argument(help="Files or folders of Markdown (.md) or HTML (.html).")
]
Sources = Annotated[list[str] | None, typer.Argument(help="Sources, as `attune answers list` has.")]


@app.command("import")
def import_pages(
    paths: Paths,
    base_url: Annotated[
        str, typer.Option(help="Address that the files lie below, to name sources by a link.")
    ] = "",
    replace: Annotated[
        bool,
        typer.Option(
            "--replace",
            help="Make these the only pages: others are removed, the demo's articles not used.",
        ),
    ] = False,
    encoding: Annotated[
        str, typer.Option(help="Of the files, such as cp1252; found by itself.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report, but change nothing.")] = False,
    json: JsonOption = False,
) -> None:
    """Import help pages; a running service answers from them within seconds, without training.

    A page that was imported before is replaced when it says something else. Files that cannot be
    read are named, and the others imported.
    """
    from shopdata.help_pages.reading import read_pages

    settings = load_settings()
    with Steps(err, total=2).step("Reading the pages"):
        read = read_pages(paths, _base(base_url), encoding)
    if not read.pages:
        for problem in read.problems:
            complain(f"{problem.file}: {problem.reason}")
        raise Invalid("no_help_pages", "no help page could be read, so nothing was changed")
    with open_store(settings) as store:
        if dry_run:
            with store.reading() as unit:
                changes = preview_pages(unit, read.pages, replace, read.left_out)
        else:
            changes = _import(settings, store, read, replace)
    _report(read, changes, dry_run, json)


@app.command("list")
def listed(json: JsonOption = False) -> None:
    """List the imported pages, and how many of the project's own articles are used."""
    with open_store(load_settings()) as store, store.reading() as unit:
        pages, own_only = list_pages(unit), help_state(unit).own_only
        all_articles = len(store.help_centre.index(unit).articles)
        imported = sum(len(articles_of(page)) for page in stored_pages(unit))
    own = all_articles - imported
    if json:
        rows = [asdict(page) for page in pages]
        answer_json({"pages": rows, "own_articles": own, "own_articles_used": not own_only})
        return
    columns = ("source", "title", "sections", "sentences", "imported at")
    rows_shown = [
        (page.source, page.title, page.sections, page.sentences, f"{page.imported_at:%F %H:%M}")
        for page in pages
    ]
    if pages:
        answer_table(columns, rows_shown)
    say(f"{len(pages)} imported pages; {own} articles of nlu_data/answers are used.")


@app.command("search")
def search(
    question: Annotated[str, typer.Argument(help="As a customer would ask it.")],
    most: Annotated[int, typer.Option(min=1, max=50, help="How many articles to show.")] = 5,
    json: JsonOption = False,
) -> None:
    """Show what a question is answered with, and which articles come nearest."""
    settings = load_settings()
    with open_store(settings) as store:
        centre = HelpCentre(_encoder(settings))
        centre.refresh(store, most=0)
        with store.reading() as unit:
            index = centre.index(unit)
            found, nearest = index.find(question), index.rank(question, most)
    if json:
        answer = asdict(found) | {"text": found.text} if found else None
        ranked = [_ranked(one) for one in nearest]
        answer_json({"question": question, "answer": answer, "nearest": ranked})
        return
    say(f"{found.text}\n({found.title})" if found else "Not found: no article fits well enough.")
    rows = [(f"{one.score:.2f}", one.article.title, one.article.name) for one in nearest]
    answer_table(("score", "title", "article"), rows)


@app.command("remove")
def remove(
    sources: Sources = None,
    every: Annotated[bool, typer.Option("--all", help="Remove all imported pages.")] = False,
    json: JsonOption = False,
) -> None:
    """Remove imported pages; after the last one, the project's own articles are used again."""
    if not sources and not every:
        raise Invalid("no_sources", "name the sources to remove, or give --all")
    settings = load_settings()
    with open_store(settings) as store:
        with store.transaction() as unit:
            wanted = [page.source for page in list_pages(unit)] if every else sources or []
            removed = remove_pages(unit, wanted)
        _forget(store, _encoder(settings))
    if json:
        answer_json({"removed": removed})
    else:
        say(f"Removed: {len(removed)} pages.")


@app.command("export")
def export(
    file: Annotated[Path | None, typer.Argument(help="Where to; standard output if none.")] = None,
    json: JsonOption = False,
) -> None:
    """Write all articles that are used, as one JSON list: to look through or to keep."""
    with open_store(load_settings()) as store, store.reading() as unit:
        articles = [asdict(article) for article in store.help_centre.index(unit).articles]
    if file is None:
        answer_json(articles)
        return
    from json import dumps

    file.write_text(dumps(articles, ensure_ascii=False, indent=2) + "\n", "utf-8")
    if json:
        answer_json({"file": str(file), "articles": len(articles)})
    else:
        say(f"{len(articles)} articles: {file}")


def _encoder(settings: Settings) -> PassageEncoder | None:
    from language.passages import passage_encoder

    return passage_encoder(settings.encoder_dir, _THREADS)


def _import(settings: Settings, store: Store, read: Read, replace: bool) -> PageChanges:
    encoder = _encoder(settings)
    articles = [article for page in read.pages for article in articles_of(page)]
    # Before the pages, so that a service that sees these can answer from them at once.
    with Steps(err, total=2, before=1).step("Learning what the pages answer") as step:
        HelpCentre(encoder).make_vectors(store, articles, step.tell)
    with store.transaction() as unit:
        changes = store_pages(unit, read.pages, replace, read.left_out)
    if changes.changed or changes.removed:
        _forget(store, encoder)
    return changes


def _forget(store: Store, encoder: PassageEncoder | None) -> None:
    """Drop the vectors that no article needs any more."""
    if encoder is None:
        return
    centre = HelpCentre()
    with store.transaction() as unit:
        used = used_vectors(centre.index(unit).articles)
        prune_vectors(unit, encoder.fingerprint, used)


def _base(url: str) -> str:
    if url and not url.startswith(("https://", "http://")):
        raise Invalid("bad_base_url", f"--base-url {url}: give an address with https://")
    return url if not url or url.endswith("/") else f"{url}/"


def _report(read: Read, changes: PageChanges, dry_run: bool, json: bool) -> None:
    articles: list[Article] = [one for page in read.pages for one in articles_of(page)]
    counts: dict[str, Any] = {
        "pages": len(read.pages),
        "sections": len(articles),
        "sentences": sum(len(article.sentences) for article in articles),
    }
    if json:
        problems = {
            "problems": [asdict(one) for one in read.problems],
            "notes": [asdict(one) for one in read.notes],
        }
        answer_json(counts | asdict(changes) | problems | {"dry_run": dry_run})
        return
    rows = [*counts.items(), *((name, len(found)) for name, found in asdict(changes).items())]
    answer_table(("what", "count"), rows)
    for one in (*read.problems, *read.notes):
        complain(f"{one.file}: {one.reason}")
    if dry_run:
        say("Nothing was changed (--dry-run).")


def _ranked(one: Ranked) -> dict[str, Any]:
    article = one.article
    return {
        "article": article.name,
        "title": article.title,
        "link": article.link,
        "score": round(one.score, 4),
        "quote": one.quote().text,
    }
