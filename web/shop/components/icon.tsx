const PATHS = {
  bag: "M6 8h12l1 12H5L6 8Zm3 0V7a3 3 0 0 1 6 0v1",
  box: "M4 8.5 12 4l8 4.5v7L12 20l-8-4.5v-7Zm0 0 8 4.5 8-4.5M12 13v7",
  chat: "M4 5h16v11H10l-4.5 4v-4H4V5Zm4 4h8m-8 3.5h5",
  check: "m5 12.5 4.5 4.5L19 7.5",
  chevron: "m9 5 7 7-7 7",
  close: "M6 6l12 12M18 6 6 18",
  filter: "M4 6h16M7 12h10m-7 6h4",
  leaf: "M5 19c0-9 5-14 15-14 0 10-5 15-13 14m-2 2c1.5-5 4-8 8-10",
  mail: "M3.5 6h17v12h-17V6Zm0 .5 8.5 7 8.5-7",
  minus: "M6 12h12",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.5 8.5c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5",
  plus: "M12 6v12M6 12h12",
  returns: "M8 5 4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11H8",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Zm5-1.5L21 21",
  shield: "M12 3.5 19 6v6c0 4.4-3 7.3-7 8.5C8 19.3 5 16.4 5 12V6l7-2.5Zm-3 8.2 2.3 2.3 4-4.3",
  truck: "M3 6h11v10H3V6Zm11 4h4l3 3.5V16h-7v-6ZM7.5 18.5a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6Zm9.5 0a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6Z",
  warning: "M12 4 2.5 20h19L12 4Zm0 6v4.5m0 2.7v.1",
} as const;

export type ShopIcon = keyof typeof PATHS;

/** A picture that says nothing of its own to a screen reader: the words stand beside it. */
export function Icon({ name }: { name: ShopIcon }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
