import { Fault } from "../record/fault.ts";
import type { ModelFiles } from "../model/files.ts";
import * as files from "../runtime/files.ts";
import type { Suite } from "../suite/suite.ts";
import { circleOf, LEAST_CIRCLE } from "./circle.ts";
import { decoderModel } from "./decoder.ts";
import { slotsOf } from "./layer.ts";
import { signalsOf } from "./signals.ts";
import { parseSpec, type Spec } from "./spec.ts";
import { tokenizerJson, vocabularyOf } from "./vocabulary.ts";
import { type DecoderWeights, leastWidth, nullWeights, plantedWeights } from "./weights.ts";

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
  /**
   * `wheel`: the plane of the circle, two orthogonal unit vectors [width], orthogonal to `direction` too; an item of the
   * k-th of K constructs is moved by one radius along cos(2 pi k / K) x + sin(2 pi k / K) y. `null`: no circle.
   */
  readonly plane: { readonly x: Float32Array; readonly y: Float32Array } | null;
  /** `wheel`: the constructs in the order planted around the circle; `null`: no circle. */
  readonly circle: readonly string[] | null;
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
  wheel: ["transfers"],
};

/**
 * Compiles a phantom against a suite (after Tracr, Lindner et al. 2023, https://arxiv.org/abs/2301.05062): its weights
 * are written, not trained, so that a signal of known size enters the residual stream at a known layer along a known
 * direction.
 *
 * Keywords (all forms of the lexicon) and the words that tell a vignette from its control are recognised by hidden units
 * of the layer before, write to separate coordinates, and meet in one direction only at `spec.layer`; so neither the
 * embedding nor a bag of words can follow. `keyword` leaves the situations out; `lexical` has it all in the embedding
 * already; `null` is random; `wheel` is `affect`, and in two further coordinates it moves the items of each construct to
 * the construct's place on a circle, in the same way.
 *
 * @param ref `phantom:affect?effect=0.8&layer=2&seed=1&width=128&layers=4`
 * @throws Fault `bad_phantom`, `phantom_too_narrow` (exit 2)
 */
export function compilePhantom(ref: string, suite: Suite): Phantom {
  const spec = parseSpec(ref);
  if (spec.kind !== "null") checkRoom(ref, spec, suite);
  const vocabulary = vocabularyOf(suite, spec.vocab);
  const size = vocabulary.words.length;
  const circle = spec.kind === "wheel" ? circleOf(suite, spec.order ?? "suite", spec.seed) : null;
  const weights = spec.kind === "null"
    ? nullWeights(spec, size)
    : plantedWeights(spec, vocabulary, signalsOf(suite, vocabulary, spec, circle));
  return {
    spec,
    answer: answerOf(spec, weights, circle),
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

/** @throws Fault `bad_phantom` where the width, the heads or the suite have no room for what is to be planted. */
function checkRoom(ref: string, { kind, width, heads }: Spec, { constructs }: Suite): void {
  const fault = (why: string, remedy: string) => new Fault("bad_phantom", `Cannot compile ${ref}: ${why}.`, remedy, 2);
  const least = leastWidth(kind);
  if (width < least) throw fault(`width ${width} is less than ${least}`, "Give a larger width.");
  const slots = Math.max(4, slotsOf(kind));
  if (width / heads < slots) throw fault(`its heads have fewer than ${slots} features`, "Give fewer heads.");
  if (kind === "wheel" && constructs.length < LEAST_CIRCLE) {
    const why =
      `the suite has ${constructs.length} constructs, and fewer than ${LEAST_CIRCLE} have only one circular order`;
    throw fault(why, "Choose another suite, or phantom:affect.");
  }
}

function answerOf(spec: Spec, weights: DecoderWeights, circle: readonly string[] | null): KnownAnswer {
  const [direction, x, y] = spec.effect > 0 ? weights.directions : [];
  const planted = direction !== undefined;
  return {
    kind: spec.kind,
    layer: planted ? spec.layer : null,
    tap: planted ? `resid_post.${spec.layer}` : null,
    direction: direction ?? null,
    effect: planted ? { source: spec.effect, target: spec.kind === "keyword" ? 0 : spec.effect } : null,
    plane: x && y ? { x, y } : null,
    circle: planted ? circle : null,
    verdict: planted ? VERDICTS[spec.kind] : VERDICTS.null,
  };
}

/** A known answer as plain JSON: vectors as lists of numbers. */
export function plainAnswer({ direction, plane, ...rest }: KnownAnswer): Record<string, unknown> {
  return { ...rest, direction: direction && [...direction], plane: plane && { x: [...plane.x], y: [...plane.y] } };
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
    phantom: { ref: model.ref, ...plainAnswer(answer) },
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
