import type { ItemRecord, RunRecord } from "../record/run.ts";
import { contrastParts } from "./contrast.ts";
import { roleOf } from "./roles.ts";
import { allHeadlines, grouped, mainFigure, rolesOf } from "./view.ts";

/** The projection that is drawn: the headline's construct at the verdict's tap, or else the one that most items have. */
export function projectionKey(record: RunRecord, items: readonly ItemRecord[]): string | null {
  const counts = new Map<string, number>();
  for (const item of items) {
    for (const [key, value] of Object.entries(item.projections)) {
      if (value !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const main = mainFigure(record);
  const tap = record.verdict.tap ?? main?.tap ?? null;
  const wanted = main === null || tap === null ? null : `${main.construct}@${tap}`;
  if (wanted !== null && counts.has(wanted)) return wanted;
  const ranked = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return ranked.find(([key]) => main !== null && key.startsWith(`${main.construct}@`))?.[0] ?? ranked[0]?.[0] ?? null;
}

/** An item's projection, `null` where it has none. */
export function projectionOf(item: ItemRecord, key: string): number | null {
  return item.unscored === null ? item.projections[key] ?? null : null;
}

/** Condition of the controls: the one that the leak is read from, or else the one that shares most pairs with the target. */
export function controlOf(record: RunRecord, items: readonly ItemRecord[]): string | null {
  const leak = allHeadlines(record).find((figure) => figure.measure === "leak");
  if (leak !== undefined) return contrastParts(leak.contrast).source;
  const { source, target } = rolesOf(record);
  const pairs = new Set(items.filter((item) => item.condition === target && item.pair !== "").map(({ pair }) => pair));
  const beside = items.filter(({ condition, pair }) => condition !== source && condition !== target && pairs.has(pair));
  const counts = [...grouped(beside, ({ condition }) => condition)];
  return counts.sort(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? null;
}

/** All conditions with items: target, source, control, then what the probes test, then the others as they appear. */
export function conditionsOf(record: RunRecord, items: readonly ItemRecord[]): string[] {
  const { source, target } = rolesOf(record), all = allHeadlines(record);
  const probed = ["false_alarms", "reversed", "unfelt", "shuffled"].flatMap((role) => {
    const figure = all.find((f) => roleOf(f) === role);
    if (figure === undefined) return [];
    const parts = contrastParts(figure.contrast);
    return parts.against ?? parts.target ?? [];
  });
  const here = new Set(items.map(({ condition }) => condition));
  return [...new Set([target, source, controlOf(record, items) ?? target, ...probed, ...here])].filter((name) =>
    here.has(name)
  );
}

/** The projections of one condition: `values` ascending, `missing` items without one. */
export interface Group {
  readonly condition: string;
  readonly values: readonly number[];
  readonly missing: number;
}

export function groupsOf(record: RunRecord, items: readonly ItemRecord[], key: string): Group[] {
  const groups = grouped(items, (item) => item.condition);
  return conditionsOf(record, items).map((condition) => {
    const all = groups.get(condition)!;
    const values = all.flatMap((item) => projectionOf(item, key) ?? []).sort((a, b) => a - b);
    return { condition, values, missing: all.length - values.length };
  });
}

/** Quantile of ascending values by linear interpolation; `null` of nothing. */
export function quantile(ascending: readonly number[], share: number): number | null {
  if (ascending.length === 0) return null;
  const at = (ascending.length - 1) * share;
  const low = ascending[Math.floor(at)]!;
  return low + (ascending[Math.ceil(at)]! - low) * (at - Math.floor(at));
}
