import { expect, test } from "vitest";
import { shelfPath } from "../catalogue";
import { categoryAddress, NO_FILTERS, productAddress, readPlace, searchAddress, type Filters } from "../place";

const read = (address: string) => readPlace(new URL(address, "https://juniper.example"));

test.each([
  ["/", { name: "home" }],
  ["/?product=12", { name: "product", id: 12 }],
  ["/product/12", { name: "product", id: 12 }],
  ["/basket", { name: "basket" }],
  ["/account?x=1", { name: "account" }],
  ["/product/abc", { name: "nowhere" }],
  ["/product/1234567", { name: "nowhere" }],
  ["/product/", { name: "nowhere" }],
  ["/product/1/more", { name: "nowhere" }],
  ["/category/%E0%A4%A", { name: "nowhere" }],
  ["/desk", { name: "nowhere" }],
  ["/demo/mailbox", { name: "nowhere" }],
])("%s leads to where it says, or nowhere", (address, expected) => {
  expect(read(address)).toEqual(expected);
});

test("filters are read back as they were written", () => {
  const filters: Filters = { colour: "sky blue", size: "30 x 20 cm", from: 5, to: 60, inStock: true, sort: "name", page: 3 };

  expect(read(categoryAddress("tea", filters))).toEqual({ name: "category", slug: "tea", filters });
  expect(read(searchAddress("a & b=c?#%", filters))).toEqual({ name: "search", words: "a & b=c?#%", filters });
});

test("what is not asked for does not stand in the address", () => {
  expect([categoryAddress("tea"), searchAddress(""), productAddress("a/b")]).toEqual([
    "/category/tea",
    "/search",
    "/product/a%2Fb",
  ]);
});

test.each([
  "page=0&from=-1&to=1e9&sort=best&in_stock=yes",
  "page=99999999999999999999&from=x&to=&sort=&colour=%20%20",
  "page=1.5&page=2&size=%0A",
])("filters that make no sense are none: %s", (query) => {
  expect(read(`/category/tea?${query}`)).toEqual({ name: "category", slug: "tea", filters: NO_FILTERS });
});

test("words are one line of a length that the service takes", () => {
  const place = read(`/search?q=${encodeURIComponent(` a\n\tb ${"long ".repeat(100)}`)}`);

  expect(place).toMatchObject({ words: expect.stringMatching(/^a b long/) });
  expect("words" in place && place.words.length).toBe(100);
});

test("prices are asked for in minor units that the service can read", () => {
  const path = shelfPath({ category: "tea", filters: { ...NO_FILTERS, from: 10, to: 999_999 } }, 1000);

  expect(path).toContain("above=10000&below=999999000");
});
