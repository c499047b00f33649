import type { Confusion } from "../../record/run.ts";
import type { Chart } from "../blocks.ts";
import { percent } from "../words.ts";
import { COLOUR } from "./theme.ts";

/**
 * Heat map of counts; depth of colour is the share of the row (deepest = the largest share), so rows of different size
 * compare.
 */
export function confusionChart(confusion: Confusion): Chart {
  const { labels, matrix } = confusion;
  const all = matrix.flat().reduce((sum, n) => sum + n, 0);
  const right = matrix.reduce((sum, row, i) => sum + (row[i] ?? 0), 0);
  const share = all === 0 ? "" : ` (${percent(right / all)})`;
  return {
    id: "confusion",
    title: "Construct of the item against construct read",
    description: `${labels.length} constructs; ${right} of ${all} items on the diagonal${share}; chance ${
      percent(1 / labels.length)
    }.`,
    spec: { ...frame(labels), data: { values: cellsOf(confusion) }, layer: LAYERS },
  };
}

const LAYERS = [
  { mark: { type: "rect", fill: COLOUR.band } },
  {
    mark: { type: "rect", fill: COLOUR.heat },
    encoding: { fillOpacity: { field: "depth", type: "quantitative", scale: null } },
  },
  {
    mark: { type: "text", fontSize: 12 },
    encoding: { text: { field: "n" }, fill: { field: "ink", type: "nominal", scale: null } },
  },
];

/** Size, axes and the room that labels need: vega without a canvas only guesses it. */
function frame(labels: readonly string[]) {
  const side = Math.max(26, Math.min(38, 310 / labels.length)) * labels.length;
  const turned = labels.length > 4;
  const longest = 7 * Math.max(...labels.map((label) => label.length));
  const deep = turned ? longest * 0.71 + 6 : 14;
  const quiet = {
    domain: false,
    ticks: false,
    labelFontSize: 12,
    labelPadding: 6,
    labelColor: COLOUR.ink,
    labelLimit: 0,
  };
  const top = { ...quiet, orient: "top", labelAngle: turned ? -45 : 0, title: "read as", titleY: -deep - 20 };
  const left = { ...quiet, title: "item's construct", titleX: -longest - 20 };
  const shared = { type: "ordinal", sort: null, scale: { domain: labels, paddingInner: 0.06, paddingOuter: 0 } };
  return {
    width: side,
    height: side,
    autosize: "none",
    padding: { left: longest + 36, right: turned ? deep : 6, top: deep + 36, bottom: 6 },
    encoding: { x: { ...shared, field: "read", axis: top }, y: { ...shared, field: "label", axis: left } },
  };
}

function cellsOf({ labels, matrix }: Confusion) {
  const cells = labels.flatMap((label, i) => {
    const row = matrix[i] ?? [];
    const total = Math.max(1, row.reduce((sum, n) => sum + n, 0));
    return labels.map((read, j) => ({ label, read, n: row[j] ?? 0, share: (row[j] ?? 0) / total }));
  });
  const most = Math.max(1e-12, ...cells.map(({ share }) => share));
  return cells.map(({ label, read, n, share }) => ({
    label,
    read,
    n,
    depth: Number((share / most).toFixed(4)),
    ink: n === 0 ? COLOUR.muted : COLOUR.ink,
  }));
}
