import { type Gpu, openGpu } from "../gpu/device.ts";
import { webgpuKernels } from "../gpu/webgpu.ts";
import { WASM_THREADS } from "../model/ort.ts";
import { wasmKernels } from "../model/wasm-kernels.ts";
import { Fault } from "../record/fault.ts";
import type { Adapter } from "../record/run.ts";
import type { Kernels } from "../reference/kernels.ts";
import { VERSION } from "../record/version.ts";
import { runtime } from "../runtime/current.ts";
import { join } from "../runtime/files.ts";
import { cacheFolder, fileStore } from "../runtime/store.ts";

export const DEVICES = ["auto", "webgpu", "wasm", "cpu"] as const;
export type DeviceChoice = typeof DEVICES[number];

/** What a device is chosen by. */
export interface DeviceRequest {
  readonly device: DeviceChoice;
  /** Measure which cut of a kernel is fastest, once per adapter and class of shapes; kept in the user's cache. Default: true. */
  readonly autotune?: boolean;
  /** Bytes of GPU memory that the kernels may hold at once; the model's own are not counted. Default: no limit. */
  readonly maxGpuMemory?: number | undefined;
}

/** Where the model and the kernels run, and why. Lifetime: until `dispose`. */
export interface Device {
  readonly model: "webgpu" | "wasm";
  readonly kernels: Kernels<GPUBuffer>;
  readonly gpu: Gpu | null;
  readonly adapter: Adapter | null;
  /** One sentence for the user. */
  readonly why: string;
  dispose(): void;
}

/** What there is on this machine: an adapter or the reason why there is none. */
export async function findAdapter(): Promise<{ gpu: Gpu | null; why: string }> {
  const entry = await runtime.gpu();
  if (!entry.gpu) return { gpu: null, why: entry.why };
  const gpu = await openGpu(entry.gpu, { runtime: runtime.version });
  return gpu ? { gpu, why: "" } : { gpu: null, why: "WebGPU finds no adapter (no GPU driver, or no Vulkan loader)" };
}

/**
 * Chooses where to run.
 *
 * `webgpu`: model and kernels on the adapter. `wasm`: model on WebAssembly, kernels on the adapter where there is one.
 * `cpu`: model and large products on WebAssembly, small ones on the kernels' CPU twins. `auto`: `webgpu` on a hardware
 * adapter, otherwise `cpu`, which is faster than a software adapter.
 *
 * @throws Fault `no_adapter` when `webgpu` is asked for and there is none.
 */
export async function chooseDevice(request: DeviceChoice | DeviceRequest = "auto"): Promise<Device> {
  const asked = typeof request === "string" ? { device: request } : request, { device: choice } = asked;
  if (choice === "cpu") return cpu("as asked for with --device cpu");
  const { gpu, why } = await findAdapter();
  if (!gpu) {
    if (choice === "webgpu") {
      throw new Fault(
        "no_adapter",
        `Cannot run on WebGPU: ${why}.`,
        "Run `alienist doctor` to see what is missing, or use --device cpu.",
      );
    }
    return cpu(why);
  }
  const name = gpu.adapter.name;
  if (choice === "auto" && gpu.adapter.software) {
    gpu.dispose();
    return cpu(
      `the only adapter is software, ${name}, and slower than WebAssembly; --device webgpu uses it all the same`,
    );
  }
  const onGpu = choice !== "wasm";
  return {
    model: onGpu ? "webgpu" : "wasm",
    kernels: webgpuKernels(gpu, {
      autotune: asked.autotune ?? true,
      store: fileStore(join(cacheFolder(), `tuning-${VERSION}.json`)),
      ...(asked.maxGpuMemory === undefined ? {} : { maxMemory: asked.maxGpuMemory }),
    }),
    gpu,
    adapter: gpu.adapter,
    why: onGpu ? `model and kernels on ${name}.` : `model on WebAssembly, kernels on ${name}.`,
    dispose: () => gpu.dispose(),
  };
}

function cpu(why: string): Device {
  return {
    model: "wasm",
    kernels: wasmKernels<GPUBuffer>(),
    gpu: null,
    adapter: null,
    why: `No GPU is used (${why}): the model and large projections run on WebAssembly (${threads(WASM_THREADS)}), ` +
      "small projections on the kernels' CPU twins.",
    dispose: () => {},
  };
}

function threads(count: number): string {
  return count === 1 ? "1 thread" : `${count} threads`;
}
