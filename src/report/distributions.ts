import type { ItemRecord, RunRecord } from "../record/run.ts";
import type { Block, Chart, TableBlock } from "./blocks.ts";
import { projectionChart } from "./charts/projections.ts";
import { type Group, groupsOf, projectionKey, quantile } from "./conditions.ts";
import { fixed, interval } from "./words.ts";

/** Chart 2: where the items of each condition fall on the direction. */
export function distributions(record: RunRecord, items: readonly ItemRecord[]): Block[] {
  const key = projectionKey(record, items);
  if (key === null) return [];
  const groups = groupsOf(record, items, key);
  const beside: TableBlock = {
    kind: "table",
    caption: `Projection on ${key}, in standard deviations of the control items.`,
    head: ["Condition", "Items", "Unscored", "Median", "Middle half"].map((text, i) => ({ text, number: i > 0 })),
    rows: groups.map(({ condition, values, missing }) => ({
      cells: [
        condition,
        `${values.length}`,
        `${missing}`,
        fixed(quantile(values, 0.5)),
        interval(quantile(values, 0.25), quantile(values, 0.75)),
      ],
    })),
  };
  return [
    { kind: "heading", level: 2, text: "Projections by condition" },
    {
      kind: "charts",
      charts: chartsOf(groups, key),
      caption:
        "One point per item, projected on a direction that was learned without it. Zero is the mean of the texts that the direction was learned from, one unit a standard deviation of the control items; the bar marks the median.",
      beside,
    },
  ];
}

/** One chart, or two where some conditions lie so far off that the others would be squeezed into a line. */
function chartsOf(groups: readonly Group[], key: string): Chart[] {
  const accent = groups[0]?.condition, far = groups.filter((group) => farFrom(groups.slice(0, 3), group));
  const near = groups.filter((group) => !far.includes(group));
  if (far.length === 0) return [projectionChart(groups, key, { accent })];
  return [
    projectionChart(near, key, { title: "On one scale", accent }),
    projectionChart(far, key, { id: "projections-far", title: "Far off, on a scale of their own", accent }),
  ];
}

/** Lies the middle half of a condition outside all that the first conditions reach? */
function farFrom(home: readonly Group[], { values }: Group): boolean {
  const low = quantile(values, 0.25), high = quantile(values, 0.75), all = home.flatMap((group) => group.values);
  if (low === null || high === null || all.length === 0) return false;
  return high < Math.min(...all) || low > Math.max(...all);
}
