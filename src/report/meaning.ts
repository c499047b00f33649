import type { Figure } from "../record/figure.ts";
import { contrastParts } from "./contrast.ts";
import { type Arrangement, arrangementOf, isReverse, partialOf, perConstruct, roleOf } from "./roles.ts";
import { count, fixed, percent, pValue } from "./words.ts";

/** What the number counts, with the number in it. */
export function meaning(figure: Figure, value: number): string {
  const { source, target } = contrastParts(figure.contrast);
  switch (figure.metric) {
    case "index":
      return `0 = nothing of the ${source} figure is lost${target ? ` on ${target} items` : ""}, 1 = all of it; here ${
        fixed(value)
      }.`;
    case "accuracy": {
      const guess = figure.floors === null ? "" : `; guessing reaches ${percent(figure.floors.chance)}`;
      return `${percent(value)} of ${target ?? source} items are read as their own construct${guess}.`;
    }
    case "rate": {
      const plain = figure.floors === null ? "" : `; of plain controls ${percent(figure.floors.chance)} are`;
      return `${percent(value)} of ${target ?? source} items are taken for ${figure.construct}${plain}.`;
    }
    case "correlation":
      return correlation(figure, value);
    case "auroc":
      return couples(figure, Math.round(value * 100)) + shared(figure);
    default:
      return figure.metric satisfies never;
  }
}

/** An AUROC as a count of couples. */
function couples(figure: Figure, right: number): string {
  const { source, target, against } = contrastParts(figure.contrast), tested = target ?? source;
  if (roleOf(figure) === "reversed") {
    return `Of 100 ${tested} items, ${right} stand above their own ${against} version on their construct's direction.`;
  }
  if (figure.measure === "constructs" || figure.measure === "leak") {
    return `Of 100 random couples of one ${tested} item of a construct and one of another, ${right} are put in the right order, on average over constructs${
      range(figure)
    }.`;
  }
  const control = roleOf(figure) === "shuffled" ? "control in the same random order" : "control";
  const other = against === null ? control : `${against} item`;
  return `Of 100 random couples of one ${tested} item and one ${other}, ${right} are put in the right order.`;
}

/** `(0.49 for anger to 0.64 for anticipation)`. */
function range(figure: Figure): string {
  const known = perConstruct(figure).flatMap(([name, value]) => value === null ? [] : [{ name, value }]);
  const [least, ...rest] = known.sort((a, b) => a.value - b.value), most = rest.at(-1);
  if (least === undefined || most === undefined) return "";
  return ` (${fixed(least.value)} for ${least.name} to ${fixed(most.value)} for ${most.name})`;
}

function shared(figure: Figure): string {
  const { source, target } = contrastParts(figure.contrast);
  if (!isReverse(figure) || figure.p === null) return "";
  return ` Its p asks whether what marks ${source} items and what marks ${target ?? source} items point the same way.`;
}

const CLAIMS: Record<Arrangement, string> = {
  circle: "neighbours on the circle alike, opposites unlike",
  opposites: "opposite pairs unlike, all others the same",
  valence_arousal: "the closer in valence and arousal, the more alike",
  categorical: "every construct like itself and like no other",
};

/** What an arrangement expects of the similarities. */
export function claimOf(arrangement: Arrangement): string {
  return CLAIMS[arrangement];
}

function correlation(figure: Figure, value: number): string {
  const arrangement = arrangementOf(figure);
  const expected = arrangement === null ? "the claimed order" : `the arrangement (${claimOf(arrangement)})`;
  const said = `The similarities of the constructs correlate ${
    fixed(value)
  } with ${expected}, at the layer where they fit best.`;
  const exact = figure.p === null
    ? ""
    : ` Of ${count(figure.permutations + 1, "possible order")}, each at its own best layer, ${
      share(figure.p)
    } as well as the claimed one.`;
  const rest = partialOf(figure);
  return rest === null
    ? said + exact
    : `${said}${exact} With the similarities of the texts taken out: ${fixed(rest.value)} (p ${
      pValue(rest.p, figure.permutations)
    }).`;
}

function share(p: number): string {
  return `${p < 0.01 ? "fewer than 1 %" : percent(p)} fit at least`;
}
