import type { Kernels } from "../reference/kernels.ts";
import type { Gpu } from "./device.ts";
import { SOURCES, type Sources } from "./kernel.ts";
import { pool } from "./pool.ts";
import { project } from "./project.ts";
import { projectPool } from "./project_pool.ts";
import type { Tuning } from "./variant.ts";

/** Options of the WebGPU backend. */
export interface WebgpuOptions {
  /** How to cut the work. Default: `narrow` on software adapters, else `wide`; lanes added through workgroup memory. */
  readonly tuning?: Partial<Tuning>;
  /** Texts to run instead of the shipped ones, so that a test can break one and see its check fail. */
  readonly sources?: Sources;
  /** Fills every output with NaN first, so that a value that no thread wrote shows. Default: false. */
  readonly poison?: boolean;
  /** Bytes of rows in one dispatch at most, where the device allows as much. Default: 256 MiB. */
  readonly maxBytes?: number;
}

/** The kernels on a GPU. The same adapter and tuning give the same bits twice. */
export function webgpuKernels(
  gpu: Gpu,
  { tuning = {}, sources = SOURCES, poison = false, maxBytes = 2 ** 28 }: WebgpuOptions = {},
): Kernels<GPUBuffer> {
  const { shape = gpu.adapter.software ? "narrow" : "wide", reduce: wanted = "shared" } = tuning;
  const reduce = gpu.header.subgroups === null ? "shared" : wanted;
  const launch = { gpu, sources, poison, maxBytes, tuning: { shape, reduce } };
  return {
    name: "webgpu",
    project: (...args) => project(launch, ...args),
    projectPool: (...args) => projectPool(launch, ...args),
    pool: (...args) => pool(launch, ...args),
    // Buffers live for one call, pipelines as long as the device: nothing to free.
    dispose() {},
  };
}
