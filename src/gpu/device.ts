import { Fault } from "../record/fault.ts";
import type { Adapter } from "../record/run.ts";
import { describeAdapter, type RawInfo } from "./adapter.ts";
import { type Header, probeHeader } from "./header.ts";

/** A device with what the kernels need to know of it. */
export interface Gpu {
  readonly device: GPUDevice;
  readonly adapter: Adapter;
  readonly header: Header;
  /** Throws Fault `device_lost` once the device is lost or disposed: `doing` completes "Cannot ...". */
  check(doing: string): void;
  /** Ends the device if `openGpu` made it; a wrapped one is left to its owner. */
  dispose(): void;
}

/** Asked for where the adapter has them; the kernels run without. */
const WANTED: readonly string[] = ["subgroups", "shader-f16", "timestamp-query"];

const RAISED = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxComputeWorkgroupStorageSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupSizeY",
] as const;

/**
 * Opens the strongest adapter with its limits raised; `null` where there is none.
 *
 * @param options.runtime Who runs this, for the record: `node 20.20.2`, `deno 2.9.6`.
 * @param options.hidden Ask for `subgroups` even where the adapter does not list it: Deno may grant it all the same. Not
 *   for a device that ONNX Runtime shares: it would then write `enable subgroups;`, which naga refuses. Default: false.
 * @throws Fault `device` where there is an adapter but it gives no device.
 */
export async function openGpu(
  gpu: GPU,
  { runtime, hidden = false }: { runtime: string; hidden?: boolean },
): Promise<Gpu | null> {
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) return null;
  const device = await requestDevice(gpu, adapter, hidden);
  return await wrapDevice(device, adapter.info, { runtime, owned: true });
}

/**
 * Takes a device that exists, such as the one that a model runs on.
 *
 * @param options.owned Whether `dispose` ends the device. Default: false.
 */
export async function wrapDevice(
  device: GPUDevice,
  info: RawInfo,
  { runtime, owned = false }: { runtime: string; owned?: boolean },
): Promise<Gpu> {
  let gone = "";
  device.lost.then(
    ({ message }) => gone ||= `the GPU was lost${message ? ` (${message})` : ""}`,
    () => gone ||= "the GPU was lost",
  );
  return {
    device,
    adapter: describeAdapter(info, runtime, device.features),
    header: await probeHeader(device),
    check(doing) {
      if (gone) throw new Fault("device_lost", `Cannot ${doing}: ${gone}.`, "Open the GPU again, or use --device cpu.");
    },
    dispose() {
      gone ||= "the GPU was closed by dispose()";
      if (owned) device.destroy();
    },
  };
}

/** Asks for the wanted features that the adapter lists; with `hidden`, first for `subgroups` all the same. */
async function requestDevice(gpu: GPU, adapter: GPUAdapter, hidden: boolean): Promise<GPUDevice> {
  const requiredLimits = Object.fromEntries(RAISED.map((name) => [name, adapter.limits[name]]));
  const listed = WANTED.filter((name) => adapter.features.has(name as GPUFeatureName));
  const all = [...new Set([...listed, "subgroups"])];
  let failure: unknown;
  for (const features of hidden ? [all, listed] : [listed]) {
    try {
      // A failed request may use an adapter up: the second try asks for a fresh one.
      const from = failure ? await gpu.requestAdapter({ powerPreference: "high-performance" }) ?? adapter : adapter;
      return await from.requestDevice({
        label: "alienist",
        requiredFeatures: features as GPUFeatureName[],
        requiredLimits,
      });
    } catch (error) {
      failure = error;
    }
  }
  const found = failure instanceof Error ? failure.message : String(failure);
  const remedy = "Update the graphics driver, or use --device cpu.";
  throw new Fault("device", `Cannot open the GPU: its driver refused a device: ${found}.`, remedy, 1, {
    cause: failure,
  });
}
