import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Gpu, openGpu } from "../../src/gpu/device.ts";
import { webgpuKernels } from "../../src/gpu/webgpu.ts";
import { runtime } from "../../src/runtime/current.ts";

/** The GPU of this machine, or `null` after a line that says which tests do not run, and why. `REQUIRE_GPU=1` forbids that. */
export async function openAdapter(name: string): Promise<Gpu | null> {
  const { gpu, why } = await runtime.gpu();
  const opened = gpu ? await openGpu(gpu, { runtime: runtime.name, hidden: true }) : null;
  if (opened) {
    console.log(`${name}: ${opened.adapter.name} in ${runtime.version}, subgroups ${opened.header.subgroups !== null}`);
    return opened;
  }
  const reason = `no WebGPU adapter (${why || "the runtime found none"})`;
  console.log(`SKIP ${name}: ${reason}`);
  if (required()) test(`${name}: an adapter is there, as REQUIRE_GPU=1 demands`, () => assert.unreachable(reason));
  return null;
}

/** Adds the last test of a file: a closed GPU says so, and the process can end. */
export function closeAdapter(gpu: Gpu | null): void {
  if (!gpu) return;
  test("a disposed GPU refuses work and says why", async () => {
    gpu.dispose();
    const acts = { data: Float32Array.of(1), rows: 1, width: 1 };
    try {
      await webgpuKernels(gpu).project(acts, Float32Array.of(1), 1);
    } catch (error) {
      assert.match((error as Error).message, "Cannot run kernel project: the GPU was closed by dispose().");
      return;
    }
    assert.unreachable("a disposed GPU ran a kernel");
  });
}

function required(): boolean {
  // `process` is global in Node and Deno alike.
  return (globalThis as { process?: { env: Record<string, string | undefined> } }).process?.env.REQUIRE_GPU === "1";
}

/** A GPU buffer that holds `data` from byte `offset` on, with NaN (in f32 and f16) before and behind it. */
export function gpuRows(
  { device }: Gpu,
  data: Float32Array | Uint16Array,
  offset: number,
  usage = 0x80 | 0x8,
): GPUBuffer {
  const bytes = new Uint8Array(Math.ceil((offset + data.byteLength + 64) / 4) * 4).fill(0xff);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
  const buffer = device.createBuffer({ size: bytes.length, usage });
  device.queue.writeBuffer(buffer, 0, bytes);
  return buffer;
}

/** The ways in which rows of f16 are read here: unpacked everywhere, natively where the adapter can. */
export function halves(gpu: Gpu | null): (readonly [how: string, f16: "packed" | "native"])[] {
  if (gpu && gpu.header.f16 === null) console.log("SKIP f16 read natively: the adapter has no shader-f16");
  return gpu?.header.f16 ? [["unpacked", "packed"], ["native", "native"]] : [["unpacked", "packed"]];
}
