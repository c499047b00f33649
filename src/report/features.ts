import type { FeatureRecord } from "../record/features.ts";
import { paint } from "./ansi.ts";
import { escapeTerminal } from "./escape.ts";

/** Columns that an item's name and a token may take: at most so many, and this share of the terminal. */
const ITEM = 28, TOKEN = 16, ITEM_SHARE = 0.3, TOKEN_SHARE = 0.15;

/**
 * Lines of a table: item, token where there is one, how many features were active, and the most active ones as
 * `feature:activation`, as many as fit in `width` columns; ` ...` says that some are left out.
 */
export function* featureLines(
  records: readonly FeatureRecord[],
  { color, width = 100 }: { color: boolean; width?: number },
): Generator<string> {
  const { bold } = paint(color),
    room = { item: roomFor(ITEM, ITEM_SHARE * width), token: roomFor(TOKEN, TOKEN_SHARE * width) };
  const shown = records.map(({ item, token }) => [name(item, room.item), name(token ?? "", room.token)]);
  const most = (column: number, head: string) =>
    shown.reduce((longest, cells) => Math.max(longest, cells[column]!.length), head.length);
  const tokens = records.some(({ token }) => token !== null);
  const item = most(0, "item"), token = most(1, "token");
  const line = ([a, b, c]: readonly [string, string, string], end: string) => {
    return `${a.padEnd(item)}  ${tokens ? `${b.padEnd(token)}  ` : ""}${c.padStart(6)}  ${end}`.trimEnd();
  };
  yield bold(line(["item", "token", "active"], "feature:activation"));
  const rest = Math.max(12, width - line(["", "", "active"], "").length - 2);
  for (const [i, { active, more, features }] of records.entries()) {
    const pairs = features.map(({ feature, activation }) => `${feature}:${short(activation)}`);
    const count = `${active}${more ? "+" : ""}`;
    yield line([shown[i]![0]!, shown[i]![1]!, count], fitting(pairs, rest));
  }
}

const roomFor = (most: number, share: number) => Math.max(6, Math.min(most, Math.floor(share)));

function name(text: string, room: number): string {
  const plain = escapeTerminal(text);
  return plain.length > room ? `${plain.slice(0, room - 3)}...` : plain;
}

function fitting(pairs: readonly string[], room: number): string {
  const all = pairs.join("  ");
  if (all.length <= room) return all;
  let line = "";
  for (const pair of pairs) {
    const longer = line === "" ? pair : `${line}  ${pair}`;
    if (longer.length + 4 > room) break;
    line = longer;
  }
  return `${line} ...`;
}

/** Three digits. */
function short(value: number): string {
  return value >= 1000 ? value.toFixed(0) : value >= 0.001 ? value.toPrecision(3) : value.toExponential(1);
}
