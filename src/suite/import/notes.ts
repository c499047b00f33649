import type { Matched } from "./match-controls.ts";
import { type Rest, VIVID } from "./neutral-rest.ts";
import type { Group } from "./pair-up.ts";
import type { Stimulus } from "./stimulus.ts";

/** A last line of dashes, stars or underscores: a rule of Markdown that was taken for a part of the text. */
const RULE = /\n\s*[-*_]{3,}\s*$/;

const some = (list: readonly Stimulus[]) =>
  list.slice(0, 3).map(({ id }) => id).join(", ") + (list.length > 3 ? ", ..." : "");

/** What a reader of figures must know about texts and pairs of an affect-reception file. */
export function noteTexts({ emotional, neutral }: Matched, groups: readonly Group[], rest: readonly Rest[]): string[] {
  const ruled = [...emotional, ...neutral].filter(({ text }) => RULE.test(text));
  const unknown = emotional.filter(({ keyword }) => keyword === null);
  const borrowed = groups.filter(({ how }) => how === "set" || how === "vignette").length;
  const vivid = rest.filter(({ condition }) => condition === VIVID).length, plain = rest.length - vivid;
  const both = groups.filter(({ source, target }) => source && target).length;
  const without = (side: "source" | "target", what: string) =>
    groups.some((group) => group[side]) ? [] : [`There are no ${what} items in pairs, so transfer cannot be scored.`];
  const told = [
    [
      unknown.length,
      `${unknown.length} items with an emotion have has_emotion_keyword null and are read as keyword-free.`,
    ],
    [
      borrowed,
      `${borrowed} keyword items are compared with controls that were not written for them: style and length may tell them apart. See "function words" of keyword items in the audit, and the floors.`,
    ],
    [
      both && groups.length - both,
      `${groups.length - both} pairs lack a keyword item or a vignette; the audit counts them as incomplete.`,
    ],
    [
      vivid,
      `${vivid} emotionless items of sets of their own are vivid-neutral; their scene (spread over the pairs) only decides which fold judges them.`,
    ],
    [plain, `${plain} neutral items that are nobody's control are spare-neutral: read and drawn, not measured.`],
    [
      ruled.length,
      `${ruled.length} texts end in a line of dashes (${
        some(ruled)
      }), kept as they are: with --reading last, that line is what is read.`,
    ],
  ] as const;
  return [
    ...without("source", "keyword"),
    ...without("target", "keyword-free"),
    ...told.flatMap(([n, sentence]) => n ? [sentence] : []),
  ];
}
