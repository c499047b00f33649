import { type Gpu, openGpu } from "../gpu/device.ts";
import { Fault } from "../record/fault.ts";
import { runtime } from "../runtime/current.ts";
import { saying } from "./context.ts";
import type { Peer, PeerEntry } from "./peer.ts";

/**
 * The strongest adapter's device.
 *
 * @param hidden Ask for subgroups where Deno does not list them. ONNX Runtime cannot share such a device: it would write
 *   `enable subgroups;`, which naga refuses.
 */
export async function openAdapter(hidden = true): Promise<Gpu> {
  const { gpu, why } = await runtime.gpu();
  const opened = gpu ? await openGpu(gpu, { runtime: runtime.version, hidden }) : null;
  if (opened) return opened;
  throw new Fault(
    "no_adapter",
    `Cannot bench the kernels: ${why || "WebGPU finds no adapter (no GPU driver, or no Vulkan loader)"}.`,
    "Run `alienist doctor` to see what is missing, or use --device cpu for what needs no adapter.",
  );
}

/** Opens what is installed; what is missing or refuses is a warning. */
export async function openPeers(
  entries: readonly PeerEntry[],
  gpu: Gpu | null,
  versions: Record<string, string>,
  warnings: string[],
): Promise<Peer[]> {
  const opened: Peer[] = [];
  for (const entry of entries) {
    try {
      const peer = await entry.open(gpu);
      versions[entry.who] = peer.version;
      opened.push(peer);
    } catch (error) {
      warnings.push(`${entry.who} is left out, ${entry.from} could not be opened: ${saying(error)}`);
    }
  }
  return opened;
}
