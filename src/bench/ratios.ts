import { benchKey, type BenchRow, WHO } from "../record/bench.ts";

/** On the machine's CPU: compared with our public call, both from memory to memory. */
const ON_CPU: readonly string[] = ["onnxruntime-wasm", "onnxruntime-wasm-threads", "twin"];

/** Adds the ratios of what ran on the CPU, and sorts each case's rows by who did it. */
export function withRatios(rows: readonly BenchRow[]): BenchRow[] {
  const groups = new Map<string, BenchRow[]>();
  for (const row of rows) groups.set(benchKey(row), [...groups.get(benchKey(row)) ?? [], row]);
  return [...groups.values()].flatMap((group) => {
    const ours = group.find(({ who }) => who === "alienist")?.end_to_end_ms ?? null;
    return group.map((row) => {
      if (!ON_CPU.includes(row.who) || row.end_to_end_ms === null || ours === null) return row;
      return { ...row, ratio: row.end_to_end_ms.median / ours.median };
    }).sort((a, b) => WHO.indexOf(a.who) - WHO.indexOf(b.who));
  });
}
