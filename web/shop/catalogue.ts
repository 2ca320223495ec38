import { request } from "../shared/http";
import type { ProductCard } from "../shared/protocol";

export interface Category {
  id: string;
  name: string;
}

export interface Product extends ProductCard {
  description?: string | null;
  attributes?: Record<string, unknown> | null;
}

export interface Page {
  products: Product[];
  categories: Category[];
  page: number;
  pages: number;
  total: number;
}

export interface Customer {
  reference: string;
  name: string;
  note?: string;
}

export async function loadPage(category: string | null, page: number): Promise<Page> {
  const query = new URLSearchParams({ category: category ?? "", page: String(page) });
  const found = await request<Partial<Page>>("GET", `/demo/products?${query}`);
  return {
    products: found.products ?? [],
    categories: found.categories ?? [],
    page: found.page ?? page,
    pages: found.pages ?? 1,
    total: found.total ?? found.products?.length ?? 0,
  };
}

export function loadProduct(id: string): Promise<Product> {
  return request<Product>("GET", `/demo/products/${encodeURIComponent(id)}`);
}

export async function loadCustomers(): Promise<Customer[]> {
  return (await request<{ customers: Customer[] }>("GET", "/demo/customers")).customers;
}

/** What a shop's own server would do at sign-in: hand out its signed token for the customer. */
export async function signIn(reference: string): Promise<string> {
  const body = { reference };
  return (await request<{ customer_token: string }>("POST", "/demo/sign-in", { body })).customer_token;
}
