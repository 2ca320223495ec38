import { picture, shelfPath, type Shelf, type ShopFacts } from "../catalogue";
import { askAbout } from "../chat";
import { Failure, Heading } from "../components/page";
import { Promises } from "../components/promises";
import { Still } from "../components/still";
import { Ghosts, Tiles } from "../components/tile";
import { useLoaded } from "../loaded";
import { categoryAddress, NO_FILTERS, searchAddress, type Sort } from "../place";
import { t } from "../texts";

const SHOWN = 8;

export function Home({ facts }: { facts: ShopFacts | null }) {
  const whole = useLoaded<Shelf>(shelfPath({}));
  return (
    <>
      <section class="hero">
        <div class="hero-words">
          <p class="eyebrow">{t("home.eyebrow")}</p>
          <Heading title={t("title.home")}>{t("home.title")}</Heading>
          <p>{t("home.words")}</p>
          <p class="ways">
            <a class="button" href={categoryAddress("tea")}>
              {t("home.tea")}
            </a>
            <button type="button" class="button quiet" onClick={() => askAbout({})}>
              {t("home.ask")}
            </button>
          </p>
        </div>
        <Still />
      </section>
      <Promises facts={facts} />
      {whole.failure ? (
        <Failure problem={whole.failure} onRetry={whole.retry} />
      ) : (
        <>
          <Categories shelf={whole.value} />
          <Row sort="popular" />
          <Row sort="newest" />
        </>
      )}
    </>
  );
}

/** Every category with the picture of one of its products. */
function Categories({ shelf }: { shelf: Shelf | null }) {
  const known = shelf?.categories ?? Array.from({ length: 12 }, () => null);
  return (
    <section aria-labelledby="look-around">
      <h2 id="look-around">{t("home.categories")}</h2>
      <ul class="category-grid">
        {known.map((category, place) => {
          if (!category) return <li key={place} class="category ghost" aria-hidden="true" />;
          const product = shelf!.products.find(({ category_id }) => category_id === category.id);
          return (
            <li key={category.id} class="category">
              <a href={categoryAddress(category.id)}>
                {product && <img src={picture(product.id)} alt="" width="160" height="160" loading="lazy" />}
                <span>
                  <strong>{category.name}</strong>
                  <small>{t("list.count", { count: category.count })}</small>
                </span>
              </a>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** A few products in one order, and the way to all of them. */
function Row({ sort }: { sort: Extract<Sort, "popular" | "newest"> }) {
  const { value, failure, retry } = useLoaded<Shelf>(shelfPath({ sort }));
  return (
    <section aria-labelledby={`row-${sort}`} aria-busy={value === null && failure === null}>
      <header class="section-head">
        <h2 id={`row-${sort}`}>{t(`home.${sort}`)}</h2>
        <a href={searchAddress("", { ...NO_FILTERS, sort })}>{t(`home.${sort}.more`)}</a>
      </header>
      {failure ? (
        <Failure problem={failure} onRetry={retry} />
      ) : value ? (
        <Tiles products={value.products.slice(0, SHOWN)} />
      ) : (
        <Ghosts count={SHOWN} />
      )}
    </section>
  );
}
