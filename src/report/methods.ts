import type { ItemRecord, RunRecord } from "../record/run.ts";
import { UNCALIBRATED } from "./answer.ts";
import type { Block, Row } from "./blocks.ts";
import { material } from "./methods-material.ts";
import { statistics } from "./methods-statistics.ts";
import { referencesOf } from "./references.ts";
import { listing, spaced } from "./words.ts";

/** Methods, generated from the record, and the record's own names and hashes as a table. */
export function methods(record: RunRecord, items: readonly ItemRecord[]): Block[] {
  const paragraph = methodsParagraph(record, items);
  return [
    { kind: "heading", level: 2, text: "Methods" },
    { kind: "text", text: "Generated from the run's record, ready to paste.", tone: "note" },
    { kind: "paste", text: paragraph },
    { kind: "text", text: "Works cited there:", tone: "note" },
    { kind: "list", items: referencesOf(paragraph) },
    {
      kind: "table",
      caption: "The run's record in names and hashes.",
      head: [{ text: "Key" }, { text: "Value" }],
      rows: facts(record),
      folded: true,
    },
  ];
}

/** One paragraph that a paper can carry as it stands. */
export function methodsParagraph(record: RunRecord, items: readonly ItemRecord[]): string {
  return [...material(record, items), ...statistics(record), ...machine(record)]
    .map((part) => (/[.!?]$/.test(part) ? part : `${part}.`)).join(" ");
}

function machine(record: RunRecord): string[] {
  const versions = Object.entries(record.versions).map(([name, version]) => `${name} ${version}`);
  return [
    `The model ran on ${record.device.model}, the kernels on ${record.device.kernels} (${record.device.why}); adapter: ${
      adapterText(record)
    }.`,
    `Versions: ${listing(versions) || "none recorded"}.`,
    `Calibration: ${record.calibration ?? "none"}. Date: ${record.created.slice(0, 10)}; run ${record.id}.`,
  ];
}

function adapterText({ adapter }: RunRecord): string {
  if (adapter === null) return "none";
  const driver = adapter.driver === "" ? "" : `, ${adapter.driver}`;
  return `${adapter.name} (${adapter.vendor}${driver}, ${
    adapter.software ? "software" : "hardware"
  }, ${adapter.runtime})`;
}

function facts(record: RunRecord): Row[] {
  const { model, suite } = record;
  const pairs: [string, string][] = [
    ["Run", record.id],
    ["Created", record.created],
    ["Suite", `${suite.name} ${suite.version}, ${suite.hash}`],
    ["Model", `${model.ref}, ${model.hash}`],
    ["Tokenizer", model.tokenizer_hash],
    ["Chat template", model.template_hash ?? "none"],
    ["Adapter", adapterText(record)],
    ["Adapter features", record.adapter === null ? "none" : record.adapter.features.join(", ") || "none"],
    ["Settings", join(record.settings)],
    ["Seeds", join(record.seeds)],
    ["Versions", join(record.versions)],
    ["Seconds", join(record.timing)],
    ["Calibration", record.calibration ?? "none"],
    ["Schema", record.schema],
  ];
  return pairs.map((cells) => ({ cells }));
}

function join(values: Record<string, unknown>): string {
  const scalars = Object.entries(values).filter(([, value]) => value === null || typeof value !== "object");
  return scalars.map(([key, value]) => `${spaced(key)} ${typeof value === "number" ? Number(value.toFixed(3)) : value}`)
    .join(", ") || "none";
}

/** The certificate or its absence, and the run's warnings. */
export function calibration(record: RunRecord): Block[] {
  const text = record.calibration === null ? UNCALIBRATED : `Calibrated by certificate ${record.calibration}.`;
  const blocks: Block[] = [{ kind: "heading", level: 2, text: "Calibration and warnings" }, { kind: "text", text }];
  if (record.warnings.length === 0) return [...blocks, { kind: "text", text: "The run gave no warnings." }];
  return [...blocks, { kind: "list", items: record.warnings }];
}
