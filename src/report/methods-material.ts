import type { ItemRecord, RunRecord } from "../record/run.ts";
import { conditionsOf } from "./conditions.ts";
import { cite } from "./references.ts";
import { tapOrder } from "./view.ts";
import { count, listing } from "./words.ts";

const PLUTCHIK = ["joy", "trust", "fear", "surprise", "sadness", "disgust", "anger", "anticipation"];

/** The emotions of Plutchik's wheel, in whatever order. */
export function isPlutchik(constructs: readonly string[]): boolean {
  return constructs.length === PLUTCHIK.length && PLUTCHIK.every((name) => constructs.includes(name));
}

/** What was read, by what model, where: sentences for the methods paragraph. */
export function material(record: RunRecord, items: readonly ItemRecord[]): string[] {
  const { suite, model, counts } = record;
  const template = model.template_hash === null ? "no chat template" : `chat template ${model.template_hash}`;
  const shape = `${model.layers} layers, width ${model.width}, ${model.dtype}`;
  const reading = record.settings.reading === "last"
    ? "at the last token of each item"
    : "as the mean over each item's own tokens";
  return [
    `The suite "${suite.title}" (${suite.name}, version ${suite.version}, ${suite.hash}) was run on ${model.ref} ` +
    `(${model.hash}; ${shape}; tokenizer ${model.tokenizer_hash}; ${template}): ` +
    `${count(counts.items, "item")}, ${count(counts.tokens, "token")}, ${counts.unscored} unscored.`,
    ...itemsByCondition(record, items),
    ...constructs(record),
    `The residual stream was read at ${count(record.taps.length, "tap")} (${tapRange(record)}), ${reading}.`,
  ];
}

function itemsByCondition(record: RunRecord, items: readonly ItemRecord[]): string[] {
  if (items.length === 0) return [];
  const each = conditionsOf(record, items).map((name) =>
    `${items.filter((item) => item.condition === name).length} ${name}`
  );
  const kinds = (key: string) =>
    new Set(items.map((item) => item[key]).filter((x) => typeof x === "string" && x !== ""));
  const scenes = kinds("scene").size, domains = kinds("domain").size;
  const over = scenes === 0
    ? ""
    : `, over ${count(scenes, "scene")}${domains > 1 ? ` of ${count(domains, "domain")}` : ""}`;
  return [`Items by condition: ${listing(each)}${over}.`];
}

function constructs({ confusion, geometry }: RunRecord): string[] {
  const names = confusion?.labels ?? geometry[0]?.labels ?? [];
  if (names.length < 2) return [];
  const source = isPlutchik(names) ? ` ${cite("plutchik1980", "plutchik2001")}` : "";
  return [`The constructs were ${listing(names)}${source}.`];
}

function tapRange(record: RunRecord): string {
  const taps = tapOrder(record);
  const numbers = taps.filter((tap) => /^\d+$/.test(tap));
  const others = taps.filter((tap) => !/^\d+$/.test(tap));
  const range = numbers.length > 1 ? `after layers ${numbers[0]} to ${numbers.at(-1)}` : `after layer ${numbers[0]}`;
  return listing([...others, ...(numbers.length === 0 ? [] : [range])]) || "none recorded";
}
