import type { Model } from "../model/model.ts";
import { Fault } from "../record/fault.ts";
import type { Tap } from "../record/run.ts";

/**
 * The `resid_post` taps that a list names: `all`, or numbers and ranges such as `4,8-12`.
 *
 * @throws Fault `bad_layers` (exit 2) saying which layers the model has
 */
export function chooseLayers(model: Model, list: string): Tap[] {
  const taps = model.residual.taps.filter((tap) => tap.site === "resid_post");
  if (list === "all") return taps;
  const wanted = new Set<number>();
  for (const part of list.split(",").map((word) => word.trim())) {
    const range = /^(\d+)(?:-(\d+))?$/.exec(part);
    const first = Number(range?.[1]);
    const last = Number(range?.[2] ?? range?.[1]);
    if (!range || first > last || last >= model.layers) {
      throw new Fault(
        "bad_layers",
        `Cannot read the layers "${list}": "${part}" is not a layer or range from 0 to ${model.layers - 1}.`,
        "Give numbers and ranges, such as --layers 0,2-3, or all.",
        2,
      );
    }
    for (let layer = first; layer <= last; layer++) wanted.add(layer);
  }
  return taps.filter((tap) => wanted.has(tap.layer!));
}
