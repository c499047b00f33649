import { Fault } from "../record/fault.ts";
import { type Arena, type Binding, openArena } from "./arena.ts";
import type { Gpu } from "./device.ts";
import { compile, type Sources } from "./kernel.ts";
import type { Memory } from "./memory.ts";
import type { Tuner } from "./tune.ts";
import type { KernelName, Variant } from "./variant.ts";

/** What every launcher gets: the device, how to cut the work, and which texts to run. */
export interface Launch {
  readonly gpu: Gpu;
  readonly sources: Sources;
  /** Fills outputs with NaN first, so that a value that no thread wrote shows. */
  readonly poison: boolean;
  /** Bytes of rows in one dispatch at most, below what a binding allows. */
  readonly maxBytes: number;
  /** How f16 rows are read: `native` where the adapter has `shader-f16`, or unpacked from words. */
  readonly f16: "native" | "packed";
  /** Cuts by kernel that are used whatever the tuner says. */
  readonly cuts: Readonly<Partial<Record<KernelName, string>>>;
  readonly tuner: Tuner;
  readonly memory: Memory;
}

/** One dispatch. */
export interface Job {
  readonly variant: Variant;
  /** The `Shape` uniform's values in order. */
  readonly shape: readonly number[];
  /** Bindings 1, 2, ... in order: inputs, then outputs. */
  readonly bindings: readonly Binding[];
  readonly workgroups: readonly [number, number, number];
}

/** A job that is compiled and bound. */
export interface Pass {
  readonly kernel: KernelName;
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly workgroups: readonly [number, number, number];
}

/** Compiles and binds jobs. @throws Fault `kernel` naming the variant and what the compiler said. */
export async function prepare({ gpu, sources }: Launch, arena: Arena, jobs: readonly Job[]): Promise<Pass[]> {
  const passes: Pass[] = [];
  for (const { variant, shape, bindings, workgroups } of jobs) {
    const pipeline = await compile(gpu, variant, sources);
    // Explicit sizes: a runtime may hand out buffers larger than what is in them.
    const resources = [arena.uniform(`${variant.kernel} shape`, shape), ...bindings];
    const entries = resources.map((resource, binding) => ({ binding, resource }));
    const group = gpu.device.createBindGroup({
      label: variant.kernel,
      layout: pipeline.getBindGroupLayout(0),
      entries,
    });
    passes.push({ kernel: variant.kernel, pipeline, group, workgroups });
  }
  return passes;
}

/** Writes passes into a command encoder, in order, `times` over. */
export function encode(
  encoder: GPUCommandEncoder,
  passes: readonly Pass[],
  { times = 1, timestampWrites }: { times?: number; timestampWrites?: GPUComputePassTimestampWrites } = {},
): void {
  const pass = encoder.beginComputePass(timestampWrites ? { timestampWrites } : {});
  for (let n = 0; n < times; n++) {
    for (const { pipeline, group, workgroups } of passes) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(...workgroups);
    }
  }
  pass.end();
}

/**
 * Runs jobs in order and reads buffers back.
 *
 * @param reads What to read, in order.
 * @returns The bytes of each.
 * @throws Fault `kernel` where one does not compile, `kernel_run` naming the kernel and what the driver said.
 */
export async function execute(
  launch: Launch,
  arena: Arena,
  jobs: readonly Job[],
  reads: readonly Binding[],
): Promise<ArrayBuffer[]> {
  const { gpu } = launch, { device } = gpu;
  const kernel = jobs[0]?.variant.kernel ?? "";
  gpu.check(`run kernel ${kernel}`);
  const passes = await prepare(launch, arena, jobs);
  gpu.check(`run kernel ${kernel}`);
  const back = reads.map(({ size }) => arena.readback(`${kernel} read`, size));
  device.pushErrorScope("out-of-memory");
  device.pushErrorScope("validation");
  const encoder = device.createCommandEncoder({ label: kernel });
  encode(encoder, passes);
  reads.forEach(({ buffer, offset, size }, i) =>
    encoder.copyBufferToBuffer(buffer, offset, back[i]!.buffer, 0, Math.ceil(size / 4) * 4)
  );
  device.queue.submit([encoder.finish()]);
  const failures = [device.popErrorScope(), device.popErrorScope(), arena.failure()];
  try {
    const failure = (await Promise.all(failures)).find((error) => error);
    if (failure) throw failure;
    await Promise.all(back.map(({ buffer }) => buffer.mapAsync(1 /* GPUMapMode.READ */)));
    return back.map(({ buffer }, i) => buffer.getMappedRange().slice(0, reads[i]!.size));
  } catch (error) {
    gpu.check(`run kernel ${kernel}`);
    const found = (error as { message?: string }).message ?? String(error);
    throw new Fault("kernel_run", `Cannot run kernel ${kernel}: ${found}`, "Use --device cpu, or a smaller batch.");
  }
}

/** Runs `work` with an arena of its own, which is released whatever happens. */
export async function withArena<T>(launch: Launch, work: (arena: Arena) => Promise<T>): Promise<T> {
  const arena = openArena(launch);
  try {
    return await work(arena);
  } finally {
    arena.release();
  }
}

/** `count` workgroups over two dimensions of at most 65,535 (or the device's limit): [y, z]. */
export function spread({ device }: Gpu, count: number): [number, number] {
  const most = device.limits.maxComputeWorkgroupsPerDimension;
  const z = Math.ceil(count / most);
  return [Math.ceil(count / z), z];
}
