import { useState } from "preact/hooks";
import { useStore } from "../../shared/store";
import { loadAccount, type Account, type AccountOrder } from "../catalogue";
import { askAbout } from "../chat";
import { useCast } from "../components/demo_bar";
import { Icon } from "../components/icon";
import { Empty, Failure, Heading } from "../components/page";
import { date, day, money } from "../format";
import { useLoaded } from "../loaded";
import { productAddress } from "../place";
import { choose, session, signInAgain } from "../session";
import { t } from "../texts";

export function AccountPage() {
  const { reference } = useStore(session);
  return reference ? <Orders /> : <Guest />;
}

function Guest() {
  const { customers } = useCast();
  return (
    <>
      <Heading>{t("account.title")}</Heading>
      <p class="lead">{t("account.guest")}</p>
      <p class="soft">{t("account.guest.hint")}</p>
      <ul class="people">
        {customers.map(({ reference, name, note }) => (
          <li key={reference}>
            <h2>{name}</h2>
            <p class="soft">{note}</p>
            <button type="button" class="button quiet small" onClick={() => choose(reference, name)}>
              {t("account.be", { name: name.split(" ")[0] ?? name })}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Orders() {
  const { reference, name, token, failed } = useStore(session);
  const account = useLoaded<Account>(
    token ? "/demo/account" : null,
    () => loadAccount(token!),
    token ? `/demo/account of ${reference}` : null,
  );
  const orders = account.value?.orders;
  return (
    <>
      <header class="section-head">
        <Heading title={t("title.page", { page: t("account.title") })}>{t("account.hello", { name })}</Heading>
        <button type="button" class="button quiet small" data-testid="sign-out" onClick={() => choose("")}>
          {t("account.sign-out")}
        </button>
      </header>
      <h2>{t("account.orders")}</h2>
      {failed || account.failure ? (
        <Retry failed={failed} account={account} />
      ) : !orders ? (
        <p class="soft" role="status">
          {t(token ? "account.loading" : "account.waiting")}
        </p>
      ) : orders.length === 0 ? (
        <Empty words={t("account.none")} />
      ) : (
        <ul class="orders">
          {orders.map((order) => (
            <Order key={order.number} order={order} />
          ))}
        </ul>
      )}
    </>
  );
}

function Retry({ failed, account }: { failed: boolean; account: ReturnType<typeof useLoaded<Account>> }) {
  if (!failed && account.failure) return <Failure problem={account.failure} onRetry={account.retry} />;
  return (
    <div class="notice-box" role="alert">
      <p>{t("demo.failed")}</p>
      <button type="button" class="button" onClick={signInAgain}>
        {t("failure.retry")}
      </button>
    </div>
  );
}

function Order({ order }: { order: AccountOrder }) {
  const { number, items = [], steps = [], products, expected_at: expected, status, total } = order;
  const [asked, ask] = useState(false);
  const arriving = expected && ["placed", "packed", "shipped", "out_for_delivery"].includes(status);
  return (
    <li class="order" data-testid="account-order" data-order={number}>
      <header>
        <h3>{t("account.order", { number })}</h3>
        <span class={`state ${status}`}>{order.status_text}</span>
        {order.payment_failed && <span class="state failed">{t("account.payment")}</span>}
      </header>
      <p class="soft">
        {order.placed_at && t("account.placed", { day: date(order.placed_at) })}
        {arriving && ` · ${t("account.expected", { day: day(expected) })}`}
      </p>
      {steps.length > 0 && (
        <ol class="steps" aria-label={t("account.progress")}>
          {steps.map(({ title, done }) => (
            <li key={title} class={done ? "done" : ""}>
              {title}
              {done && <span class="unseen"> ({t("account.done")})</span>}
            </li>
          ))}
        </ol>
      )}
      <ul class="order-items">
        {items.map(({ title, quantity }, place) => (
          <li key={place}>
            <a href={productAddress(products[place] ?? 0)}>{title}</a>
            {quantity > 1 && <span class="soft"> × {quantity}</span>}
          </li>
        ))}
      </ul>
      <footer>
        {total && (
          <strong>
            {t("account.total")} {money(total)}
          </strong>
        )}
        <button
          type="button"
          class="button quiet small"
          aria-label={t("account.ask.of", { number })}
          data-testid="ask-about-order"
          onClick={() => {
            askAbout({ order: number });
            ask(true);
          }}
        >
          <Icon name="chat" />
          {t("account.ask")}
        </button>
      </footer>
      <p class="ask-hint" role="status">
        {asked && t("account.ask.try", { number })}
      </p>
    </li>
  );
}
