import type { BenchRecord, BenchRow } from "../record/bench.ts";
import { benchBlock, benchFacts, LEGEND } from "./bench.ts";
import { compareBenches, comparisonBlock, comparisonFacts } from "./bench-compare.ts";
import { adapterText, shapeText, SOFTWARE_NOTE, whoShort } from "./bench-words.ts";
import type { Block, Chart } from "./blocks.ts";
import { type Bar, type BarGroup, barsChart } from "./charts/bench-bars.ts";
import { rooflineChart } from "./charts/bench-roofline.ts";
import { pageHtml } from "./html.ts";

/**
 * One self-contained page about one run of the bench, or several side by side: rooflines, bars per kernel and shape,
 * tables. No request, no script, light and dark. Nothing is averaged over adapters; software ones are marked.
 */
export function benchPage(records: readonly BenchRecord[]): Promise<string> {
  const [first] = records;
  if (first === undefined) throw new RangeError("Cannot draw a page of no bench.");
  const several = records.length > 1;
  return pageHtml({
    title: several ? `Bench: ${records.length} records` : `Bench: ${adapterText(first)}`,
    kicker: "alienist: bench of the kernels",
    heading: several ? "Benches side by side" : adapterText(first),
    facts: [several ? records.map(adapterText).join("; ") : `alienist ${first.versions.alienist ?? ""}`],
    created: records.map(({ created }) => created).sort().at(-1)!,
    blocks: [...(several ? sideBySide(records) : []), ...records.flatMap((record, i) => oneRecord(record, i, several))],
  });
}

const heading = (text: string): Block => ({ kind: "heading", level: 2, text });

/** Where the record's rows lie under its roof, its bars, its table. */
function oneRecord(record: BenchRecord, i: number, several: boolean): Block[] {
  const label = several ? `${String.fromCharCode(65 + i)}: ${adapterText(record)}` : "";
  const named = (text: string) => (several ? `${text}, ${String.fromCharCode(65 + i)}` : text);
  const roofline = rooflineChart(record, `roof-${i}`, named("Roofline"));
  const bars = kernels([record]).flatMap((kernel, k) =>
    barsChart(barsOf(record, kernel), `bars-${i}-${k}`, kernel) ?? []
  );
  return [
    heading(several ? label : "What it was measured on"),
    ...(record.adapter?.software ? [{ kind: "text", text: SOFTWARE_NOTE, tone: "warning" } as const] : []),
    { kind: "list", items: benchFacts(record).filter((line) => line !== SOFTWARE_NOTE) },
    ...(roofline === null ? [] : [heading(named("Under the roof")), charts([roofline], ROOFLINE)]),
    ...(bars.length === 0 ? [] : [heading(named("Kernels and shapes")), charts(bars, BARS)]),
    heading(named("Every row")),
    benchBlock(record),
  ];
}

const ROOFLINE =
  "The line is what the adapter itself reached in this run, reading or copying memory on its slope and multiplying and adding on its flat. A point on the line cannot be faster; one above it had its data in a cache. Each kernel's name stands at its fastest row.";

const BARS =
  "Longer is faster. Blue: alienist; grey: other packages on the same adapter, the CPU twin on one core and WebAssembly, with their time over alienist's. Lines across the bars' ends: quartiles.";

const charts = (all: readonly Chart[], caption: string): Block => ({ kind: "charts", charts: all, caption });

function kernels(records: readonly BenchRecord[]): string[] {
  return [...new Set(records.flatMap(({ rows }) => rows.map(({ kernel }) => kernel)))];
}

const groupKey = ({ shape, dtype }: BenchRow) => `${shapeText(shape)} ${dtype}`;

/** A group per shape and storage: everyone who did it. */
function barsOf({ rows }: BenchRecord, kernel: string): BarGroup[] {
  const groups = new Map<string, Bar[]>();
  for (const row of rows.filter((row) => row.kernel === kernel)) {
    const bar = { label: whoShort(row.who), row, ours: row.who === "alienist" };
    groups.set(groupKey(row), [...groups.get(groupKey(row)) ?? [], bar]);
  }
  return [...groups].map(([title, bars]) => ({ title, bars }));
}

/** Ours on every adapter, and the table of all. */
function sideBySide(records: readonly BenchRecord[]): Block[] {
  const comparison = compareBenches(records);
  const bars = kernels(records).flatMap((kernel, k) =>
    barsChart(acrossOf(records, kernel), `across-${k}`, kernel) ?? []
  );
  return [
    heading("Adapters"),
    { kind: "list", items: comparisonFacts(comparison) },
    ...(bars.length === 0 ? [] : [heading("alienist on each of them"), charts(bars, ACROSS)]),
    heading("Rows side by side"),
    comparisonBlock(comparison),
    { kind: "text", text: LEGEND, tone: "note" },
  ];
}

const ACROSS =
  "Longer is faster. Blue: GPUs; grey: software adapters, which show that the kernels are right and nothing of speed.";

function acrossOf(records: readonly BenchRecord[], kernel: string): BarGroup[] {
  const groups = new Map<string, Bar[]>();
  records.forEach(({ rows, adapter }, i) => {
    for (const row of rows.filter((row) => row.kernel === kernel && row.who === "alienist")) {
      const label = `${String.fromCharCode(65 + i)} ${adapter?.name ?? "no adapter"}`.slice(0, 22);
      const bar = { label, row, ours: adapter?.software === false };
      groups.set(groupKey(row), [...groups.get(groupKey(row)) ?? [], bar]);
    }
  });
  return [...groups].map(([title, bars]) => ({ title, bars }));
}
