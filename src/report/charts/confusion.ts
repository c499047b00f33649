import type { Confusion } from "../../record/run.ts";
import type { Chart } from "../blocks.ts";
import { percent } from "../words.ts";
import { COLOUR } from "./theme.ts";

/** Heat map of counts; depth of colour is the share of the row (deepest = the largest share), so rows of different size compare. */
export function confusionChart({ labels, matrix }: Confusion): Chart {
  const cells = labels.flatMap((label, i) => {
    const row = matrix[i] ?? [];
    const total = Math.max(1, row.reduce((sum, n) => sum + n, 0));
    return labels.map((read, j) => cell(label, read, row[j] ?? 0, (row[j] ?? 0) / total));
  });
  const deepest = Math.max(1e-12, ...cells.map((one) => one.share));
  const side = Math.max(26, Math.min(38, 310 / labels.length));
  const turned = labels.length > 4;
  const longest = 7 * Math.max(...labels.map((label) => label.length));
  const deep = turned ? longest * 0.71 + 6 : 14;
  const axis = {
    domain: false,
    ticks: false,
    labelFontSize: 12,
    labelPadding: 6,
    labelColor: COLOUR.ink,
    labelLimit: 0,
  };
  const scale = { domain: labels, paddingInner: 0.06, paddingOuter: 0 };
  const all = matrix.flat().reduce((sum, n) => sum + n, 0);
  const right = matrix.reduce((sum, row, i) => sum + (row[i] ?? 0), 0);
  return {
    id: "confusion",
    title: "Construct of the item against construct read",
    description: `${labels.length} constructs; ${right} of ${all} items on the diagonal${
      all === 0 ? "" : ` (${percent(right / all)})`
    }; chance ${percent(1 / labels.length)}.`,
    spec: {
      width: side * labels.length,
      height: side * labels.length,
      autosize: "none",
      padding: { left: longest + 36, right: turned ? deep : 6, top: deep + 36, bottom: 6 },
      data: { values: cells.map((one) => ({ ...one, depth: Number((one.share / deepest).toFixed(4)) })) },
      encoding: {
        x: {
          field: "read",
          type: "ordinal",
          scale,
          sort: null,
          axis: { ...axis, orient: "top", labelAngle: turned ? -45 : 0, title: "read as", titleY: -deep - 20 },
        },
        y: {
          field: "label",
          type: "ordinal",
          scale,
          sort: null,
          axis: { ...axis, title: "item's construct", titleX: -longest - 20 },
        },
      },
      layer: [
        { mark: { type: "rect", fill: COLOUR.band } },
        {
          mark: { type: "rect", fill: COLOUR.heat },
          encoding: { fillOpacity: { field: "depth", type: "quantitative", scale: null } },
        },
        {
          mark: { type: "text", fontSize: 12 },
          encoding: { text: { field: "n" }, fill: { field: "ink", type: "nominal", scale: null } },
        },
      ],
    },
  };
}

function cell(label: string, read: string, n: number, share: number) {
  const ink = n === 0 ? COLOUR.muted : COLOUR.ink;
  return { label, read, n, share, ink };
}
