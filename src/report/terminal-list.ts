import type { Figure } from "../record/figure.ts";
import type { RunRecord } from "../record/run.ts";
import { paint, wrap } from "./ansi.ts";
import { escapeTerminal } from "./escape.ts";
import { measured } from "./measured.ts";
import { GROUPS } from "./roles.ts";
import { shortly } from "./shortly.ts";
import { groupedHeadlines, mainFigure } from "./view.ts";
import { capital, fixed, floorName, highestFloor, interval, printedP, signed } from "./words.ts";

/** The headline figures for narrow terminals and screen readers: one figure per paragraph. */
export function list(record: RunRecord, { color, width }: { color: boolean; width: number }): string {
  const { bold } = paint(color), groups = groupedHeadlines(record);
  return groups.map(([group, figures]) => {
    const title = groups.length > 1 ? [bold(wrap(GROUPS[group], width))] : [];
    return [...title, ...figures.map((figure) => paragraph(record, figure, width))].join("\n");
  }).join("\n\n");
}

function paragraph(record: RunRecord, figure: Figure, width: number): string {
  const other = figure["role"] !== undefined || figure.construct === mainFigure(record)?.construct;
  const name = capital(escapeTerminal(measured(figure) + (other ? "" : ` (${figure.construct})`)));
  const lines = packed(partsOf(figure), width - 4);
  return [wrap(`- ${name}`, width, "  "), ...lines.map((line) => "  " + wrap(line, width - 2, "  "))].join("\n");
}

function partsOf(figure: Figure): string[] {
  const floor = highestFloor(figure), { excess } = figure;
  if (figure.value === null) return [`unscored: ${escapeTerminal(figure.unscored ?? "no reason was recorded")}`];
  return [
    `figure ${fixed(figure.value)} (${interval(figure.low, figure.high)})`,
    floor === null ? "no floor" : `highest floor ${fixed(floor.value)} (${floorName(floor.floor)})`,
    excess === null ? "no excess" : `excess ${signed(excess.value)} (${interval(excess.low, excess.high)})`,
    `p ${printedP(figure)}`,
    shortly(figure),
  ];
}

/** As many parts on a line as fit, none broken that fits on a line of its own. */
function packed(parts: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 2 + part.length <= width) lines[lines.length - 1] = `${last}; ${part}`;
    else lines.push(part);
  }
  return lines;
}
