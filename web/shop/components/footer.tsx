import type { Category } from "../catalogue";
import { askAbout } from "../chat";
import { categoryAddress } from "../place";
import { t } from "../texts";

export function Footer({ categories }: { categories: Category[] }) {
  return (
    <footer class="footer">
      <div class="footer-columns">
        <nav aria-labelledby="footer-shop">
          <h2 id="footer-shop">{t("footer.shop")}</h2>
          <ul class="two">
            {categories.map(({ id, name }) => (
              <li key={id}>
                <a href={categoryAddress(id)}>{name}</a>
              </li>
            ))}
          </ul>
        </nav>
        <nav aria-labelledby="footer-help">
          <h2 id="footer-help">{t("footer.help")}</h2>
          <ul>
            <li>
              <button type="button" class="plain" onClick={() => askAbout({})}>
                {t("footer.ask")}
              </button>
            </li>
            <li>
              <a href="/account">{t("footer.orders")}</a>
            </li>
            <li>
              <a href="/basket">{t("basket.title")}</a>
            </li>
          </ul>
        </nav>
        <nav aria-labelledby="footer-demo">
          <h2 id="footer-demo">{t("footer.demo")}</h2>
          <ul>
            <li>
              <a href="/desk">{t("footer.desk")}</a>
            </li>
            <li>
              <a href="/demo/mailbox">{t("footer.mailbox")}</a>
            </li>
            <li>
              <a href="/openapi.json">{t("footer.api")}</a>
            </li>
          </ul>
        </nav>
      </div>
      <p class="small-print">{t("footer.small")}</p>
    </footer>
  );
}
