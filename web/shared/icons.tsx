const PATHS = {
  arrowDown: "M12 5v14m-6-6 6 6 6-6",
  back: "M15 5l-7 7 7 7",
  bag: "M6 8h12l1 12H5L6 8Zm3 0V7a3 3 0 0 1 6 0v1",
  check: "m5 12.5 4.5 4.5L19 7.5",
  clip: "M19 11.5 12 18.4a4.6 4.6 0 0 1-6.5-6.5l7.4-7.3a3 3 0 0 1 4.3 4.3l-7.4 7.3a1.5 1.5 0 0 1-2.1-2.1l6.6-6.5",
  close: "M6 6l12 12M18 6 6 18",
  dots: "M5 11.2a.8.8 0 1 0 0 1.6.8.8 0 0 0 0-1.6Zm7 0a.8.8 0 1 0 0 1.6.8.8 0 0 0 0-1.6Zm7 0a.8.8 0 1 0 0 1.6.8.8 0 0 0 0-1.6Z",
  download: "M12 4v11m-5-5 5 5 5-5M5 20h14",
  file: "M6 3h8l4 4v14H6V3Zm8 0v4h4M9 12h6m-6 4h6",
  forward: "m9 5 7 7-7 7",
  keyboard: "M3 6.5h18v11H3zM7 10h.01M11 10h.01M15 10h.01M8 14h8",
  leaf: "M5 19c0-9 5-14 15-14 0 10-5 15-13 14m-2 2c1.5-5 4-8 8-10",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.5 8.5c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5",
  retry: "M4 12a8 8 0 1 1 2.5 5.8M4 12V7m0 5h5",
  send: "M5 12 4 4.5 20.5 12 4 19.5 5 12Zm0 0h7",
  signOut: "M14 4H5v16h9M10 12h10m-3.5-3.5L20 12l-3.5 3.5",
  spark: "M12 3.5 14 10l6.5 2-6.5 2-2 6.5L10 14l-6.5-2L10 10l2-6.5Z",
  warning: "M12 4 2.5 20h19L12 4Zm0 6v4.5m0 2.7v.1",
} as const;

export type IconName = keyof typeof PATHS;

/** Pictures that point along the line: they turn round where it is read from right to left. */
const ALONG: readonly IconName[] = ["back", "forward", "send", "signOut"];

/** A picture that says nothing of its own to a screen reader: the words stand beside it. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class={ALONG.includes(name) ? "icon along" : "icon"} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
