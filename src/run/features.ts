import type { Model } from "../model/model.ts";
import { Fault } from "../record/fault.ts";
import type { FeatureRecord } from "../record/features.ts";
import { tapName } from "../record/run.ts";
import type { Device } from "./device.ts";
import { encodeAll, type Input } from "./encode.ts";
import { normalized } from "./normalize.ts";
import type { Encoder, Sae } from "./sae.ts";
import { type Encoded, encodeRows } from "./sae-encode.ts";
import { type Reading, readStream } from "./stream.ts";

/** Most features per place. */
export const MOST_TOP = 1024;

export interface FeatureOptions {
  /** The encoder, from `readSae` or written by hand. */
  readonly sae: Encoder & Partial<Sae>;
  /** Layer to read: the encoder gets `resid_post.<layer>`. */
  readonly layer: number;
  readonly device: Device;
  /** Features per place, 1 to 1024. Default 32. */
  readonly top?: number;
  /** Default `last`. `mean`: the encoder reads the mean over a text's own tokens. */
  readonly reading?: Reading;
  readonly batchSize?: number | undefined;
  readonly truncate?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Where an encoder read: an item's token, or the mean over its tokens (`position: null`). */
export interface Place {
  readonly item: string;
  readonly token: string | null;
  readonly position: number | null;
}

/** The most active features of some texts; rows are places. */
export interface Features extends Encoded {
  readonly layer: number;
  readonly places: readonly Place[];
  readonly tokens: number;
  readonly warnings: readonly string[];
}

/**
 * Runs a sparse autoencoder's encoder on the residual stream of texts and gives the most active features of each.
 *
 * @example
 * const { model } = await openModel("phantom:null?width=32&layers=2");
 * const device = await chooseDevice("cpu");
 * const sae = { dIn: 32, dSae: 2, weights: new Float32Array(64), bias: Float32Array.of(-1, 3) };
 * const read = await features(model, [{ id: "a", text: "She set out two plates." }], { sae, layer: 1, device });
 * [...featureRecords(read)][0].features; // [{ feature: 1, activation: 3 }]
 * @throws Fault `bad_layers`, `bad_top` (exit 2), `bad_sae` where the widths differ, `too_long`, `empty_text`; Interrupted
 */
export async function features(
  model: Model,
  inputs: readonly Input[],
  options: FeatureOptions,
): Promise<Features> {
  const { sae, layer, device, top = 32, reading = "last", truncate = false, batchSize, signal } = options;
  checkLayer(model, layer);
  checkFit(model, sae, top);
  const { sequences, warnings } = encodeAll(model, inputs, truncate);
  const tap = model.find(`resid_post.${layer}`);
  const [acts] = await readStream(model, device, sequences, [{ tap, reading }], { batchSize, signal });
  const pieces = (i: number, from: number, to: number): Place[] => {
    const ids = sequences[i]!.ids.slice(from, to);
    return model.tokenizer.pieces(ids).map((token, t) => ({ item: inputs[i]!.id, token, position: from + t }));
  };
  const places = sequences.flatMap(({ ids, to }, i) => {
    if (reading === "mean") return [{ item: inputs[i]!.id, token: null, position: null }];
    return reading === "all" ? pieces(i, 0, ids.length) : pieces(i, to - 1, to);
  });
  return {
    layer,
    places,
    ...await encodeRows(device.kernels, sae, normalized(acts!, model.width, sae.normalize), top, signal),
    tokens: sequences.reduce((sum, { ids }) => sum + ids.length, 0),
    warnings: [...model.residual.warnings, ...warnings, ...sae.warnings ?? [], ...doubts(sae, tapName(tap), reading)],
  };
}

/** @throws Fault `bad_layers` (exit 2) saying which layers there are */
export function checkLayer(model: Model, layer: number): void {
  if (Number.isInteger(layer) && layer >= 0 && layer < model.layers) return;
  const found = `${model.ref} has the layers 0 to ${model.layers - 1}`;
  throw new Fault("bad_layers", `Cannot read layer ${layer}: ${found}.`, "Give one of these.", 2);
}

/** Refuses an encoder or a number that does not fit, before anything runs. */
function checkFit(model: Model, sae: Encoder & Partial<Sae>, top: number): void {
  if (!(Number.isInteger(top) && top >= 1 && top <= MOST_TOP)) {
    const found = `the number must be a whole one, 1 to ${MOST_TOP}`;
    throw new Fault("bad_top", `Cannot give the ${top} most active features: ${found}.`, "Choose such a number.", 2);
  }
  if (sae.dIn === model.width) return;
  const name = sae.file ?? "the sparse autoencoder";
  const widths = `it reads vectors of width ${sae.dIn}, and the residual stream of the model has width ${model.width}`;
  const remedy = "Give an autoencoder that was trained on this model's residual stream.";
  throw new Fault("bad_sae", `Cannot use ${name} on ${model.ref}: ${widths}.`, remedy);
}

/** What makes the features of this reading doubtful. */
function doubts({ file, hook, tap }: Partial<Sae>, read: string, reading: Reading): string[] {
  const trained = `${file} was trained on ${hook}`;
  const elsewhere = hook && tap === null
    ? [`${trained}, which is not known to be the residual stream after a layer; it reads ${read} here.`]
    : hook && tap !== read
    ? [`${trained}${hook === tap ? "" : ` (${tap} here)`}, and reads ${read}.`]
    : [];
  const mean = "An autoencoder is trained on single tokens: of the mean over tokens its features say less.";
  return reading === "mean" ? [...elsewhere, mean] : elsewhere;
}

/** One record per place; features that are 0 are left out. */
export function* featureRecords(read: Features): Generator<FeatureRecord> {
  for (const [p, { item, token, position }] of read.places.entries()) {
    const count = Math.min(read.top, read.active[p]!);
    yield {
      schema: "alienist/features/1",
      item,
      token,
      position,
      layer: read.layer,
      active: read.active[p]!,
      more: read.more[p] === 1,
      features: Array.from({ length: count }, (_, rank) => ({
        feature: read.indices[p * read.top + rank]!,
        activation: read.activations[p * read.top + rank]!,
      })),
    };
  }
}
