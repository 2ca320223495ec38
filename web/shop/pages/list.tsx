import { useEffect, useState } from "preact/hooks";
import { minorUnits } from "../../shared/format";
import { shelfPath, type Shelf, type ShopFacts } from "../catalogue";
import { askAbout } from "../chat";
import { FilterPanel } from "../components/filters";
import { ActiveFilters } from "../components/active_filters";
import { Pager } from "../components/pager";
import { Crumbs, Empty, Failure, Heading } from "../components/page";
import { Ghosts, Tiles } from "../components/tile";
import { useLoaded } from "../loaded";
import { categoryAddress, NO_FILTERS, searchAddress, SORTS, type Filters, type Sort } from "../place";
import { go } from "../router";
import { t } from "../texts";
import { Nowhere } from "./nowhere";

interface ListProps {
  filters: Filters;
  facts: ShopFacts | null;
}

export function CategoryPage({ slug, filters, facts }: ListProps & { slug: string }) {
  const currency = facts?.currency ?? "EUR";
  const loaded = useLoaded<Shelf>(shelfPath({ category: slug, filters }, minorUnits(currency)));
  const categories = loaded.value?.categories ?? facts?.categories ?? [];
  const name = categories.find(({ id }) => id === slug)?.name;
  if (loaded.failure?.status === 404) return <Nowhere title={t("nowhere.category")} />;
  return (
    <>
      <Crumbs crumbs={[{ name: name ?? "\u00a0", address: null }]} />
      {name ? <Heading>{name}</Heading> : <p class="h1-room">{"\u00a0"}</p>}
      <List loaded={loaded} filters={filters} currency={currency} address={(next) => categoryAddress(slug, next)} />
    </>
  );
}

export function SearchPage({ words, filters, facts }: ListProps & { words: string }) {
  const currency = facts?.currency ?? "EUR";
  const loaded = useLoaded<Shelf>(shelfPath({ words, filters }, minorUnits(currency)));
  const sorted = filters.sort === "featured" ? "" : t(`sort.${filters.sort}`);
  const title = words ? t("search.for", { words }) : sorted || t("search.title");
  return (
    <>
      <Crumbs crumbs={[{ name: t("search.title"), address: null }]} />
      <Heading key={title}>{title}</Heading>
      {!words && !sorted && <p class="soft">{t("search.empty")}</p>}
      <List
        loaded={loaded}
        filters={filters}
        currency={currency}
        address={(next) => searchAddress(words, next)}
        words={words}
      />
    </>
  );
}

interface ShownList {
  loaded: ReturnType<typeof useLoaded<Shelf>>;
  filters: Filters;
  currency: string;
  address(filters: Filters): string;
  words?: string;
}

function List({ loaded, filters, currency, address, words = "" }: ShownList) {
  const { value: shelf, failure, stale, retry } = loaded;
  const change = (next: Partial<Filters>) => go(address({ ...filters, page: 1, ...next }), { keep: true });
  const clear = () => change({ ...NO_FILTERS, sort: filters.sort });
  // A page past the end shows the last one, and its address should say so.
  useEffect(() => {
    if (shelf && !stale && shelf.page !== filters.page) {
      go(address({ ...filters, page: shelf.page }), { keep: true, replace: true });
    }
  }, [shelf, stale]);

  if (failure) return <Failure problem={failure} onRetry={retry} />;
  return (
    <div class="list">
      <FilterPanel filters={filters} facets={shelf?.facets ?? null} currency={currency} onChange={change} />
      <section class="results" aria-busy={shelf === null || stale} aria-labelledby="results-count">
        <header class="results-head">
          <p id="results-count" role="status" data-testid="results-count">
            {shelf ? t("list.count", { count: shelf.total }) : t("list.loading")}
          </p>
          <SortField sort={filters.sort} searching={words !== ""} onChange={(sort) => change({ sort })} />
        </header>
        <ActiveFilters filters={filters} currency={currency} onChange={change} onClear={clear} />
        {shelf === null ? (
          <Ghosts count={12} />
        ) : shelf.products.length > 0 ? (
          <Tiles products={shelf.products} colour={filters.colour} />
        ) : (
          <NoResults words={words} filtered={address(filters) !== address(NO_FILTERS)} onClear={clear} />
        )}
        {shelf && shelf.pages > 1 && (
          <Pager page={shelf.page} pages={shelf.pages} address={(page) => address({ ...filters, page })} />
        )}
      </section>
    </div>
  );
}

function NoResults({ words, filtered, onClear }: { words: string; filtered: boolean; onClear(): void }) {
  const found = words && !filtered;
  return (
    <Empty
      words={found ? t("search.none", { words }) : t("list.none")}
      hint={found ? t("search.none.hint") : t("list.none.hint")}
    >
      <p class="ways">
        {!found && (
          <button type="button" class="button" onClick={onClear}>
            {t("list.clear")}
          </button>
        )}
        <button type="button" class="button quiet" onClick={() => askAbout({})}>
          {t("home.ask")}
        </button>
      </p>
    </Empty>
  );
}

function SortField({ sort, searching, onChange }: { sort: Sort; searching: boolean; onChange(sort: Sort): void }) {
  const [shown, show] = useState<Sort>(sort);
  useEffect(() => show(sort), [sort]);
  return (
    <label class="sort">
      <span>{t("list.sort")}</span>
      <select
        value={shown}
        data-testid="sort"
        onChange={({ currentTarget }) => {
          const chosen = SORTS.find((one) => one === currentTarget.value) ?? "featured";
          show(chosen);
          onChange(chosen);
        }}
      >
        {SORTS.map((one) => (
          <option key={one} value={one}>
            {one === "featured" && searching ? t("sort.relevance") : t(`sort.${one}`)}
          </option>
        ))}
      </select>
    </label>
  );
}
