import type { Figure } from "../record/figure.ts";
import type { Geometry, RunRecord } from "../record/run.ts";
import type { Block, Row, TableBlock } from "./blocks.ts";
import { wheelChart } from "./charts/wheel.ts";
import { contrastParts } from "./contrast.ts";
import { arrangementOf, ARRANGEMENTS, partialOf } from "./roles.ts";
import { claimOf } from "./meaning.ts";
import { allHeadlines } from "./view.ts";
import { capital, count, fixed, floorName, highestFloor, interval, listing, NONE, pValue } from "./words.ts";

/** Chart 4: the constructs in a plane beside the circle that is claimed, and the arrangements compared. */
export function arrangement(record: RunRecord): Block[] {
  const figures = allHeadlines(record).filter((figure) => arrangementOf(figure) !== null);
  const drawn = record.geometry.filter(({ points, labels }) => points.length > 2 && points.length === labels.length);
  if (figures.length === 0 && drawn.length === 0) return [];
  const wheels: Block[] = drawn.length === 0 ? [] : [{
    kind: "charts",
    charts: drawn.map((geometry, i) => wheelChart(geometry, `wheel-${i + 1}`, wheelCaption(geometry, figures))),
    caption:
      "Constructs by the similarity of their means (difference from the controls, about the mean of all constructs, compared over two halves of the scenes), in the best plane, turned towards the claimed order; the table counts all dimensions. Grey circle: where they would stand if they lay on it and the halves agreed; what is near the centre is not told from the rest. Lines join the opposites that are claimed: on a wheel they run through the centre.",
  }];
  return [
    { kind: "heading", level: 2, text: "How the constructs are arranged" },
    ...wheels,
    ...comparison(figures),
  ];
}

/** What a reader needs beside a wheel: its fit, what is tested, the order that fits best, and the opposites. */
function wheelCaption(geometry: Geometry, figures: readonly Figure[]): string {
  const { condition, tap, circle, best_order: best, best_tap: bestTap, opposites } = geometry;
  const circles = figures.filter((figure) => arrangementOf(figure) === "circle");
  const figure = circles.find((f) => contrastParts(f.contrast).source === condition);
  const order = same(circle, best)
    ? "No other order fits better at any layer"
    : `The order that fits best of all, at ${bestTap}: ${best.join(", ")}`;
  const pairs = opposites.map(({ a, b, cosine }) => `${a} and ${b} ${fixed(cosine)}`);
  const cosines = pairs.length === 0 ? "" : ` Cosines of opposites: ${listing(pairs)}.`;
  return `At ${tap}. ${figure === undefined ? "" : fit(figure)}${order}.${cosines}`;
}

function fit(figure: Figure): string {
  if (figure.value === null) return `Unscored: ${figure.unscored ?? "no reason was recorded"}. `;
  const floor = highestFloor(figure);
  const above = floor === null ? "" : `; highest floor ${fixed(floor.value)} (${floorName(floor.floor)})`;
  const holm = figure.p_holm === null ? "" : `, ${pValue(figure.p_holm, figure.permutations)} after Holm`;
  const exact = figure.p === null
    ? ""
    : `; exact p ${pValue(figure.p, figure.permutations)} over ${count(figure.permutations + 1, "order")}${holm}`;
  return `Fit of the claimed circle: r = ${fixed(figure.value)} (${
    interval(figure.low, figure.high)
  })${above}${exact}. `;
}

/** The same circle, wherever it starts and whichever way it runs. */
function same(a: readonly string[], b: readonly string[]): boolean {
  const ways = [b, [...b].reverse()];
  return a.length === b.length &&
    ways.some((way) => b.some((_, turn) => a.every((name, i) => name === way[(i + turn) % way.length])));
}

function comparison(figures: readonly Figure[]): TableBlock[] {
  if (figures.length === 0) return [];
  const head = ["r (95 % interval)", "Highest floor", "p, exact", "r, text out", "p, text out"];
  const claims = [...new Set(figures.map((figure) => arrangementOf(figure)!))];
  return [{
    kind: "table",
    caption: `Arrangements compared, each at the layer where it fits best. ${
      claims.map((name) => `${capital(ARRANGEMENTS[name])}: ${claimOf(name)}`).join(". ")
    }. r: correlation of the similarities with it. p, exact: share of all orders of the constructs that fit at least as well; only the circle's is in the family that Holm corrects. Text out: the similarities of text lengths and of bags of words taken out.`,
    head: [{ text: "Arrangement" }, { text: "Tap" }, ...head.map((text) => ({ text, number: true }))],
    rows: figures.map((figure, i) => comparisonRow(figure, figures[i - 1])),
  }];
}

function comparisonRow(figure: Figure, before: Figure | undefined): Row {
  const { source } = contrastParts(figure.contrast), floor = highestFloor(figure), rest = partialOf(figure);
  const p = pValue(figure.p, figure.permutations);
  return {
    cells: [
      capital(ARRANGEMENTS[arrangementOf(figure)!]),
      figure.tap ?? NONE,
      figure.value === null ? "unscored" : `${fixed(figure.value)} (${interval(figure.low, figure.high)})`,
      floor === null ? NONE : `${fixed(floor.value)} (${floorName(floor.floor)})`,
      figure.p_holm === null ? p : `${p} (Holm ${pValue(figure.p_holm, figure.permutations)})`,
      rest === null ? NONE : fixed(rest.value),
      rest === null ? NONE : pValue(rest.p, figure.permutations),
    ],
    strong: arrangementOf(figure) === "circle",
    ...(figure.value === null ? { note: `Unscored: ${figure.unscored ?? "no reason was recorded"}.` } : {}),
    ...(before?.contrast === figure.contrast ? {} : { group: capital(`${source} items`) }),
  };
}
