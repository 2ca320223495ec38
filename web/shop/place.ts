/** What the shop can show, and the address of each. */

export const SORTS = ["featured", "popular", "newest", "cheapest", "dearest", "name"] as const;
export type Sort = (typeof SORTS)[number];

/** What narrows a list of products; `from` and `to` are whole units of the currency. */
export interface Filters {
  colour: string | null;
  size: string | null;
  from: number | null;
  to: number | null;
  inStock: boolean;
  sort: Sort;
  page: number;
}

export type Place =
  | { name: "home" }
  | { name: "category"; slug: string; filters: Filters }
  | { name: "search"; words: string; filters: Filters }
  | { name: "product"; id: number }
  | { name: "basket" }
  | { name: "account" }
  | { name: "nowhere" };

export const NO_FILTERS: Filters = {
  colour: null,
  size: null,
  from: null,
  to: null,
  inStock: false,
  sort: "featured",
  page: 1,
};

/** The service takes no longer ones; nobody writes them. */
export const LONGEST_WORDS = 100;

/** A whole number of at most six digits; anything else, however long, is none. */
function whole(text: string | null): number | null {
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : null;
}

/** One line of a sensible length, as people write into a field. */
function line(text: string | null): string {
  return (text ?? "").replace(/\s+/g, " ").trim().slice(0, LONGEST_WORDS);
}

function readFilters(query: URLSearchParams): Filters {
  const sort = SORTS.find((one) => one === query.get("sort")) ?? "featured";
  return {
    colour: line(query.get("colour")) || null,
    size: line(query.get("size")) || null,
    from: whole(query.get("from")),
    to: whole(query.get("to")),
    inStock: query.get("in_stock") === "1",
    sort,
    page: Math.max(1, whole(query.get("page")) ?? 1),
  };
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

/** What an address shows; whatever it holds, there is an answer. */
export function readPlace({ pathname, search }: Pick<URL, "pathname" | "search">): Place {
  const query = new URLSearchParams(search);
  const parts = pathname.split("/").slice(1).map(decoded);
  const [room = "", key] = parts;
  if (parts.length === 1) {
    // The address of a product before each had a page of its own.
    const old = whole(query.get("product"));
    if (room === "") return old === null ? { name: "home" } : { name: "product", id: old };
    if (room === "basket" || room === "account") return { name: room };
    if (room === "search") return { name: "search", words: line(query.get("q")), filters: readFilters(query) };
  }
  if (parts.length === 2 && key) {
    if (room === "category") return { name: "category", slug: key, filters: readFilters(query) };
    const id = whole(key);
    if (room === "product" && id !== null) return { name: "product", id };
  }
  return { name: "nowhere" };
}

function writeFilters(query: URLSearchParams, filters: Filters): void {
  if (filters.colour) query.set("colour", filters.colour);
  if (filters.size) query.set("size", filters.size);
  if (filters.from !== null) query.set("from", String(filters.from));
  if (filters.to !== null) query.set("to", String(filters.to));
  if (filters.inStock) query.set("in_stock", "1");
  if (filters.sort !== "featured") query.set("sort", filters.sort);
  if (filters.page > 1) query.set("page", String(filters.page));
}

export function categoryAddress(slug: string, filters: Filters = NO_FILTERS): string {
  const query = new URLSearchParams();
  writeFilters(query, filters);
  return withQuery(`/category/${encodeURIComponent(slug)}`, query);
}

export function searchAddress(words: string, filters: Filters = NO_FILTERS): string {
  const query = new URLSearchParams();
  if (words) query.set("q", words);
  writeFilters(query, filters);
  return withQuery("/search", query);
}

export function productAddress(id: string | number): string {
  return `/product/${encodeURIComponent(String(id))}`;
}

function withQuery(path: string, query: URLSearchParams): string {
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}
