import type * as Ort from "onnxruntime-web";
import type { Peer, PeerEntry, PeerJob } from "../../src/bench/peer.ts";
import type { Gpu } from "../../src/gpu/device.ts";
import { loadOrt, type OrtModule, WASM_THREADS_WORK } from "../../src/model/ort.ts";
import { runtime } from "../../src/runtime/current.ts";
import { type Graph, graphOf } from "./graph.ts";

/** GPUBufferUsage.STORAGE | COPY_SRC | COPY_DST: what ONNX Runtime asks of a buffer that it is handed. */
const USAGE = 0x80 | 0x4 | 0x8;

/** onnxruntime-web on WebGPU: inputs lie in buffers, outputs stay in buffers, the given device. */
export const ortGpu: PeerEntry = {
  who: "onnxruntime-web",
  where: "gpu",
  from: "onnxruntime-web",
  async open(gpu): Promise<Peer> {
    const ort = await loadOrt("webgpu"), { device } = gpu!;
    const prepare = async (graph: Graph): Promise<PeerJob> => {
      const session = await ort.InferenceSession.create(graph.bytes, {
        executionProviders: [{ name: "webgpu", device } as Ort.InferenceSession.ExecutionProviderConfig],
        preferredOutputLocation: Object.fromEntries(graph.outputs.map(({ name }) => [name, "gpu-buffer"] as const)),
        logSeverityLevel: 4,
      });
      const { feeds, buffers } = upload(ort, gpu!, graph);
      const read = ({ name, type, dims }: Graph["outputs"][number], of: Ort.InferenceSession.OnnxValueMapType) =>
        readBuffer(gpu!, of[name] as Ort.Tensor, type === "int64" ? 8 : 4, dims.reduce((a, b) => a * b, 1));
      return job(graph, {
        run: () => session.run(feeds),
        sync: () => device.queue.onSubmittedWorkDone(),
        read,
        async dispose() {
          await session.release();
          for (const buffer of buffers) buffer.destroy();
        },
      });
    };
    return {
      who: "onnxruntime-web",
      where: "gpu",
      version: ort.env.versions.web ?? ort.env.versions.common,
      prepare: (program) => prepare(graphOf(program)),
      dispose() {},
    };
  },
};

function upload(ort: OrtModule, { device }: Gpu, { inputs }: Graph) {
  const buffers: GPUBuffer[] = [];
  const feeds = Object.fromEntries(inputs.map(({ name, tensor: { data, dims } }) => {
    const buffer = device.createBuffer({ label: name, size: Math.ceil(data.byteLength / 16) * 16, usage: USAGE });
    device.queue.writeBuffer(buffer, 0, data as Float32Array<ArrayBuffer>);
    buffers.push(buffer);
    return [name, ort.Tensor.fromGpuBuffer(buffer as never, { dataType: "float32", dims: [...dims] })];
  }));
  return { feeds, buffers };
}

/** ONNX Runtime's buffers are larger than what is in them, and it copies small outputs into memory by itself. */
async function readBuffer({ device }: Gpu, tensor: Ort.Tensor, bytes: number, count: number): Promise<ArrayBuffer> {
  if (tensor.location !== "gpu-buffer") return (tensor.data as Float32Array).slice().buffer as ArrayBuffer;
  const size = Math.ceil(bytes * count / 4) * 4;
  const back = device.createBuffer({ size, usage: 0x1 | 0x8 });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(tensor.gpuBuffer as unknown as GPUBuffer, 0, back, 0, size);
  device.queue.submit([encoder.finish()]);
  await back.mapAsync(1);
  const data = back.getMappedRange().slice(0);
  back.destroy();
  return data;
}

type Results = Ort.InferenceSession.OnnxValueMapType;

/** Keeps the last run's outputs and gives back those before. */
function job(
  graph: Graph,
  { run, sync, read, dispose }: {
    run: () => Promise<Results>;
    sync: () => Promise<unknown>;
    read: (output: Graph["outputs"][number], of: Results) => Promise<ArrayBuffer>;
    dispose: () => Promise<void>;
  },
): PeerJob {
  let last: Results | undefined;
  const release = () => last && Object.values(last).forEach((tensor) => (tensor as Ort.Tensor).dispose());
  return {
    async run() {
      const results = await run();
      release();
      last = results;
    },
    sync: async () => void await sync(),
    outputs: () =>
      Promise.all(graph.outputs.map(async (output) => {
        const data = await read(output, last!);
        return output.type === "float32" ? new Float32Array(data) : Uint32Array.from(new BigInt64Array(data), Number);
      })),
    async dispose() {
      release();
      await dispose();
    },
  };
}

/** onnxruntime-web on WebAssembly: what a user without a GPU has. */
function onWasm(who: "onnxruntime-wasm" | "onnxruntime-wasm-threads", threads: number): PeerEntry {
  return {
    who,
    where: "cpu",
    from: "onnxruntime-web",
    async open(): Promise<Peer> {
      if (threads > 1 && !WASM_THREADS_WORK) throw new Error("its threads die at times in Deno, and it waits for ever");
      // Two entries of the package are two modules, and each has a pool of threads of its own.
      const ort =
        (threads === 1
          ? await import("onnxruntime-web/wasm")
          : await import("onnxruntime-web")) as unknown as OrtModule;
      ort.env.wasm.numThreads = threads;
      ort.env.logLevel = "error";
      const prepare = async (graph: Graph): Promise<PeerJob> => {
        const session = await ort.InferenceSession.create(graph.bytes, {
          executionProviders: ["wasm"],
          logSeverityLevel: 4,
        });
        const feeds = Object.fromEntries(
          graph.inputs.map(({ name, tensor }) => [name, new ort.Tensor("float32", tensor.data, [...tensor.dims])]),
        );
        return job(graph, {
          run: () => session.run(feeds),
          sync: () => Promise.resolve(),
          read: ({ name }, of) => Promise.resolve(((of[name] as Ort.Tensor).data as Float32Array).slice().buffer),
          dispose: () => session.release(),
        });
      };
      return {
        who,
        where: "cpu",
        version: ort.env.versions.web ?? ort.env.versions.common,
        prepare: (program) => prepare(graphOf(program)),
        dispose() {},
      };
    },
  };
}

export const ortWasm = onWasm("onnxruntime-wasm", 1);
export const ortWasmThreads = onWasm("onnxruntime-wasm-threads", runtime.cores);
