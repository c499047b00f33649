import type * as Ort from "onnxruntime-web";
import { Fault } from "../record/fault.ts";
import { runtime } from "../runtime/current.ts";

export type OrtModule = typeof Ort;

let version = "not loaded";
let wasmLoaded = false;

/**
 * Whether ONNX Runtime's WebAssembly threads can be trusted here. In Deno 2.9 a worker was seen to die in the middle of a
 * forward pass, on a busy machine; the main thread then waits for it for ever.
 */
export const WASM_THREADS_WORK = runtime.name !== "deno";

/** Threads on WebAssembly: as many as cores, up to the four that ONNX Runtime takes by itself; one in Deno. */
export const WASM_THREADS = WASM_THREADS_WORK ? Math.max(1, Math.min(4, runtime.cores)) : 1;

/** Version of ONNX Runtime once a model was loaded. */
export function ortVersion(): string {
  return version;
}

/** Whether the WebAssembly runtime is in memory already, so that another session costs milliseconds. */
export function wasmIsLoaded(): boolean {
  return wasmLoaded;
}

/**
 * ONNX Runtime for a device. The WebAssembly build starts in half the time and memory; only `/webgpu` has the WebGPU
 * provider under Node and Deno. For WebAssembly the default entry, which is their build without WebGPU: `/wasm` fetches
 * itself for its threads, from a file: URL, which both refuse.
 */
export async function loadOrt(device: "webgpu" | "wasm"): Promise<OrtModule> {
  if (device === "webgpu") await runtime.prepareModelOnGpu();
  try {
    const ort = (device === "webgpu"
      ? await import("onnxruntime-web/webgpu")
      : await import("onnxruntime-web")) as unknown as OrtModule;
    ort.env.wasm.numThreads = device === "webgpu" ? 1 : WASM_THREADS; // `/webgpu` has the same trouble with threads
    ort.env.logLevel = "error";
    version = ort.env.versions.web ?? ort.env.versions.common;
    if (device === "wasm") {
      wasmLoaded = true;
    }
    return ort;
  } catch (error) {
    throw new Fault("no_runtime", "Cannot load onnxruntime-web.", "Install the package's dependencies again.", 1, {
      cause: error,
    });
  }
}
