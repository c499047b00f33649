import { Fault } from "../record/fault.ts";
import type { ModelFiles } from "../model/files.ts";
import * as files from "../runtime/files.ts";
import type { Suite } from "../suite/suite.ts";
import { decoderModel } from "./decoder.ts";
import { evidenceOf, gainsFor } from "./evidence.ts";
import { parseSpec, type Spec } from "./spec.ts";
import { tokenizerJson, vocabularyOf } from "./vocabulary.ts";
import { LEAST_WIDTH, nullWeights, plantedWeights } from "./weights.ts";

/** What was planted, so that an instrument can be checked against it. */
export interface KnownAnswer {
  readonly kind: Spec["kind"];
  /** The signal is in `resid_post.<layer>` and after; `null` where nothing is planted. */
  readonly layer: number | null;
  readonly tap: string | null;
  /** Unit vector [width]; `null` where nothing is planted. */
  readonly direction: Float32Array | null;
  /** d' of source and of target items against control items at the last token; `null` where nothing is planted. */
  readonly effect: { readonly source: number; readonly target: number } | null;
  /** What the harness must say. */
  readonly verdict: readonly string[];
}

/** A compiled transformer with a known answer: a calibration target, a model of nothing. */
export interface Phantom {
  readonly spec: Spec;
  readonly files: ModelFiles;
  readonly answer: KnownAnswer;
}

const VERDICTS: Record<Spec["kind"], readonly string[]> = {
  affect: ["transfers"],
  keyword: ["keyword-bound"],
  lexical: ["explained by text"],
  null: ["no evidence", "explained by text"],
};

/**
 * Compiles a phantom against a suite (after Tracr, Lindner et al. 2023, https://arxiv.org/abs/2301.05062): its weights
 * are written, not trained, so that a signal of known size enters the residual stream at a known layer along a known
 * direction.
 *
 * Keywords (all forms of the lexicon) and the words that tell a vignette from its control are recognised by hidden units
 * of the layer before, write to separate coordinates, and meet in one direction only at `spec.layer`; so neither the
 * embedding nor a bag of words can follow. `keyword` leaves the situations out; `lexical` has it all in the embedding
 * already; `null` is random.
 *
 * @param ref `phantom:affect?effect=0.8&layer=2&seed=1&width=128&layers=4`
 * @throws Fault `bad_phantom`, `phantom_too_narrow` (exit 2)
 */
export function compilePhantom(ref: string, suite: Suite): Phantom {
  const spec = parseSpec(ref);
  if (spec.kind !== "null" && spec.width < LEAST_WIDTH) {
    throw new Fault(
      "bad_phantom",
      `Cannot compile ${ref}: width ${spec.width} is less than ${LEAST_WIDTH}.`,
      "Give a larger width.",
      2,
    );
  }
  if (spec.kind !== "null" && spec.width / spec.heads < 4) {
    throw new Fault(
      "bad_phantom",
      `Cannot compile ${ref}: its heads have fewer than 4 features.`,
      "Give fewer heads.",
      2,
    );
  }
  const vocabulary = vocabularyOf(suite, spec.vocab);
  const size = vocabulary.words.length;
  let weights = nullWeightsOrNothing(spec, size);
  if (!weights) {
    const evidence = evidenceOf(suite, vocabulary, spec.seed);
    weights = plantedWeights(spec, vocabulary, evidence, gainsFor(suite, vocabulary, evidence, spec.effect));
  }
  const planted = weights.direction !== null && spec.effect > 0;
  const answer: KnownAnswer = {
    kind: spec.kind,
    layer: planted ? spec.layer : null,
    tap: planted ? `resid_post.${spec.layer}` : null,
    direction: planted ? weights.direction : null,
    effect: planted ? { source: spec.effect, target: spec.kind === "keyword" ? 0 : spec.effect } : null,
    verdict: planted ? VERDICTS[spec.kind] : VERDICTS.null,
  };
  return {
    spec,
    answer,
    files: {
      ref,
      onnx: decoderModel(spec, size, weights),
      external: [],
      tokenizer: tokenizerJson(vocabulary),
      tokenizerConfig: "{}",
      config: { layers: spec.layers, context: spec.context, type: "alienist-phantom" },
    },
  };
}

function nullWeightsOrNothing(spec: Spec, vocab: number) {
  return spec.kind === "null" ? nullWeights(spec, vocab) : undefined;
}

/** Writes a phantom as a model folder in Hugging Face layout: config.json, tokenizer.json, onnx/model.onnx. */
export async function writePhantom({ spec, files: model, answer }: Phantom, folder: string): Promise<void> {
  if (folder.trim() === "") {
    throw new Fault("bad_output", "Cannot write a phantom without a folder's name.", "Give -o FOLDER.", 2);
  }
  const there = await files.kindOf(folder) === "folder" ? await files.list(folder) : [];
  if (there.length > 0 && !(await holdsPhantom(folder))) {
    throw new Fault(
      "bad_output",
      `Cannot write a phantom into ${folder}: it holds other files (${there[0]}).`,
      "Choose a new folder.",
      2,
    );
  }
  await files.makeFolder(files.join(folder, "onnx"));
  const vocab = Object.keys((JSON.parse(model.tokenizer) as { model: { vocab: object } }).model.vocab).length;
  const config = {
    architectures: ["AlienistPhantomForCausalLM"],
    model_type: "alienist-phantom",
    hidden_size: spec.width,
    num_hidden_layers: spec.layers,
    num_attention_heads: spec.heads,
    vocab_size: vocab,
    max_position_embeddings: spec.context,
    bos_token_id: 1,
    phantom: { ref: model.ref, ...answer, direction: answer.direction && [...answer.direction] },
  };
  await files.writeWhole(files.join(folder, "config.json"), JSON.stringify(config, null, 1));
  await files.writeWhole(files.join(folder, "tokenizer.json"), model.tokenizer);
  await files.writeWhole(
    files.join(folder, "tokenizer_config.json"),
    JSON.stringify(
      {
        tokenizer_class: "PreTrainedTokenizerFast",
        bos_token: "<s>",
        unk_token: "<unk>",
        model_max_length: spec.context,
      },
      null,
      1,
    ),
  );
  await files.writeWhole(files.join(folder, "onnx", "model.onnx"), model.onnx);
}

async function holdsPhantom(folder: string): Promise<boolean> {
  const config = files.join(folder, "config.json");
  return await files.kindOf(config) === "file" && (await files.readText(config)).includes('"alienist-phantom"');
}
