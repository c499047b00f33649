import type { RunRecord } from "../record/run.ts";
import type { Block } from "./blocks.ts";
import { mainFigure, rolesOf } from "./view.ts";

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
    ...(record.geometry.length === 0 ? [] : [
      `An arrangement is one of similarities between means. That they fit a circle does not show that the circle is what the model computes with: another order or another arrangement may fit as well, and the tables say so where one does.`,
    ]),
  ];
  return [{ kind: "heading", level: 2, text: "What a score does not show" }, { kind: "list", items }];
}
