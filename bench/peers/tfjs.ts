import type * as Tf from "@tensorflow/tfjs-core";
import type { Peer, PeerEntry, PeerJob } from "../../src/bench/peer.ts";
import type { Program, Step } from "../../src/bench/program.ts";

/** tfjs on the given device; f32 only. */
export const tfjs: PeerEntry = {
  who: "tfjs",
  where: "gpu",
  from: "@tensorflow/tfjs-backend-webgpu",
  async open(gpu): Promise<Peer> {
    const tf = await import("@tensorflow/tfjs-core");
    const { WebGPUBackend } = await import("@tensorflow/tfjs-backend-webgpu");
    // The package registers a backend that would open a device of its own; its kernels stay registered by that name.
    tf.removeBackend("webgpu");
    const info = { vendor: gpu!.adapter.vendor, architecture: gpu!.adapter.architecture } as GPUAdapterInfo;
    tf.registerBackend("webgpu", () => new WebGPUBackend(gpu!.device, info), 10);
    if (!(await tf.setBackend("webgpu"))) throw new Error("its WebGPU backend does not start");
    await tf.ready();
    return {
      who: "tfjs",
      where: "gpu",
      version: tf.version_core,
      prepare: (program) => new Promise((resolve) => resolve(prepare(tf, program))),
      dispose() {},
    };
  },
};

function apply(tf: typeof Tf, x: Tf.Tensor, step: Step, held: Tf.Tensor | undefined): Tf.Tensor[] {
  switch (step.op) {
    case "matmul":
      return [tf.matMul(x as Tf.Tensor2D, held as Tf.Tensor2D)];
    case "add":
      return [tf.add(x, held!)];
    case "relu":
      return [tf.relu(x)];
    case "reshape":
      return [tf.reshape(x, [...step.dims])];
    case "mean":
      return [tf.mean(x, step.axis)];
    case "max":
      return [tf.max(x, step.axis)];
    case "gather":
      return [tf.gather(x, held as Tf.Tensor1D)];
    case "topk": {
      const { values, indices } = tf.topk(x, step.k);
      return [values, indices];
    }
    default:
      return step satisfies never;
  }
}

/** Operands of steps, in their order. */
function operand(tf: typeof Tf, step: Step): Tf.Tensor | undefined {
  if (step.op === "matmul") return tf.tensor(step.by.data, [...step.by.dims]);
  if (step.op === "add") return tf.tensor(step.what.data, [...step.what.dims]);
  return step.op === "gather" ? tf.tensor1d(step.rows, "int32") : undefined;
}

function prepare(tf: typeof Tf, { input, steps }: Program): PeerJob {
  const x = tf.tensor(input.data, [...input.dims]), held = steps.map((step) => operand(tf, step));
  let last: Tf.Tensor[] = [];
  const run = () => {
    const outputs = tf.tidy(() => steps.reduce<Tf.Tensor[]>((now, step, i) => apply(tf, now[0]!, step, held[i]), [x]));
    tf.dispose(last);
    last = outputs;
  };
  return {
    run,
    async sync() {
      // One value of the last result: `data()` sends what is queued and waits for it. `onSubmittedWorkDone` would not
      // know of what tfjs has not sent yet.
      const one = tf.tidy(() => tf.slice(tf.reshape(last[0]!, [-1]), 0, 1));
      await one.data();
      one.dispose();
    },
    async outputs() {
      const [values, indices] = await Promise.all(last.map((tensor) => tensor.data()));
      return indices ? [values as Float32Array, Uint32Array.from(indices)] : [values as Float32Array];
    },
    dispose: () => tf.dispose([x, ...held.filter((tensor) => tensor !== undefined), ...last]),
  };
}
