import type { Kernels } from "../reference/kernels.ts";
import type { Gpu } from "./device.ts";
import { gram } from "./gram.ts";
import { SOURCES, type Sources } from "./kernel.ts";
import type { Launch } from "./launch.ts";
import { matmul } from "./matmul.ts";
import { matmulTopk } from "./matmul-topk.ts";
import { permute } from "./permute.ts";
import { meter } from "./memory.ts";
import { pool } from "./pool.ts";
import { project } from "./project.ts";
import { projectPool } from "./project_pool.ts";
import { holdRows } from "./rows.ts";
import { topk } from "./topk.ts";
import { memoryStore, type TuningStore } from "./tune.ts";

/** Options of the WebGPU backend. */
export interface WebgpuOptions {
  /** Cuts by kernel that are used whatever tuning says. Default: the tuner's. */
  readonly cuts?: Launch["cuts"];
  /** Measure which cut is fastest where the work is worth it, once per adapter and class of shapes. Default: true. */
  readonly autotune?: boolean;
  /** Where tuning is remembered. Default: in this process only. */
  readonly store?: TuningStore;
  /** How f16 rows are read. Default: `native` where the adapter can. */
  readonly f16?: Launch["f16"];
  /** Texts to run instead of the shipped ones, so that a test can break one and see its check fail. */
  readonly sources?: Sources;
  /** Fills every output with NaN first, so that a value that no thread wrote shows. Default: false. */
  readonly poison?: boolean;
  /** Bytes of rows in one dispatch at most, where the device allows as much. Default: 256 MiB, or a quarter of `maxMemory`. */
  readonly maxBytes?: number;
  /** Bytes of GPU memory that the kernels may hold at once (the model's own are not counted). Default: no limit. */
  readonly maxMemory?: number;
}

/** What launchers get, with the defaults filled in. */
export function launchOf(gpu: Gpu, options: WebgpuOptions = {}): Launch {
  const { cuts = {}, autotune = true, store = memoryStore(), f16 = "native" } = options;
  const { sources = SOURCES, poison = false, maxMemory = Infinity } = options;
  const { maxBytes = Math.min(2 ** 28, Math.floor(maxMemory / 4)) } = options;
  const tuner = { enabled: autotune, store, picked: new Map() };
  return { gpu, sources, poison, maxBytes, f16, cuts, tuner, memory: meter(maxMemory) };
}

/** The kernels on a GPU. The same adapter and cut give the same bits twice. */
export function webgpuKernels(gpu: Gpu, options: WebgpuOptions = {}): Kernels<GPUBuffer> {
  const launch = launchOf(gpu, options);
  return {
    name: "webgpu",
    project: (...args) => project(launch, ...args),
    projectPool: (...args) => projectPool(launch, ...args),
    pool: (...args) => pool(launch, ...args),
    matmul: (...args) => matmul(launch, ...args),
    topk: (...args) => topk(launch, ...args),
    matmulTopk: (...args) => matmulTopk(launch, ...args),
    permute: (problem) => permute(launch, problem),
    gram: (...args) => gram(launch, ...args),
    hold: (acts) => holdRows(launch, acts),
    peakMemory: () => launch.memory.peak,
    // Buffers live for one call, pipelines as long as the device: nothing to free.
    dispose() {},
  };
}
