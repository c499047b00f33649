import type { ItemRecord, RunRecord } from "../record/run.ts";
import type { Block } from "./blocks.ts";
import { contrastParts } from "./sentence.ts";
import { mainFigure, projectionKey, projectionOf, rolesOf } from "./view.ts";
import { count, signed } from "./words.ts";

/** What a score does not show. The wording is the project's rule: representations and directions, no inner life. */
export function limits(record: RunRecord): Block[] {
  const { source, target } = rolesOf(record);
  const direction = mainFigure(record)?.construct ?? "measured";
  const items = [
    `A figure beyond its floor shows a representation reused, or a direction shifted: what the model computes for ${source} items it computes in part for ${target} items too. It shows nothing about experience, intention or understanding.`,
    `A direction that can be read need not be used. Whether the ${direction} direction has an effect on what the model writes needs an intervention, which this run did not make.`,
    `The floors exclude the shortcuts that they measure (length, function words, single words, the embedding). A shortcut that no floor measures stays possible.`,
    `The figures hold for these items, this reading and this model file. Other texts, languages, precisions or prompts were not measured.`,
    `A missing effect shows no absence: the table names the smallest difference that this number of items could have found.`,
  ];
  return [{ kind: "heading", level: 2, text: "What a score does not show" }, { kind: "list", items }];
}

/** The target items that project highest and lowest: the reader should see what the figure was made from. */
export function extremes(record: RunRecord, items: readonly ItemRecord[], each = 3): Block[] {
  const key = projectionKey(record, items);
  const { target } = rolesOf(record);
  if (key === null) return [];
  const ranked = items.filter((item) => item.condition === target)
    .flatMap((item) => {
      const value = projectionOf(item, key);
      return value === null ? [] : [{ item, value }];
    })
    .sort((a, b) => b.value - a.value || (a.item.id < b.item.id ? -1 : 1));
  if (ranked.length === 0) return [];
  const some = Math.min(each, Math.ceil(ranked.length / 2));
  const quote = ({ item, value }: { item: ItemRecord; value: number }): Block => ({
    kind: "quote",
    text: item.text,
    cite: `${item.id}, ${item.construct}, ${signed(value)} SD`,
  });
  const main = contrastParts(mainFigure(record)?.contrast ?? target);
  return [
    { kind: "heading", level: 2, text: "Most and least responsive items" },
    {
      kind: "text",
      text: `Of ${
        count(ranked.length, "scored item")
      } of the condition ${target}, those with the highest and the lowest projection on ${key} (learned from ${main.source} items), in standard deviations of the control items.`,
    },
    { kind: "heading", level: 3, text: "Most responsive" },
    ...ranked.slice(0, some).map(quote),
    { kind: "heading", level: 3, text: "Least responsive" },
    ...ranked.slice(-some).reverse().slice(0, ranked.length - some).map(quote),
  ];
}
