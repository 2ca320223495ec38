import { t } from "../texts";

interface PagerProps {
  page: number;
  pages: number;
  address(page: number): string;
}

/** Links to pages: each has an address of its own. */
export function Pager({ page, pages, address }: PagerProps) {
  const shown = Array.from({ length: pages }, (_, place) => place + 1).filter(
    (one) => one === 1 || one === pages || Math.abs(one - page) <= 1,
  );
  return (
    <nav class="pager" aria-label={t("pages.label")}>
      {page > 1 && (
        <a class="button quiet small" href={address(page - 1)} rel="prev">
          {t("pages.previous")}
        </a>
      )}
      <ol>
        {shown.map((one, place) => (
          <li key={one}>
            {place > 0 && shown[place - 1] !== one - 1 && <span aria-hidden="true">…</span>}
            <a href={address(one)} aria-current={one === page ? "page" : undefined} aria-label={t("pages.page", { page: one })}>
              {one}
            </a>
          </li>
        ))}
      </ol>
      {page < pages && (
        <a class="button quiet small" href={address(page + 1)} rel="next">
          {t("pages.next")}
        </a>
      )}
    </nav>
  );
}
