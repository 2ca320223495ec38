// Answers by keyword, with every kind of reply that the pages must be able to show.
import { products } from "./catalogue.mjs";

const order = {
  kind: "order",
  number: "104233",
  status: "shipped",
  status_text: "On its way",
  placed_at: "2026-11-17T09:12:00Z",
  total: { minor: 6480, currency: "EUR", text: "€64.80" },
  items: [
    { title: "Glass teapot for two", quantity: 1 },
    { title: "First-flush Darjeeling, 100 g", quantity: 2 },
  ],
  steps: ["Ordered", "Packed", "Shipped", "Delivered"].map((title, index) => ({ title, done: index < 3 })),
};

const RULES = [
  [/terrible|angry|worst|complain|late again/i, "complaint", () => [{ text: "I am sorry. That is not how it should go, and you have been with us for two years. I have opened ticket T-20418 and can bring in a colleague straight away.", quick_replies: [{ title: "Yes, please", text: "I want to talk to a person" }], why: { segment: "fading", churn_risk: "high", rule: "valued customer at risk: offer a person first" } }]],
  [/order|parcel|where/i, "track_order", () => [
    { text: "Found it. Your order left us on Thursday and should be with you tomorrow.", cards: [order], why: { rule: "order belongs to the signed-in customer", order: "104233" } },
    { text: "Is there anything else about this order?", quick_replies: [{ title: "Change the address", text: "I want to change the delivery address" }, { title: "Cancel it", text: "Cancel order 104233" }, { title: "No, thanks", text: "No, thanks" }] },
  ]],
  [/recommend|suggest|gift/i, "recommend_product", () => [
    { text: "These go well with the teapot you bought in June:", cards: products.slice(1, 6).map((product, index) => ({ ...product, why: ["Bought by people with the same teapot", "Because you like smoky teas", null, "Back in stock this week", null][index] })), why: { segment: "loyal", model: "item-to-item", offer: "none: margin already used this month" } },
  ]],
  [/return/i, "return_item", () => [{ text: "Of course. Which item would you like to send back?", quick_replies: [{ title: "Glass teapot", text: "The glass teapot" }, { title: "Darjeeling", text: "The Darjeeling" }] }]],
  [/hello|hi\b/i, "greet", () => [{ text: "Hello! What can I do for you? Our guide to returns is at https://shop.example/returns." }]],
];

export function answer(text) {
  const rule = RULES.find(([pattern]) => pattern.test(text));
  const negative = /terrible|angry|worst|complain|late again/i.test(text);
  const intent = /person|human|agent/i.test(text) ? "contact_human_agent" : (rule?.[1] ?? "nlu_fallback");
  const sentiment = { label: negative ? "negative" : "neutral", score: negative ? -0.82 : 0.04 };
  const reading = { intent, confidence: rule ? 0.94 : 0.31, ranking: [{ intent, confidence: 0.94 }, { intent: "track_refund", confidence: 0.03 }], entities: [], sentiment, frustration: negative ? 0.74 : 0.1, model_version: "mock", milliseconds: 4 };
  const replies = rule ? rule[2]() : [{ text: "I am not sure I understood. Could you say it in other words?", quick_replies: [{ title: "Talk to a person", text: "I want to talk to a person" }] }];
  return { reading, replies, wantsPerson: intent === "contact_human_agent" };
}
