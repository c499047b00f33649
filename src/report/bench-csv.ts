import type { BenchRecord, BenchRow } from "../record/bench.ts";

type Cell = string | number | boolean | null;

/** Fields of RFC 4180; what a spreadsheet would take for a formula stays text. */
export function csv(rows: readonly (readonly Cell[])[]): string {
  const field = (cell: Cell) => {
    const text = cell === null ? "" : typeof cell === "string" && /^[=+\-@]/.test(cell) ? `'${cell}` : String(cell);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((row) => row.map(field).join(",") + "\r\n").join("");
}

const FIGURES = [
  "gflop_s",
  "gb_s",
  "intensity",
  "roof_fraction",
  "bound",
  "ratio",
  "upload_ms",
  "compile_ms",
  "read_back_ms",
  "gpu_bytes",
  "checked",
  "status",
  "max_error",
  "what",
  "reason",
] as const satisfies (keyof BenchRow)[];

const TIMES = ["ms", "wall_ms", "end_to_end_ms"] as const satisfies (keyof BenchRow)[];

/** A record as CSV: a line per row, with the adapter in each, so that several files can be put under each other. */
export function benchCsv({ adapter, created, rows }: BenchRecord): string {
  const head = [
    ...["adapter", "software", "runtime", "created", "kernel", "shape", "dtype", "who", "variant", "clock"],
    ...TIMES.flatMap((name) => [name, `${name}_q1`, `${name}_q3`, `${name}_n`]),
    ...FIGURES,
  ];
  const lines = rows.map((row): Cell[] => [
    ...[adapter?.name ?? "", adapter?.software ?? null, adapter?.runtime ?? "", created],
    ...[row.kernel, Object.entries(row.shape).map(([key, value]) => `${key}=${value}`).join(" ")],
    ...[row.dtype, row.who, row.variant, row.clock],
    ...TIMES.flatMap((name) => {
      const times = row[name];
      return [times?.median ?? null, times?.q1 ?? null, times?.q3 ?? null, times?.n ?? null];
    }),
    ...FIGURES.map((name) => row[name]),
  ]);
  return csv([head, ...lines]);
}

/** A record as JSON lines: each row with the adapter and time of its run. */
export function benchJsonl({ schema, adapter, created, rows }: BenchRecord): string {
  return rows.map((row) => JSON.stringify({ schema, created, adapter, ...row }) + "\n").join("");
}
