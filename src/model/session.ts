import type * as Ort from "onnxruntime-web";
import { Fault } from "../record/fault.ts";
import type { Rows } from "../reference/kernels.ts";
import type { Value } from "./onnx/graph.ts";
import { type Batch, makeFeeds } from "./feeds.ts";
import { loadOrt, type OrtModule } from "./ort.ts";

/** Where a session runs. On `webgpu` with a device, its outputs stay in that device's buffers. */
export interface SessionOptions {
  readonly device: "webgpu" | "wasm";
  readonly gpuDevice?: GPUDevice | undefined;
  /** Copy outputs to memory, as a runtime does by itself. Default: they stay where they were made. */
  readonly readBack?: boolean;
  readonly external?: readonly { readonly path: string; readonly data: Uint8Array }[];
}

/** Outputs of one forward pass, rows [size * length, width]; `release` gives the buffers back. */
export interface Outputs {
  readonly rows: ReadonlyMap<string, Rows<GPUBuffer>>;
  release(): void;
}

/** A loaded model with fixed outputs. Lifetime: until `dispose`. */
export class Session {
  private constructor(
    private readonly ort: OrtModule,
    private readonly inner: Ort.InferenceSession,
    private readonly inputs: readonly Value[],
    readonly outputs: readonly string[],
  ) {}

  /**
   * @throws Fault `bad_model` when the runtime refuses the graph.
   */
  static async open(
    bytes: Uint8Array,
    inputs: readonly Value[],
    outputs: readonly string[],
    options: SessionOptions,
  ): Promise<Session> {
    const ort = await loadOrt(options.device);
    const gpu = options.device === "webgpu";
    try {
      const inner = await ort.InferenceSession.create(bytes, {
        executionProviders: gpu
          ? [{ name: "webgpu", device: options.gpuDevice } as Ort.InferenceSession.ExecutionProviderConfig]
          : ["wasm"],
        logSeverityLevel: 4,
        ...(gpu && !options.readBack
          ? { preferredOutputLocation: Object.fromEntries(outputs.map((name) => [name, "gpu-buffer"] as const)) }
          : {}),
        ...(options.external?.length
          ? { externalData: options.external.map(({ path, data }) => ({ path, data })) }
          : {}),
      });
      return new Session(ort, inner, inputs, outputs);
    } catch (error) {
      const why = (error instanceof Error ? error.message : String(error)).split("\n")[0];
      throw new Fault(
        "bad_model",
        `ONNX Runtime refuses this model: ${why}`,
        "Check that the file is complete; try --device wasm.",
        1,
        { cause: error },
      );
    }
  }

  /** One forward pass. */
  async run(batch: Batch): Promise<Outputs> {
    let results: Ort.InferenceSession.OnnxValueMapType;
    try {
      results = await this.inner.run(makeFeeds(this.ort, this.inputs, batch));
    } catch (error) {
      if (error instanceof Fault) throw error;
      const why = (error instanceof Error ? error.message : String(error)).split("\n")[0];
      throw new Fault(
        "forward_failed",
        `The forward pass failed: ${why}`,
        "Try a smaller --batch-size, or --device wasm.",
        1,
        { cause: error },
      );
    }
    const tensors = this.outputs.map((name) => [name, results[name] as Ort.Tensor] as const);
    return {
      rows: new Map(tensors.map(([name, tensor]) => [name, rowsOf(tensor)])),
      release: () => tensors.forEach(([, tensor]) => tensor.dispose()),
    };
  }

  async dispose(): Promise<void> {
    await this.inner.release();
  }
}

function rowsOf(tensor: Ort.Tensor): Rows<GPUBuffer> {
  const width = tensor.dims.at(-1) ?? 0;
  const rows = width === 0 ? 0 : tensor.dims.reduce((product, dim) => product * dim, 1) / width;
  if (tensor.type !== "float32") {
    throw new Fault(
      "bad_dtype",
      `Cannot read a tap of type ${tensor.type}: only float32 is read.`,
      "Use the model's float32 file.",
    );
  }
  const onGpu = tensor.location === "gpu-buffer";
  return { data: onGpu ? tensor.gpuBuffer as unknown as GPUBuffer : tensor.data as Float32Array, rows, width };
}
