import { Heading } from "../components/page";
import { searchAddress } from "../place";
import { t } from "../texts";

/** What an address shows that leads nowhere. */
export function Nowhere({ title }: { title: string }) {
  return (
    <section class="nowhere" data-testid="nowhere">
      <p class="eyebrow" aria-hidden="true">
        404
      </p>
      <Heading>{title}</Heading>
      <p class="soft">{t("nowhere.words")}</p>
      <p class="ways">
        <a class="button" href="/">
          {t("nowhere.home")}
        </a>
        <a class="button quiet" href={searchAddress("")}>
          {t("search.title")}
        </a>
      </p>
    </section>
  );
}
