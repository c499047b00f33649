import type { ItemRecord, RunRecord } from "../record/run.ts";
import type { Block, Quote } from "./blocks.ts";
import { controlOf, projectionKey, projectionOf } from "./conditions.ts";
import { contrastParts } from "./contrast.ts";
import { mainFigure, rolesOf } from "./view.ts";
import { count, signed } from "./words.ts";

interface Ranked {
  readonly item: ItemRecord;
  readonly value: number;
}

/** The target items that project highest and lowest, their controls beside them: what the figure was made from. */
export function extremes(record: RunRecord, items: readonly ItemRecord[], each = 3): Block[] {
  const key = projectionKey(record, items);
  const { target } = rolesOf(record);
  if (key === null) return [];
  const ranked = items.filter((item) => item.condition === target)
    .flatMap((item): Ranked[] => {
      const value = projectionOf(item, key);
      return value === null ? [] : [{ item, value }];
    })
    .sort((a, b) => b.value - a.value || (a.item.id < b.item.id ? -1 : 1));
  if (ranked.length === 0) return [];
  const some = Math.min(each, Math.ceil(ranked.length / 2)), control = controlOf(record, items);
  const quote = ({ item }: Ranked): Block => {
    const other = control === null || item.pair === ""
      ? undefined
      : items.find(({ condition, pair }) => condition === control && pair === item.pair);
    return {
      kind: "quote",
      ...quoted(item, key),
      ...(other === undefined ? {} : { beside: quoted(other, key, `${control} control`) }),
    };
  };
  const main = contrastParts(mainFigure(record)?.contrast ?? target);
  const beside = control === null ? "" : ` Beside each stands the ${control} control of its pair.`;
  return [
    { kind: "heading", level: 2, text: "Most and least responsive items" },
    {
      kind: "text",
      text: `Of ${
        count(ranked.length, "scored item")
      } of the condition ${target}, those with the highest and the lowest projection on ${key} (learned from ${main.source} items), in standard deviations of the control items.${beside}`,
    },
    { kind: "heading", level: 3, text: "Most responsive" },
    ...ranked.slice(0, some).map(quote),
    { kind: "heading", level: 3, text: "Least responsive" },
    ...ranked.slice(-some).reverse().slice(0, ranked.length - some).map(quote),
  ];
}

function quoted(item: ItemRecord, key: string, named = item.construct): Quote {
  const value = projectionOf(item, key);
  return { text: item.text, cite: `${item.id}, ${named}, ${value === null ? "unscored" : `${signed(value)} SD`}` };
}
