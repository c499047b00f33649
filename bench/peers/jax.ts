import type * as Jax from "@jax-js/jax";
import type { Peer, PeerEntry, PeerJob } from "../../src/bench/peer.ts";
import type { Program, Step } from "../../src/bench/program.ts";
import { runtime } from "../../src/runtime/current.ts";
import { versionOf } from "../../src/bench/version.ts";

type Value = Jax.Array;

/** jax-js: opens a device of its own on the adapter that `navigator.gpu` gives; every program is jitted. */
export const jax: PeerEntry = {
  who: "jax-js",
  where: "gpu",
  from: "@jax-js/jax",
  async open(): Promise<Peer> {
    nameBrowser();
    const jax = await import("@jax-js/jax");
    if (!(await jax.init("webgpu")).includes("webgpu")) throw new Error("its WebGPU backend does not start");
    jax.defaultDevice("webgpu");
    return {
      who: "jax-js",
      where: "gpu",
      version: await versionOf("@jax-js/jax"),
      prepare: (program) => prepare(jax, program),
      dispose() {},
    };
  },
};

/** jax-js reads `navigator.userAgent` when it is loaded; Node 20 has none. */
function nameBrowser(): void {
  if (navigator.userAgent === undefined) {
    Object.defineProperty(navigator, "userAgent", { value: runtime.version, configurable: true });
  }
}

function apply(jax: typeof Jax, x: Value, step: Step, held: Value | undefined): Value[] {
  const { numpy: np, nn, lax } = jax;
  switch (step.op) {
    case "matmul":
      return [np.matmul(x, held!)];
    case "add":
      return [np.add(x, held!)];
    case "relu":
      return [nn.relu(x)];
    case "reshape":
      return [np.reshape(x, [...step.dims])];
    case "mean":
      return [np.mean(x, step.axis)];
    case "max":
      return [np.max(x, step.axis)];
    case "gather":
      return [np.take(x, held!, 0)];
    case "topk":
      return lax.topK(x, step.k);
    default:
      return step satisfies never;
  }
}

function operand({ numpy: np }: typeof Jax, step: Step): Value | undefined {
  if (step.op === "matmul") return np.array(step.by.data as Float32Array<ArrayBuffer>, { shape: [...step.by.dims] });
  if (step.op === "add") return np.array(step.what.data as Float32Array<ArrayBuffer>, { shape: [...step.what.dims] });
  return step.op === "gather" ? np.array(step.rows as Int32Array<ArrayBuffer>) : undefined;
}

async function prepare(jax: typeof Jax, { input, steps }: Program): Promise<PeerJob> {
  const x = jax.numpy.array(input.data as Float32Array<ArrayBuffer>, { shape: [...input.dims] });
  const operands = steps.map((step) => operand(jax, step));
  const held = operands.filter((value) => value !== undefined);
  const place = operands.map((value) => (value === undefined ? -1 : held.indexOf(value)));
  const traced = jax.jit((first: Value, ...rest: Value[]) =>
    steps.reduce<Value[]>((now, step, i) => apply(jax, now[0]!, step, rest[place[i]!]), [first])
  );
  await jax.blockUntilReady([x, ...held]);
  let last: Value[] = [];
  const release = () => last.splice(0).forEach((value) => value.dispose());
  return {
    run() {
      // Arguments are consumed: `ref` keeps them.
      const outputs = traced(x.ref, ...held.map((value) => value.ref)) as Value[];
      // Work is lazy, and dropped with a result that nobody asked for: asking for its buffer queues it.
      for (const value of outputs) value.ref.gpuBufferSync();
      release();
      last = outputs;
    },
    sync: async () => void await Promise.all(last.map((value) => value.blockUntilReady())),
    async outputs() {
      const arrays: (Float32Array | Int32Array)[] = await Promise.all(
        last.map(async (value) => await value.ref.data() as Float32Array | Int32Array),
      );
      return arrays.map((data, i) => i === 0 ? data as Float32Array : Uint32Array.from(data));
    },
    dispose() {
      release();
      for (const value of [x, ...held]) value.dispose();
      traced.dispose();
    },
  };
}
