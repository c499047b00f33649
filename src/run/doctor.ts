import { CROSSOVER } from "../model/wasm-kernels.ts";
import { VERSION } from "../record/version.ts";
import { runtime } from "../runtime/current.ts";
import { chooseDevice, findAdapter } from "./device.ts";

const LIMITS = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxComputeWorkgroupStorageSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupsPerDimension",
] as const;

/** What this machine has, and what a run would use. */
export async function examine() {
  const { gpu, why } = await findAdapter();
  const limits = gpu && Object.fromEntries(LIMITS.map((name) => [name, gpu.device.limits[name]]));
  const adapter = gpu?.adapter ?? null;
  gpu?.dispose();
  const device = await chooseDevice("auto");
  const kernels = device.kernels.name;
  // Where projections run by their size: `wasm` kernels leave small ones to the CPU twins.
  const projections = { large: kernels, small: kernels === "wasm" ? "cpu" as const : kernels };
  const path = { model: device.model, kernels, projections, why: device.why };
  device.dispose();
  return {
    schema: "alienist/doctor/1",
    alienist: VERSION,
    runtime: runtime.version,
    cores: runtime.cores,
    memory: runtime.memory(),
    adapter,
    why_no_adapter: gpu ? null : why,
    limits,
    path,
    advice: advice(adapter, why),
  };
}

function advice(adapter: { software: boolean } | null, why: string): string {
  if (adapter && !adapter.software) return "Nothing to install: a hardware adapter is used.";
  if (adapter) {
    return "For speed: a machine with a GPU and its Vulkan, Metal or Direct3D driver. A software adapter proves correctness only.";
  }
  if (runtime.name === "node" && /package "webgpu"/.test(why)) {
    return "npm install webgpu, or run under Deno, which brings WebGPU along.";
  }
  return "Linux: install the GPU's Vulkan driver and the loader (Debian: apt install libvulkan1 mesa-vulkan-drivers, which also brings a software adapter that Deno takes).";
}

/** The findings as text, a line each. */
export function explain(found: Awaited<ReturnType<typeof examine>>): string {
  const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  const { adapter, limits } = found;
  const lines = [
    ["alienist", found.alienist],
    [
      "runtime",
      `${found.runtime}, ${found.cores} cores, ${gib(found.memory.free)} of ${gib(found.memory.total)} memory free`,
    ],
    [
      "adapter",
      adapter
        ? `${adapter.name}${adapter.software ? " (software: correct, not fast)" : ""}`
        : `none: ${found.why_no_adapter}`,
    ],
    ...(adapter
      ? [
        ["vendor", [adapter.vendor, adapter.architecture].filter(Boolean).join(", ") || "not told"],
        ["driver", adapter.driver || "not told"],
        ["features", adapter.features.join(", ")],
        ["limits", Object.entries(limits ?? {}).map(([name, value]) => `${name} ${value}`).join(", ")],
      ]
      : []),
    ["model runs on", found.path.model === "webgpu" ? "WebGPU" : "WebAssembly"],
    ["kernels run on", placesOf(found.path.projections)],
    ["why", found.path.why],
    ["advice", found.advice],
  ];
  return lines.map(([name, value]) => `${name!.padEnd(15)} ${value}\n`).join("");
}

const PLACES = { webgpu: "WebGPU", wasm: "WebAssembly", cpu: "the CPU twins" };

function placesOf({ large, small }: { large: keyof typeof PLACES; small: keyof typeof PLACES }): string {
  if (large === small) return PLACES[large];
  const [loaded, cold] = [CROSSOVER.loaded, CROSSOVER.cold].map((size) => size.toLocaleString("en"));
  const size = `${loaded} multiply-adds and more; ${cold} where no model was loaded before`;
  return `${PLACES[large]} for large projections (${size}), ${PLACES[small]} for small ones`;
}
