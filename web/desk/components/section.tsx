import type { ComponentChildren } from "preact";

/** One titled part of the customer panel. */
export function Section({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="panel-part">
      <h2>{title}</h2>
      {children}
    </section>
  );
}
