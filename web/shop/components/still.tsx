import { t } from "../texts";

/** A drawn still life, so that the page needs no photograph. */
export function Still() {
  return (
    <svg class="still" viewBox="0 0 520 360" role="img" aria-label={t("home.still")} preserveAspectRatio="xMidYMax slice">
      <circle class="sun" cx="372" cy="128" r="92" />
      <path class="table" d="M-200 286h920v74H-200z" />
      <path class="shade" d="M90 296c0-8 60-12 150-12s150 4 150 12-60 10-150 10-150-2-150-10Z" />
      <path class="pot" d="M152 190c0-34 34-56 78-56s78 22 78 56c0 44-22 98-78 98s-78-54-78-98Z" />
      <path class="pot-line" d="M306 176c34-14 50 6 44 34-5 24-24 40-52 42" />
      <path class="pot" d="M156 196c-26-2-44-22-56-48l-16 6c10 46 38 78 78 86Z" />
      <path class="lid" d="M182 140c6-16 26-24 48-24s42 8 48 24Z" />
      <circle class="lid" cx="230" cy="108" r="11" />
      <path class="gleam" d="M176 186c4-18 14-28 28-32" />
      <path class="cup" d="M362 232h86c0 34-14 56-43 56s-43-22-43-56Z" />
      <path class="cup-line" d="M448 242c22-4 28 26-6 32" />
      <path class="steam" d="M392 214c-10-16 10-22 0-40M416 214c-10-16 10-22 0-40" />
      <path class="stem" d="M40 288c20-60 40-110 66-168" />
      <path class="leaves" d="M52 250l-26-16M60 226l-30-22M70 202l-28-26M80 178l-24-26M92 152l-18-24M56 240l28-4M66 214l30-8M76 190l28-10M88 164l26-12" />
      <circle class="berry" cx="30" cy="212" r="8" />
      <circle class="berry" cx="100" cy="204" r="8" />
      <circle class="berry" cx="52" cy="164" r="7" />
      <circle class="berry" cx="118" cy="146" r="7" />
    </svg>
  );
}
