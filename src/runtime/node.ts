import { availableParallelism, freemem, totalmem } from "node:os";
import { existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import type { Runtime } from "./runtime.ts";

let asked: Promise<{ gpu: GPU | null; why: string }> | undefined;

/** Node has no `navigator.gpu`: Dawn comes from the optional package `webgpu`. */
async function open(): Promise<{ gpu: GPU | null; why: string }> {
  let dawn: { create(options: string[]): GPU; globals: object };
  try {
    dawn = await import("webgpu") as unknown as typeof dawn;
  } catch (error) {
    return { gpu: null, why: `the optional package "webgpu" (Dawn) could not be loaded: ${firstLine(error)}` };
  }
  // Without a Vulkan loader Dawn finds nothing and prints a warning of its own that says where it was compiled.
  if (process.platform === "linux" && !vulkanLoader()) {
    return { gpu: null, why: "there is no Vulkan loader (libvulkan.so.1) on this machine" };
  }
  const toggles = (process.env.ALIENIST_DAWN ?? "").split(" ").filter(Boolean);
  const gpu = dawn.create(toggles);
  Object.assign(globalThis, dawn.globals);
  // ONNX Runtime looks for `navigator.gpu`; Node 20 has no navigator at all.
  const navigator = (globalThis as { navigator?: object }).navigator ?? {};
  Object.defineProperty(navigator, "gpu", { value: gpu, configurable: true });
  Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
  copySharedViews();
  return { gpu, why: "" };
}

function vulkanLoader(): boolean {
  const folders = [
    "/usr/lib/x86_64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu",
    "/lib/x86_64-linux-gnu",
    "/usr/lib64",
    "/lib64",
    "/usr/lib",
    "/usr/local/lib",
    "/run/opengl-driver/lib",
  ];
  return [...(process.env.LD_LIBRARY_PATH ?? "").split(":").filter(Boolean), ...folders].some((folder) =>
    existsSync(join(folder, "libvulkan.so.1"))
  );
}

/** ONNX Runtime hands Dawn views on a SharedArrayBuffer, which it refuses with "Invalid argument": copy them first. */
function copySharedViews(): void {
  const write = GPUQueue.prototype.writeBuffer;
  GPUQueue.prototype.writeBuffer = function (buffer, bufferOffset, data, dataOffset = 0, size) {
    const bytes = ArrayBuffer.isView(data) ? data.buffer : data;
    if (!(bytes instanceof SharedArrayBuffer)) {
      return write.call(this, buffer, bufferOffset, data as Uint8Array<ArrayBuffer>, dataOffset, size);
    }
    const unit = ArrayBuffer.isView(data) ? (data as { BYTES_PER_ELEMENT?: number }).BYTES_PER_ELEMENT ?? 1 : 1;
    const start = (ArrayBuffer.isView(data) ? data.byteOffset : 0) + dataOffset * unit;
    const length = size === undefined ? data.byteLength - dataOffset * unit : size * unit;
    const copy = new Uint8Array(length);
    copy.set(new Uint8Array(bytes, start, length));
    return write.call(this, buffer, bufferOffset, copy);
  };
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}

export const runtime: Runtime = {
  name: "node",
  version: `node ${process.versions.node}`,
  cores: availableParallelism(),
  gpu: () => asked ??= open(),
  async prepareModelOnGpu() {
    await runtime.gpu();
    // The WebGPU build of ONNX Runtime is a 26 MB asyncify module. Node 20 optimises it in the background for 35 s on
    // two cores, takes 1.9 GB for that and cannot exit before it is done; with the baseline compiler it loads in 0.7 s
    // and 0.2 GB, and the arithmetic is on the GPU anyway. Deno's V8 does not need this.
    const v8 = await import("node:v8");
    v8.setFlagsFromString("--liftoff-only");
  },
  memory: () => ({ total: totalmem(), free: freemem() }),
};
