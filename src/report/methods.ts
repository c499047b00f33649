import type { RunRecord } from "../record/run.ts";
import { UNCALIBRATED } from "./answer.ts";
import type { Block, Row } from "./blocks.ts";
import { tapOrder } from "./view.ts";
import { arrows, count, listing, spaced } from "./words.ts";

/** Methods, generated from the record, and the record's own names and hashes as a table. */
export function methods(record: RunRecord): Block[] {
  return [
    { kind: "heading", level: 2, text: "Methods" },
    { kind: "text", text: "Generated from the run's record, ready to paste.", tone: "note" },
    { kind: "paste", text: methodsParagraph(record) },
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
export function methodsParagraph(record: RunRecord): string {
  return [...material(record), ...statistics(record), ...machine(record)]
    .map((part) => (/[.!?]$/.test(part) ? part : `${part}.`)).join(" ");
}

function material(record: RunRecord): string[] {
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
    `The residual stream was read at ${count(record.taps.length, "tap")} (${tapRange(record)}), ${reading}.`,
    `Projections are on unit directions after subtracting the training mean, and out of fold.`,
  ];
}

function statistics({ settings, seeds, verdict }: RunRecord): string[] {
  const named = Object.entries(seeds).map(([name, seed]) => (name === "seed" ? `${seed}` : `${spaced(name)} ${seed}`));
  return [
    `Cross-validation used ${settings.folds} folds that keep pairs and scenes together; for headline figures the layer was chosen inside the training folds.`,
    `Every figure is reported beside what chance, text length, function words, a bag of words, the embedding layer and shuffled labels reach on the same split; the excess is the figure minus the highest of these floors.`,
    `p-values come from ${
      count(settings.permutations, "permutation")
    } within pairs with the maximum statistic over layers, corrected by Holm's method; ` +
    `95 % intervals from ${
      count(settings.bootstraps, "bootstrap resample")
    } by cluster, the excess on the same resamples as its figure.`,
    `Random seeds: ${listing(named) || "none recorded"}.`,
    `Verdict rule: ${arrows(verdict.rule)}`,
  ];
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

function tapRange(record: RunRecord): string {
  const taps = tapOrder(record);
  const numbers = taps.filter((tap) => /^\d+$/.test(tap));
  const others = taps.filter((tap) => !/^\d+$/.test(tap));
  const range = numbers.length > 1 ? `after layers ${numbers[0]} to ${numbers.at(-1)}` : `after layer ${numbers[0]}`;
  return listing([...others, ...(numbers.length === 0 ? [] : [range])]) || "none recorded";
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
