import type { Projection, TransferResult } from "../measure/readings.ts";
import type { Model } from "../model/model.ts";
import { ortVersion } from "../model/ort.ts";
import type { Encoded } from "../model/tokenizer.ts";
import { type KnownAnswer, plainAnswer } from "../phantom/phantom.ts";
import { type ItemRecord, RUN_SCHEMA, RunRecord, type Tap } from "../record/run.ts";
import { VERSION } from "../record/version.ts";
import { runtime } from "../runtime/current.ts";
import { sha256 } from "../runtime/files.ts";
import type { Suite } from "../suite/suite.ts";
import type { Device } from "./device.ts";

/** Everything that goes into `run.json`. */
export interface RunFacts {
  readonly suite: Suite;
  readonly model: Model;
  readonly device: Device;
  readonly sequences: readonly Encoded[];
  readonly taps: readonly Tap[];
  readonly result: TransferResult;
  readonly settings: RunRecord["settings"];
  readonly seed: number;
  readonly answer: KnownAnswer | null;
  readonly timing: Readonly<Record<string, number>>;
  readonly created: Date;
  readonly warnings: readonly string[];
}

/** The record of a run, checked against its schema. */
export function makeRecord(facts: RunFacts): RunRecord {
  const { suite, model, device, sequences, taps, result, settings, seed, answer, timing, created, warnings } = facts;
  const time = created.toISOString();
  return RunRecord.parse({
    schema: RUN_SCHEMA,
    id: runId(time, suite, model, [JSON.stringify(settings), String(seed)]),
    created: time,
    suite: { name: suite.name, title: suite.title, question: suite.question, version: suite.version, hash: suite.hash },
    model: {
      ref: model.ref,
      hash: model.hash,
      tokenizer_hash: model.tokenizerHash,
      template_hash: null,
      layers: model.layers,
      width: model.width,
      dtype: model.dtype,
    },
    taps,
    device: {
      model: device.model,
      kernels: device.kernels.name,
      why: device.why,
      ...(device.gpu ? { peak_gpu_bytes: device.kernels.peakMemory() } : {}),
    },
    adapter: device.adapter,
    versions: { alienist: VERSION, "onnxruntime-web": ortVersion(), runtime: runtime.version },
    seeds: { seed },
    calibration: null,
    figures: result.figures,
    confusion: result.confusion,
    geometry: result.geometry,
    verdict: result.verdict,
    timing,
    counts: {
      items: suite.items.length,
      tokens: sequences.reduce((sum, sequence) => sum + sequence.ids.length, 0),
      unscored: result.projections.filter((projection) => projection.unscored !== null).length,
    },
    settings,
    known_answer: answer && plainAnswer(answer),
    warnings: [...model.residual.warnings, ...warnings, ...result.warnings],
  });
}

/** A line of `items.jsonl` for every item. */
export function makeItems(
  suite: Suite,
  sequences: readonly Encoded[],
  { projections, direction }: TransferResult,
): ItemRecord[] {
  return suite.items.map((item, i) => itemRecord(item, sequences[i]!.ids, projections[i]!, suite, direction?.tap));
}

function itemRecord(
  item: Suite["items"][number],
  ids: readonly number[],
  projection: Projection,
  suite: Suite,
  tap: string | undefined,
): ItemRecord {
  return {
    id: item.id,
    condition: item.condition,
    construct: item.construct,
    pair: item.pair,
    scene: item.scene,
    domain: item.domain,
    status: item.status,
    projections: tap ? { [`${suite.design.direction}@${tap}`]: projection.value } : {},
    token_ids: [...ids],
    text: item.text,
    unscored: projection.unscored,
  };
}

/** An id that sorts by time and says what ran: `2026-11-23T10-00-00Z_emotion_ab12cd`. */
function runId(created: string, suite: Suite, model: Model, settings: readonly string[]): string {
  const time = created.replace(/\.\d+Z$/, "Z").replaceAll(":", "-");
  const mark = sha256(created, suite.hash, model.hash, model.ref, ...settings).slice(
    "sha256:".length,
    "sha256:".length + 6,
  );
  return `${time}_${suite.name}_${mark}`;
}
