/**
 * Colours of charts as CSS variables of the page, so that one SVG reads in light, dark and print.
 * One accent (blue, told from grey by every kind of colour vision); everything else is ink and grey.
 */
export const COLOUR = {
  ink: "var(--ink)",
  muted: "var(--muted)",
  line: "var(--line)",
  band: "var(--band)",
  paper: "var(--paper)",
  accent: "var(--accent)",
  /** Full depth of the heat map: ink stays readable on it. */
  heat: "var(--heat)",
} as const;

/** Settings that all charts share: no background, quiet axes, the page's own typeface. */
export const THEME = {
  background: "transparent",
  font: "inherit",
  aria: false,
  view: { stroke: null },
  axis: {
    domainColor: COLOUR.line,
    tickColor: COLOUR.line,
    gridColor: COLOUR.line,
    gridOpacity: 0.6,
    labelColor: COLOUR.muted,
    titleColor: COLOUR.muted,
    titleFontWeight: "normal",
    labelFontSize: 11,
    titleFontSize: 11,
    titlePadding: 8,
    tickSize: 4,
  },
  text: { fill: COLOUR.muted, fontSize: 11 },
  rule: { color: COLOUR.ink },
} as const;
