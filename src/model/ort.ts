import type * as Ort from "onnxruntime-web";
import { Fault } from "../record/fault.ts";
import { runtime } from "../runtime/current.ts";

export type OrtModule = typeof Ort;

let version = "not loaded";

/** Version of ONNX Runtime once a model was loaded. */
export function ortVersion(): string {
  return version;
}

/**
 * ONNX Runtime for a device. The WebAssembly build starts in half the time and memory; only `/webgpu` has the WebGPU
 * provider under Node and Deno (the default entry resolves to a build without it).
 */
export async function loadOrt(device: "webgpu" | "wasm"): Promise<OrtModule> {
  if (device === "webgpu") await runtime.prepareModelOnGpu();
  try {
    const ort = (device === "webgpu"
      ? await import("onnxruntime-web/webgpu")
      : await import("onnxruntime-web/wasm")) as unknown as OrtModule;
    ort.env.wasm.numThreads = 1; // more than one needs a worker from a file: URL, which Node refuses
    ort.env.logLevel = "error";
    version = ort.env.versions.web ?? ort.env.versions.common;
    return ort;
  } catch (error) {
    throw new Fault("no_runtime", "Cannot load onnxruntime-web.", "Install the package's dependencies again.", 1, {
      cause: error,
    });
  }
}
