import { resampleClusters } from "../math/bootstrap.ts";
import { deriveSeed } from "../math/random.ts";
import type { Pairs } from "./pairs.ts";

/** Which unit is resampled, and how often each is drawn. */
export interface Resamples {
  readonly by: "scene" | "pair";
  /** [P]; cluster of each pair. */
  readonly cluster: Int32Array;
  readonly clusters: number;
  readonly draws: number;
  /** Multiplicities of one resample: [clusters]; the same object every time, so that it can name the resample. */
  readonly weights: (draw: number) => Uint16Array;
}

/** Scenes are resampled when there are at least this many; fewer clusters give intervals that are too short. */
export const ENOUGH_SCENES = 12;

/** Prepares cluster resamples, the same for every contrast of a run, so that figures can be compared draw by draw. */
export function prepareResamples(pairs: Pairs, { draws, seed }: { draws: number; seed: number }): Resamples {
  const by = pairs.scenes.length >= ENOUGH_SCENES ? "scene" : "pair";
  const clusters = by === "scene" ? pairs.scenes.length : pairs.ids.length;
  const all = resampleClusters(clusters, { draws, seed: deriveSeed(seed, "bootstrap") });
  const views = Array.from({ length: draws }, (_, draw) => all.subarray(draw * clusters, (draw + 1) * clusters));
  return {
    by,
    cluster: by === "scene" ? pairs.scene : Int32Array.from(pairs.ids.keys()),
    clusters,
    draws,
    weights: (draw) => views[draw]!,
  };
}
