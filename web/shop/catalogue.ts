/** What the demo shop's own server tells. */
import { request } from "../shared/http";
import type { OrderCard, ProductCard } from "../shared/protocol";
import type { Filters, Sort } from "./place";

export interface Category {
  id: string;
  name: string;
  count: number;
}

export interface Tile extends ProductCard {
  category_id?: string | null;
  colours?: string[];
}

export interface Choice {
  value: string;
  count: number;
}

export interface Shelf {
  products: Tile[];
  categories: Category[];
  page: number;
  pages: number;
  total: number;
  facets: { colours: Choice[]; sizes: Choice[]; lowest_minor: number; highest_minor: number };
}

export interface Product extends Tile {
  sku: string;
  description: string;
  attributes: { material: string | null; colours: string[]; sizes: string[] };
  /** How many there are, when they are few. */
  left: number | null;
  restock_on: string | null;
  bought_together: boolean;
  companions: ProductCard[];
}

export interface DeliveryOption {
  code: string;
  price_minor: number;
  free_from_minor: number | null;
  earliest: string;
  latest: string;
}

export interface ShopFacts {
  currency: string;
  countries: number;
  delivery: DeliveryOption[];
  return_days: number;
  gold_return_days: number;
  warranty_years: number;
  categories: Category[];
}

export interface BasketProduct extends ProductCard {
  /** How many can be ordered. */
  most: number;
}

export interface AccountOrder extends OrderCard {
  expected_at: string | null;
  products: number[];
  payment_failed: boolean;
}

export interface Account {
  name: string;
  orders: AccountOrder[];
}

export interface Customer {
  reference: string;
  name: string;
  note: string;
}

export interface SignedIn {
  customer_token: string;
  /** In seconds. */
  expires_in: number;
  customer: { name: string };
}

/** Where a list of products is to be had; `per` is how many minor units make a whole one. */
export function shelfPath(
  asked: { category?: string; words?: string; filters?: Filters; sort?: Sort },
  per = 100,
): string {
  const { category, words, filters } = asked;
  const query = new URLSearchParams();
  const set = (name: string, value: string | number | null | undefined) => {
    if (value !== null && value !== undefined && value !== "") query.set(name, String(value));
  };
  set("category", category);
  set("q", words);
  set("colour", filters?.colour);
  set("size", filters?.size);
  // Six digits of whole units may be more minor units than the service takes as a number.
  set("above", filters?.from != null ? Math.min(filters.from * per, 999_999_999) : null);
  set("below", filters?.to != null ? Math.min(filters.to * per, 999_999_999) : null);
  set("in_stock", filters?.inStock ? "1" : null);
  set("sort", asked.sort ?? filters?.sort);
  set("page", filters?.page);
  return `/demo/products?${query}`;
}

export const productPath = (id: number) => `/demo/products/${id}`;

export const basketPath = (ids: number[]) => `/demo/basket?products=${ids.join(",")}`;

/** A product's picture, in one of its colours. */
export function picture(id: string | number, colour?: string | null): string {
  const path = `/demo/images/${encodeURIComponent(String(id))}.svg`;
  return colour ? `${path}?${new URLSearchParams({ colour })}` : path;
}

export async function loadCustomers(): Promise<Customer[]> {
  return (await request<{ customers: Customer[] }>("GET", "/demo/customers")).customers;
}

/** What a shop's own server would do at sign-in: hand out its signed token for the customer. */
export function signIn(reference: string): Promise<SignedIn> {
  return request<SignedIn>("POST", "/demo/sign-in", { body: { reference } });
}

export function loadAccount(token: string): Promise<Account> {
  return request<Account>("GET", "/demo/account", { headers: { Authorization: `Bearer ${token}` } });
}
