import { useEffect } from "preact/hooks";
import { useStore } from "../../shared/store";
import { basket } from "../basket";
import type { ShopFacts } from "../catalogue";
import { tellContext, setCurrency } from "../chat";
import { DemoBar } from "../components/demo_bar";
import { Footer } from "../components/footer";
import { Header } from "../components/header";
import { useLoaded } from "../loaded";
import type { Place } from "../place";
import { usePlace } from "../router";
import { t } from "../texts";
import { AccountPage } from "./account";
import { BasketPage } from "./basket";
import { CategoryPage, SearchPage } from "./list";
import { Home } from "./home";
import { Nowhere } from "./nowhere";
import { ProductPage } from "./product";

export function App() {
  const { place, address } = usePlace();
  const facts = useLoaded<ShopFacts>("/demo/shop");
  const lines = useStore(basket);
  const categories = facts.value?.categories ?? [];

  if (facts.value) setCurrency(facts.value.currency);
  useEffect(tellContext, [address, lines, facts.value]);

  return (
    <>
      <a class="skip" href="#content">
        {t("skip")}
      </a>
      <DemoBar />
      <Header place={place} categories={categories} />
      <main id="content" tabIndex={-1}>
        <Page place={place} facts={facts.value} />
      </main>
      <Footer categories={categories} />
    </>
  );
}

function Page({ place, facts }: { place: Place; facts: ShopFacts | null }) {
  switch (place.name) {
    case "home":
      return <Home facts={facts} />;
    case "category":
      return <CategoryPage key={place.slug} slug={place.slug} filters={place.filters} facts={facts} />;
    case "search":
      return <SearchPage words={place.words} filters={place.filters} facts={facts} />;
    case "product":
      return <ProductPage key={place.id} id={place.id} facts={facts} />;
    case "basket":
      return <BasketPage facts={facts} />;
    case "account":
      return <AccountPage />;
    case "nowhere":
      return <Nowhere title={t("nowhere.title")} />;
  }
}
