import type { CommandModule } from "yargs";
import { addOptions, JSON_FLAG } from "./common.ts";

export const tapsCommand: CommandModule = {
  command: "taps <model>",
  describe: "Where the residual stream of a model can be read, and what is left out for that",
  builder: (yargs) =>
    addOptions(yargs.positional("model", { type: "string", demandOption: true, describe: "Model folder or phantom" }), {
      "json": JSON_FLAG,
    }),
  async handler({ model, json }) {
    const { openModel } = await import("../run/open.ts");
    const { tapsOf } = await import("../run/taps.ts");
    const { tapName } = await import("../record/run.ts");
    const { plain, print } = await import("../runtime/terminal.ts");
    const opened = await openModel(model as string);
    const record = tapsOf(opened.model);
    if (json) return await print(JSON.stringify(record) + "\n");
    const width = Math.max(...record.taps.map((tap) => tapName(tap).length));
    await print(`${plain(record.model)}: ${record.layers} layers, width ${record.width}\n`);
    for (const tap of record.taps) await print(`  ${tapName(tap).padEnd(width)}  ${plain(tap.tensor)}\n`);
    const { nodes, bytes } = record.pruned;
    await print(`Reading up to the last layer leaves out ${nodes} nodes and ${bytes} bytes.\n`);
    for (const warning of opened.model.residual.warnings) await print(`Note: ${warning}\n`, "stderr");
  },
};
