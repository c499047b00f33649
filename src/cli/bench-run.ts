import { BENCHES } from "../../bench/all.ts";
import { CPU_PEERS, GPU_PEERS } from "../../bench/peers/all.ts";
import { bench } from "../bench/bench.ts";
import { measureRoof } from "../bench/roof.ts";
import { select, type Wanted } from "../bench/select.ts";
import { POLICY } from "../bench/timing.ts";
import { launchOf } from "../gpu/webgpu.ts";
import type { BenchRecord, BenchRow, Roof } from "../record/bench.ts";
import { caseText, ratioText, three, whoShort } from "../report/bench-words.ts";
import { env, plain, print } from "../runtime/terminal.ts";

/** What the command line asks for. */
export interface RunBenchOptions extends Wanted {
  readonly reps: number | undefined;
  readonly peers: boolean;
  readonly device: "webgpu" | "cpu";
  readonly autotune: boolean;
  readonly maxGpuBytes: number | undefined;
  readonly signal: AbortSignal;
}

/** Runs the benches that were asked for; a line on stderr for each row that is done. */
export function runBench(
  { reps, peers, device, autotune, maxGpuBytes, signal, ...wanted }: RunBenchOptions,
): Promise<BenchRecord> {
  return bench({
    cases: select(BENCHES, wanted),
    peers: [...CPU_PEERS, ...(peers ? GPU_PEERS : [])],
    measureRoof: async (gpu, { nsPerTick }) => roofRecord(await measureRoof(gpu, launchOf(gpu), { nsPerTick })),
    device,
    policy: reps === undefined ? POLICY : { ...POLICY, reps, exact: true },
    autotune,
    maxGpuBytes,
    toggles: (env.ALIENIST_DAWN ?? "").split(" ").filter(Boolean),
    signal,
    onRow: (row) => print(plain(`${lineOf(row)}\n`), "stderr"),
  });
}

/** The roofs as they are recorded: rates by name, and beside them the texts that reached them. */
function roofRecord({ bytes, clock: _, ns_per_tick: __, ...peaks }: Awaited<ReturnType<typeof measureRoof>>): Roof {
  const rates = Object.entries(peaks).map(([name, peak]) => [name, peak?.value ?? null] as const);
  const cuts = Object.entries(peaks).map(([name, peak]) => [name, peak?.cut ?? null] as const);
  return {
    ...Object.fromEntries(rates) as Record<keyof typeof peaks, number | null>,
    bytes,
    cuts: Object.fromEntries(cuts),
  };
}

function lineOf(row: BenchRow): string {
  const { who, ms, end_to_end_ms, ratio, status, reason } = row, times = ms ?? end_to_end_ms;
  const said = times === null ? `${status}: ${reason}` : `${three(times.median)} ms`;
  return `${caseText(row)}, ${whoShort(who)}: ${said}${ratio === null ? "" : `, ${ratioText(ratio)}`}`;
}
