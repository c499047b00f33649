/** What a platform gives: an adapter, files, a terminal. The core gets it as an argument or through `current.ts`. */
export interface Runtime {
  readonly name: "node" | "deno";
  /** `node 20.20.2`, `deno 2.9.6`. */
  readonly version: string;
  /** The WebGPU entry point, or `null` with the reason in `why`. Asked once; later calls give the same answer. */
  gpu(): Promise<{ gpu: GPU | null; why: string }>;
  /** Called before the ONNX runtime's WebGPU build is imported. */
  prepareModelOnGpu(): Promise<void>;
  /** Total and free memory in bytes. */
  memory(): { total: number; free: number };
  readonly cores: number;
}
