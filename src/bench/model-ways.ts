import type { Model } from "../model/model.ts";
import type { Session } from "../model/session.ts";
import type { MODEL_WAYS } from "../record/bench-model.ts";
import type { Rows } from "../reference/kernels.ts";
import { chooseLayers } from "../run/layers.ts";
import type { Device } from "../run/device.ts";
import { openTransformers } from "./transformers.ts";

/** Ways that run the model batch by batch; the other two are whole commands. */
export type Way = Exclude<typeof MODEL_WAYS[number], "activations" | "eval">;

/** A session of ours, or another package behind the same calls. */
export type Runner = Pick<Session, "run" | "dispose">;

/**
 * Opens a model for a way; `null` where the way's package is not installed.
 *
 * @param folder Where the model is written for a package that reads folders.
 */
export async function openWay(way: Way, model: Model, device: Device, folder?: string): Promise<Runner | null> {
  const options = { device: device.model, gpuDevice: device.gpu?.device }, taps = chooseLayers(model, "all");
  switch (way) {
    case "alienist":
      return await model.tap(taps, options);
    case "plain forward":
      return await model.logits(options);
    case "hidden states":
      return await model.logits({ ...options, readBack: true }, taps);
    case "transformers.js":
      return folder === undefined ? null : await transformers(model, folder);
  }
}

async function transformers(model: Model, folder: string): Promise<Runner | null> {
  const taps = chooseLayers(model, "all"), { width } = model;
  const opened = await openTransformers(model, taps, folder);
  if (!opened) return null;
  return {
    async run({ ids, length }) {
      const read = await opened.run(ids, length);
      const rows = new Map<string, Rows<GPUBuffer>>(
        taps.map(({ tensor }, l) => [tensor, { data: read[l]!, rows: ids.length * length, width }]),
      );
      return { rows, release() {} };
    },
    dispose: () => opened.dispose(),
  };
}
