import { useEffect, useState } from "preact/hooks";
import { useStore } from "../../shared/store";
import { basket, countOf } from "../basket";
import type { Category } from "../catalogue";
import { categoryAddress, LONGEST_WORDS, searchAddress, type Place } from "../place";
import { go } from "../router";
import { session } from "../session";
import { t } from "../texts";
import { Icon } from "./icon";

export function Header({ place, categories }: { place: Place; categories: Category[] }) {
  const count = countOf(useStore(basket));
  const { reference, name } = useStore(session);
  const current = place.name === "category" ? place.slug : null;
  const here = (room: Place["name"]) => (place.name === room ? ("page" as const) : undefined);
  return (
    <header class="header">
      <div class="bar">
        <a class="logo" href="/" aria-label={t("shop")}>
          <Icon name="leaf" />
          <span>{t("shop")}</span>
        </a>
        <SearchField words={place.name === "search" ? place.words : ""} />
        <nav class="own" aria-label={t("account.title")}>
          <a
            href="/account"
            aria-current={here("account")}
            data-testid="account-link"
          >
            <Icon name="person" />
            <span>{reference ? name.split(" ")[0] || name : t("header.account")}</span>
            {reference && <span class="unseen"> {t("header.account.yours")}</span>}
          </a>
          <a
            href="/basket"
            aria-current={here("basket")}
            data-testid="basket-link"
          >
            <Icon name="bag" />
            <span class="basket-word">{t("header.basket")}</span>
            {count > 0 && (
              <span class="count">
                <span data-testid="basket-count">{count}</span>
                <span class="unseen"> {t("header.basket.things", { count })}</span>
              </span>
            )}
          </a>
        </nav>
      </div>
      <nav class="categories" aria-label={t("header.categories")}>
        <ul>
          {categories.map(({ id, name: title }) => (
            <li key={id}>
              <a href={categoryAddress(id)} aria-current={id === current ? "page" : undefined}>
                {title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </header>
  );
}

function SearchField({ words }: { words: string }) {
  const [written, write] = useState(words);
  useEffect(() => write(words), [words]);
  return (
    <form
      class="search"
      role="search"
      action="/search"
      onSubmit={(event) => {
        event.preventDefault();
        go(searchAddress(written.trim()));
      }}
    >
      <input
        type="search"
        name="q"
        value={written}
        maxLength={LONGEST_WORDS}
        placeholder={t("header.search")}
        aria-label={t("header.search")}
        data-testid="search-input"
        onInput={({ currentTarget }) => write(currentTarget.value)}
      />
      <button type="submit" aria-label={t("header.search.go")}>
        <Icon name="search" />
      </button>
    </form>
  );
}
