/** How the products' colours look: the same shades as in their pictures. */
const SHADES: Record<string, string> = {
  amber: "#d9912b",
  beige: "#d8c3a5",
  black: "#2f2f33",
  blue: "#4f7cac",
  brass: "#c9a24b",
  brown: "#8a5a3c",
  burgundy: "#7b2d3f",
  charcoal: "#4a4e54",
  clear: "#cfe3ea",
  copper: "#b87346",
  cream: "#efe3c8",
  "forest green": "#2f5d46",
  green: "#6a994e",
  grey: "#9aa0a6",
  lavender: "#a99bd1",
  mint: "#a7d7c5",
  mustard: "#d4a32a",
  natural: "#d9c29c",
  navy: "#2b3f63",
  oak: "#c49a6c",
  olive: "#7d7f3f",
  orange: "#e08a3c",
  pink: "#e3a6b3",
  purple: "#7d5a94",
  red: "#c8463d",
  rose: "#d68a93",
  rust: "#a9512f",
  sage: "#9caf88",
  sand: "#d8c08f",
  silver: "#b9bfc6",
  "sky blue": "#8fbfe0",
  teal: "#2f8f8b",
  terracotta: "#c9714f",
  walnut: "#6b4630",
  white: "#f4f0e6",
  yellow: "#e8c547",
};

/** A dot of a colour; the name of it stands beside or is told otherwise. */
export function Swatch({ colour }: { colour: string }) {
  return (
    <svg class="swatch" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <circle cx="10" cy="10" r="9" fill={SHADES[colour.toLowerCase()] ?? "#9caf88"} />
    </svg>
  );
}
