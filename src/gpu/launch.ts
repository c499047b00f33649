import { Fault } from "../record/fault.ts";
import type { Gpu } from "./device.ts";
import { compile, type Sources } from "./kernel.ts";
import type { Variant } from "./variant.ts";

/** What every launcher gets: the device, how to cut the work, and which texts to run. */
export interface Launch {
  readonly gpu: Gpu;
  readonly sources: Sources;
  /** Fills outputs with NaN first, so that a value that no thread wrote shows. */
  readonly poison: boolean;
  /** Bytes of rows in one dispatch at most, below what a binding allows. */
  readonly maxBytes: number;
}

/** A part of a GPU buffer. */
export interface Binding {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly size: number;
}

/** One dispatch with one output. */
export interface Job {
  readonly variant: Variant;
  /** The `Shape` uniform's values in order. */
  readonly shape: readonly number[];
  /** Bindings 1, 2, ... in order; the output comes after them. */
  readonly inputs: readonly Binding[];
  readonly outputBytes: number;
  readonly workgroups: readonly [number, number, number];
}

const NAN_BITS = 0x7fc0dead;

/** Runs a kernel and reads its output back. @throws Fault `kernel_run` naming the kernel and what the driver said. */
export async function run({ gpu, sources, poison }: Launch, job: Job): Promise<Float32Array> {
  const { kernel } = job.variant;
  gpu.check(`run kernel ${kernel}`);
  const pipeline = await compile(gpu, job.variant, sources);
  gpu.check(`run kernel ${kernel}`);
  const { device } = gpu;
  const made: GPUBuffer[] = [];
  // No await between push and pop: another user of the device must not end up in these scopes.
  device.pushErrorScope("out-of-memory");
  device.pushErrorScope("validation");
  const make = (label: string, size: number, usage: number) => {
    const buffer = device.createBuffer({ label: `${kernel} ${label}`, size, usage });
    made.push(buffer);
    return buffer;
  };
  const shape = make("shape", job.shape.length * 4 + 15 & ~15, USAGE.UNIFORM | USAGE.COPY_DST);
  device.queue.writeBuffer(shape, 0, Uint32Array.from(job.shape));
  const output = make("output", job.outputBytes, USAGE.STORAGE | USAGE.COPY_SRC | USAGE.COPY_DST);
  if (poison) device.queue.writeBuffer(output, 0, new Uint32Array(job.outputBytes / 4).fill(NAN_BITS));
  const read = make("read", job.outputBytes, USAGE.MAP_READ | USAGE.COPY_DST);
  submit(device, pipeline, job, shape, output, read);
  const failures = [device.popErrorScope(), device.popErrorScope()];
  try {
    const failure = (await Promise.all(failures)).find((error) => error);
    if (failure) throw failure;
    await read.mapAsync(1 /* GPUMapMode.READ */);
    return new Float32Array(read.getMappedRange().slice(0));
  } catch (error) {
    gpu.check(`run kernel ${kernel}`);
    const found = (error as { message?: string }).message ?? String(error);
    throw new Fault("kernel_run", `Cannot run kernel ${kernel}: ${found}`, "Use --device cpu, or a smaller batch.");
  } finally {
    for (const buffer of made) buffer.destroy();
  }
}

function submit(
  device: GPUDevice,
  pipeline: GPUComputePipeline,
  { variant, inputs, workgroups, outputBytes }: Job,
  shape: GPUBuffer,
  output: GPUBuffer,
  read: GPUBuffer,
): void {
  // Explicit sizes: a runtime may hand out buffers larger than what is in them.
  const resources = [{ buffer: shape }, ...inputs, { buffer: output, offset: 0, size: outputBytes }];
  const entries = resources.map((resource, binding) => ({ binding, resource }));
  const encoder = device.createCommandEncoder({ label: variant.kernel });
  const pass = encoder.beginComputePass({ label: variant.kernel });
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
  pass.dispatchWorkgroups(...workgroups);
  pass.end();
  encoder.copyBufferToBuffer(output, 0, read, 0, outputBytes);
  device.queue.submit([encoder.finish()]);
}

/** GPUBufferUsage by value: Node has no such global until its GPU is opened. */
export const USAGE = {
  MAP_READ: 0x1,
  COPY_SRC: 0x4,
  COPY_DST: 0x8,
  UNIFORM: 0x40,
  STORAGE: 0x80,
} as const;

/** A new storage buffer holding `data`; the caller destroys it. */
export function upload({ device }: Gpu, label: string, data: Float32Array | Uint32Array): Binding {
  const size = Math.max(16, data.byteLength);
  const buffer = device.createBuffer({ label, size, usage: USAGE.STORAGE | USAGE.COPY_DST });
  device.queue.writeBuffer(buffer, 0, data as Float32Array<ArrayBuffer>);
  return { buffer, offset: 0, size };
}

/** `count` workgroups over two dimensions of at most 65,535 (or the device's limit): [y, z]. */
export function spread({ device }: Gpu, count: number): [number, number] {
  const most = device.limits.maxComputeWorkgroupsPerDimension;
  const z = Math.ceil(count / most);
  return [Math.ceil(count / z), z];
}
