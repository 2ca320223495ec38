import { useCallback, useEffect, useState } from "preact/hooks";
import { loadPage, type Page } from "../catalogue";
import { withAttune } from "../identity";
import { readPlace, writePlace, type Place } from "../place";
import { Header } from "./header";
import { Hero } from "./hero";
import { ProductDialog } from "./product_dialog";
import { ProductGrid } from "./product_grid";

export function Shop() {
  const [place, setPlace] = useState<Place>(() => readPlace(location.search));
  const [page, setPage] = useState<Page | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [basket, setBasket] = useState(() => Number(sessionStorage.getItem("juniper:basket")) || 0);

  const go = useCallback((next: Place) => {
    history.pushState(null, "", writePlace(next));
    setPlace(next);
  }, []);

  useEffect(() => {
    const back = () => setPlace(readPlace(location.search));
    addEventListener("popstate", back);
    return () => removeEventListener("popstate", back);
  }, []);

  useEffect(() => {
    // A product that the chat shows opens here instead of loading the page anew.
    withAttune((attune) =>
      attune.on("link", (detail) => {
        const product = (detail as { product: string | null }).product;
        if (!product) return true;
        go({ ...readPlace(location.search), product });
        return false;
      }),
    );
  }, [go]);

  const load = useCallback(() => {
    setFailure(null);
    loadPage(place.category, place.page).then(setPage, (error: Error) => setFailure(error.message));
  }, [place.category, place.page]);
  useEffect(load, [load]);

  const add = () => {
    sessionStorage.setItem("juniper:basket", String(basket + 1));
    setBasket(basket + 1);
  };

  return (
    <>
      <Header
        categories={page?.categories ?? []}
        current={place.category}
        basket={basket}
        onCategory={(category) => go({ category, page: 1, product: null })}
      />
      <main>
        {!place.category && place.page === 1 && <Hero />}
        <ProductGrid
          page={page}
          failure={failure}
          heading={page?.categories.find(({ id }) => id === place.category)?.name ?? "All things"}
          onRetry={load}
          onOpen={(product) => go({ ...place, product })}
          onPage={(number) => {
            go({ ...place, page: number });
            document.getElementById("products")?.scrollIntoView();
          }}
        />
      </main>
      <Footer />
      {place.product && (
        <ProductDialog id={place.product} onAdd={add} onClose={() => go({ ...place, product: null })} />
      )}
    </>
  );
}

function Footer() {
  return (
    <footer class="footer">
      <p>
        <strong>This is a demonstration.</strong> Juniper &amp; Co. and its customers are made up, and nothing can be
        bought. The chat in the corner is Attune at work.
      </p>
      <p>
        Agents: <a href="/desk">open the desk</a>
      </p>
    </footer>
  );
}
