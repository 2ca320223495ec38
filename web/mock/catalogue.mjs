// A few made-up products and customers to look at.
const LISTS = {
  tea: ["First-flush Darjeeling", "Smoky Lapsang tin", "Ceremonial matcha", "Bamboo whisk set", "Glass teapot for two", "Rooibos with orange"],
  kitchen: ["Cast-iron pan", "Olive-wood board", "Stoneware mixing bowl", "Carbon-steel knife", "Enamel milk pot", "Linen tea towel"],
  candles: ["Fig-leaf candle", "Beeswax taper pair", "Cedar room spray", "Brass snuffer", "Juniper candle", "Travel tin trio"],
  lighting: ["Paper globe lamp", "Brass reading lamp", "Opal wall light", "Clip-on book light", "Rattan pendant", "Candle-warm bulb"],
  garden: ["Terracotta pot", "Copper watering can", "Herb window box", "Hand trowel", "Seed keeper tin", "Ash-wood dibber"],
};
const NAMES = { tea: "Tea and coffee", kitchen: "Kitchen", candles: "Candles and fragrance", lighting: "Lighting", garden: "Plants and garden" };
const STOCK = ["in_stock", "in_stock", "low", "in_stock", "out", "in_stock"];
const PER_PAGE = 12;

export const categories = Object.entries(NAMES).map(([id, name]) => ({ id, name, count: LISTS[id].length }));

export const products = Object.entries(LISTS).flatMap(([category, titles], shelf) =>
  titles.map((title, index) => {
    const id = shelf * titles.length + index + 1;
    const minor = 990 + shelf * 700 + index * 450;
    return {
      kind: "product",
      id,
      title,
      category: NAMES[category],
      price: { minor, currency: "EUR", text: `€${(minor / 100).toFixed(2)}` },
      image: `/demo/images/${id}.svg`,
      stock: STOCK[index],
      url: `/product/${id}`,
      category_id: category,
      colours: ["cream", "sage"],
      why: null,
    };
  }),
);

export function productPage(query) {
  const category = query.get("category");
  const words = (query.get("q") ?? "").toLowerCase();
  const chosen = products.filter(
    (product) => (!category || product.category_id === category) && product.title.toLowerCase().includes(words),
  );
  const pages = Math.max(1, Math.ceil(chosen.length / PER_PAGE));
  const page = Math.min(pages, Number(query.get("page") || 1));
  const shown = chosen.slice((page - 1) * PER_PAGE, page * PER_PAGE);
  const prices = chosen.map(({ price }) => price.minor);
  const range = { lowest_minor: Math.min(...prices, 0), highest_minor: Math.max(...prices, 0) };
  return { products: shown, categories, page, pages, total: chosen.length, facets: { colours: [], sizes: [], ...range } };
}

export function facts() {
  const option = (code, price_minor, free_from_minor) => ({ code, price_minor, free_from_minor, earliest: "2026-11-26", latest: "2026-11-30" });
  const delivery = [option("standard", 490, 5000), option("express", 990, null)];
  return { currency: "EUR", countries: 30, delivery, return_days: 30, gold_return_days: 60, warranty_years: 2, categories };
}

export function basketOf(ids) {
  const found = products.filter(({ id }) => ids.split(",").includes(String(id)));
  return { products: found.map((product) => ({ ...product, most: product.stock === "out" ? 0 : 99 })) };
}

export function findProduct(id) {
  const product = products.find((one) => String(one.id) === id);
  if (!product) return null;
  return {
    ...product,
    description: "Made by a small workshop that answers its own telephone. Pleasant to hold, easy to mend, and better after a year of use.",
    sku: `MOCK-${id}`,
    left: product.stock === "low" ? 3 : null,
    restock_on: null,
    bought_together: true,
    companions: products.slice(0, 4),
    attributes: { material: "Stoneware", colours: ["cream", "moss"], sizes: ["S", "L"] },
  };
}

export function image(id) {
  const seed = [...id].reduce((sum, character) => sum * 31 + character.charCodeAt(0), 7) >>> 0;
  const hue = (seed * 47) % 360;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400"><rect width="400" height="400" fill="hsl(${hue} 30% 88%)"/>
<ellipse cx="200" cy="316" rx="120" ry="16" fill="hsl(${hue} 20% 70%)"/><path d="M120 150h160l-22 160H142Z" fill="hsl(${(hue + 30) % 360} 32% 48%)"/>
<ellipse cx="200" cy="150" rx="80" ry="20" fill="hsl(${(hue + 30) % 360} 34% 38%)"/></svg>`;
}

export const customers = [
  { reference: "C-1001", name: "Amelia Hart", note: "loyal for two years" },
  { reference: "C-1002", name: "Jonas Weber", note: "a valued customer drifting away" },
  { reference: "C-1003", name: "Sofia Marino", note: "new this month" },
];

export function panelFor(reference) {
  const customer = customers.find((one) => one.reference === reference);
  if (!customer) return null;
  return {
    id: reference,
    name: customer.name,
    email: `${customer.name.split(" ")[0].toLowerCase()}@post.example`,
    phone: "+49 30 5550 0123",
    city: "Berlin",
    country: "DE",
    since: "2024-09-03T10:00:00Z",
    segment: reference === "C-1002" ? "fading" : "loyal",
    value_band: reference === "C-1003" ? "low" : "high",
    churn_risk: reference === "C-1002" ? "high" : "low",
    churn_reasons: reference === "C-1002" ? ["No order for 143 days; used to order every 30", "Two late deliveries this year", "Opened none of the last 6 e-mails"] : [],
    lifetime_value: { minor: 128450, currency: "EUR", text: "€1,284.50" },
    loyalty: { tier: "gold", points: 1840 },
    orders: [
      { number: "104233", status: "shipped", placed_at: "2026-11-17T09:12:00Z", total: { minor: 6480, currency: "EUR", text: "€64.80" }, items: [{ title: "Glass teapot for two", quantity: 1 }] },
      { number: "103871", status: "delivered", placed_at: "2026-06-30T15:40:00Z", total: { minor: 2390, currency: "EUR", text: "€23.90" }, items: [{ title: "Fig-leaf candle", quantity: 2 }] },
      { number: "103012", status: "returned", placed_at: "2026-03-02T11:00:00Z", total: { minor: 4150, currency: "EUR", text: "€41.50" }, items: [{ title: "Brass reading lamp", quantity: 1 }] },
    ],
    tickets: [{ number: "T-20418", topic: "complaint", summary: "Parcel arrived late and open", priority: "high", status: "open", created_at: "2026-11-20T08:00:00Z" }],
    consents: [
      { purpose: "newsletter", granted: false, changed_at: "2026-05-02T08:00:00Z" },
      { purpose: "personalisation", granted: true, changed_at: "2024-09-03T10:00:00Z" },
    ],
    recommended: [products[2], products[13]].map((product) => ({ ...product, why: "Bought by people with the same teapot" })),
  };
}
