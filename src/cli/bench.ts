import type { CommandModule, Options } from "yargs";
import type { BenchRecord } from "../record/bench.ts";
import { Fault } from "../record/fault.ts";
import { benchCompareCommand, OUTPUT } from "./bench-compare.ts";
import { benchModelCommand } from "./bench-model.ts";
import { type Format, type Target, targetOf, writeTo } from "./bench-output.ts";
import { addOptions, DEVICE_OPTIONS, JSON_FLAG } from "./common.ts";
import { BenchRefused } from "./fail.ts";
import { bytes, once, whole } from "./values.ts";

const OPTIONS = {
  "shapes": {
    type: "string",
    requiresArg: true,
    describe: "Sizes instead of the usual ones: T=8192,d=2048,k=16;T=...",
  },
  "dtype": { type: "string", requiresArg: true, describe: "Storage: f32, f16 or both, with a comma (default: all)" },
  "reps": {
    alias: "r",
    type: "string",
    requiresArg: true,
    describe: "Repetitions (default: 20, fewer where one is longer than 200 ms)",
  },
  "peers": {
    type: "boolean",
    default: false,
    describe: "Other packages on the same adapter: onnxruntime-web, tfjs, jax-js",
  },
  "compare": { type: "string", requiresArg: true, describe: "An earlier record (.json), side by side" },
  "device": {
    choices: ["webgpu", "cpu"],
    default: "webgpu",
    describe: "cpu: only what needs no adapter, the CPU twins and onnxruntime-web on WebAssembly",
  },
  "list-devices": { type: "boolean", default: false, describe: "The adapters that there are" },
  "autotune": DEVICE_OPTIONS.autotune!,
  "max-gpu-memory": DEVICE_OPTIONS["max-gpu-memory"]!,
  ...OUTPUT,
  "json": JSON_FLAG,
} satisfies Record<string, Options>;

export const benchCommand = (signal: AbortSignal): CommandModule => ({
  command: "bench [kernel..]",
  describe: "How fast the kernels are on this adapter, beside its own limits and other packages",
  builder: (yargs) => {
    const own = yargs.command(benchCompareCommand).command(benchModelCommand)
      .positional("kernel", { type: "string", array: true, describe: "Kernels by name (default: all)" });
    // What the types leave out: subcommands do not list the kernels, and `bench pool` is no misspelt `bench model`.
    const more = own as unknown as { global(name: string, on: boolean): void; recommendCommands(on: boolean): void };
    more.global("kernel", false);
    more.recommendCommands(false);
    return addOptions(own, OPTIONS);
  },
  async handler(argv) {
    if (argv.listDevices) return await listDevices(argv.json === true);
    const text = (name: string, value: unknown) => value === undefined ? undefined : once(name, value as string);
    const target = await targetOf(
      text("output-path", argv.outputPath),
      argv.format as Format | undefined,
      argv.json === true,
    );
    const { readRecord } = await import("./bench-forms.ts");
    const base = text("compare", argv.compare), earlier = base === undefined ? null : await readRecord(base);
    const reps = text("reps", argv.reps), memory = text("max-gpu-memory", argv.maxGpuMemory);
    const { runBench } = await import("./bench-run.ts");
    const record = await runBench({
      kernels: argv.kernel as string[] ?? [],
      shapes: text("shapes", argv.shapes),
      dtypes: text("dtype", argv.dtype)?.split(",").map((word) => word.trim()),
      reps: reps === undefined ? undefined : whole("reps", reps, 1, 10_000),
      peers: argv.peers === true,
      device: once("device", argv.device as "webgpu" | "cpu"),
      autotune: argv.autotune === true,
      maxGpuBytes: memory === undefined ? undefined : bytes("max-gpu-memory", memory),
      signal,
    });
    await show(record, earlier, target);
    const refused = record.rows.filter(({ status }) => status === "refused").length;
    if (refused > 0) {
      throw new BenchRefused(`${refused} of ${record.rows.length} figures were refused: the rows say why.`);
    }
  },
});

/** The record to its file; on stdout what was asked for, or a table, or the comparison. */
async function show(record: BenchRecord, earlier: BenchRecord | null, target: Target): Promise<void> {
  const { benchText, comparedText } = await import("./bench-forms.ts");
  const { print } = await import("../runtime/terminal.ts");
  const records = earlier === null ? [record] : [earlier, record];
  const inFile = target.format === "html" && records.length > 1
    ? comparedText(records, "html")
    : benchText(record, target.format);
  const path = await writeTo(target, await inFile, record);
  if (path === null && earlier === null) return await print(await inFile);
  const shown = target.file === null ? target.format : "table";
  await print(earlier === null ? await benchText(record, "table") : await comparedText(records, shown));
  if (path !== null) await print(`${path}\n`, "stderr");
}

async function listDevices(json: boolean): Promise<void> {
  const { listAdapters } = await import("../gpu/list.ts");
  const { runtime } = await import("../runtime/current.ts");
  const { print } = await import("../runtime/terminal.ts");
  const { gpu, why } = await runtime.gpu();
  const found = gpu ? await listAdapters(gpu, runtime.version) : [];
  if (json) {
    return await print(
      JSON.stringify({
        schema: "alienist/devices/1",
        devices: found,
        reason: found.length ? null : why || "WebGPU finds no adapter",
      }) + "\n",
    );
  }
  if (found.length === 0) {
    const remedy = "Run `alienist doctor` to see what is missing.";
    throw new Fault("no_adapter", `Cannot list adapters: ${why || "WebGPU finds none"}.`, remedy);
  }
  for (const { preference, adapter } of found) {
    const parts = [adapter.name, adapter.vendor, adapter.architecture, adapter.driver && `driver ${adapter.driver}`];
    await print(
      `${preference.padEnd(17)} ${[...new Set(parts.filter(Boolean))].join(", ")}${
        adapter.software ? " (software)" : ""
      }\n`,
    );
  }
}
