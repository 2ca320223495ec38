import { Icon } from "../../shared/icons";
import type { Category } from "../catalogue";
import { CustomerSwitcher } from "./customer_switcher";

interface HeaderProps {
  categories: Category[];
  current: string | null;
  basket: number;
  onCategory(category: string | null): void;
}

export function Header({ categories, current, basket, onCategory }: HeaderProps) {
  const link = (id: string | null, name: string) => (
    <li>
      <a
        href={id ? `/?category=${encodeURIComponent(id)}` : "/"}
        aria-current={id === current ? "page" : undefined}
        onClick={(event) => {
          event.preventDefault();
          onCategory(id);
        }}
      >
        {name}
      </a>
    </li>
  );
  return (
    <header class="header">
      <p class="notice">Free delivery from €50 · 30 days to change your mind</p>
      <div class="bar">
        <a class="logo" href="/">
          <Icon name="leaf" />
          <span>Juniper &amp; Co.</span>
        </a>
        <CustomerSwitcher />
        <span class="basket" role="status">
          <Icon name="bag" />
          <span class="basket-count">{basket}</span>
          <span class="unseen"> things in the basket</span>
        </span>
      </div>
      <nav class="categories" aria-label="Categories">
        <ul>
          {link(null, "All")}
          {categories.map(({ id, name }) => link(id, name))}
        </ul>
      </nav>
    </header>
  );
}
