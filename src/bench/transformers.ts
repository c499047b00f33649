import type { Model } from "../model/model.ts";
import type { Tap } from "../record/run.ts";
import * as files from "../runtime/files.ts";

/** The package on a model that exports its hidden states. Lifetime: until `dispose`. */
export interface TransformersWay {
  readonly version: string;
  /** One padded batch of token ids -> every tap's rows [texts * length, width], in memory. */
  run(ids: readonly (readonly number[])[], length: number): Promise<readonly Float32Array[]>;
  dispose(): Promise<void>;
}

/** What is used of `@huggingface/transformers`. */
interface Package {
  readonly env: { version: string; localModelPath: string; allowRemoteModels: boolean; allowLocalModels: boolean };
  readonly Tensor: new (type: "int64", data: BigInt64Array, dims: readonly number[]) => Tensor;
  readonly AutoModel: { from_pretrained(name: string, options: object): Promise<Loaded> };
}
interface Loaded {
  (inputs: Record<string, Tensor>): Promise<Record<string, Tensor>>;
  dispose(): Promise<unknown>;
}
interface Tensor {
  readonly data: Float32Array | BigInt64Array;
}

/**
 * Opens `@huggingface/transformers` on the model, written to a folder with the taps among its outputs; `null` where the
 * package is not installed (`npm install --no-save --ignore-scripts @huggingface/transformers`; it brings 290 MB along).
 */
export async function openTransformers(
  model: Model,
  taps: readonly Tap[],
  folder: string,
): Promise<TransformersWay | null> {
  const name = "@huggingface/transformers";
  let found: Package;
  try {
    found = await import(name) as Package;
  } catch {
    return null;
  }
  await write(model, taps, folder);
  const { env, AutoModel, Tensor } = found;
  Object.assign(env, { allowRemoteModels: false, allowLocalModels: true, localModelPath: files.dirname(folder) });
  const loaded = await AutoModel.from_pretrained(files.basename(folder), { dtype: "fp32", device: "cpu" });
  return {
    version: env.version,
    async run(ids, length) {
      const grid = (value: (row: readonly number[], at: number) => number) => {
        const values = ids.flatMap((row) => Array.from({ length }, (_, at) => BigInt(value(row, at))));
        return new Tensor("int64", BigInt64Array.from(values), [ids.length, length]);
      };
      const outputs = await loaded({
        input_ids: grid((row, at) => row[at] ?? 0),
        attention_mask: grid((row, at) => at < row.length ? 1 : 0),
      });
      return taps.map(({ tensor }) => outputs[tensor]!.data as Float32Array);
    },
    dispose: async () => void await loaded.dispose(),
  };
}

/** A folder in the layout that the package reads. */
async function write(model: Model, taps: readonly Tap[], folder: string): Promise<void> {
  const { onnx, tokenizer, tokenizerConfig } = model.withOutputs(taps);
  await files.makeFolder(files.join(folder, "onnx"));
  await files.writeWhole(files.join(folder, "config.json"), JSON.stringify({ model_type: "bert" }));
  await files.writeWhole(files.join(folder, "tokenizer.json"), tokenizer);
  await files.writeWhole(files.join(folder, "tokenizer_config.json"), tokenizerConfig);
  await files.writeWhole(files.join(folder, "onnx", "model.onnx"), onnx);
}
