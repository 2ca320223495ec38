/** What the address says is on show: `?category=tea&page=2&product=TEA-001`. */
export interface Place {
  category: string | null;
  page: number;
  product: string | null;
}

export function readPlace(search: string): Place {
  const query = new URLSearchParams(search);
  const page = Number.parseInt(query.get("page") ?? "1", 10);
  return {
    category: query.get("category") || null,
    page: Number.isFinite(page) && page > 0 ? page : 1,
    product: query.get("product") || null,
  };
}

export function writePlace({ category, page, product }: Place): string {
  const query = new URLSearchParams();
  if (category) query.set("category", category);
  if (page > 1) query.set("page", String(page));
  if (product) query.set("product", product);
  const text = query.toString();
  return text ? `/?${text}` : "/";
}
