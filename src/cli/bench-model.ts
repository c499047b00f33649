import type { CommandModule } from "yargs";
import { addOptions, DEVICE_OPTIONS, JSON_FLAG, MODEL } from "./common.ts";
import { usage } from "./fail.ts";
import { deviceRequest, list, once, whole } from "./values.ts";

export const benchModelCommand: CommandModule = {
  command: "model",
  describe: "What reading a model costs: taps, pooling and projection against the plain forward pass",
  builder: (yargs) =>
    addOptions(yargs, {
      "model": { ...MODEL, describe: `${MODEL.describe}; may be repeated` },
      "suite": { type: "string", default: "emotion", requiresArg: true, describe: "Where the texts come from" },
      "items": { type: "string", default: "32", requiresArg: true, describe: "Texts to read" },
      "reps": {
        alias: "r",
        type: "string",
        default: "3",
        requiresArg: true,
        describe: "Runs in a block; ours has two",
      },
      "directions": { type: "string", default: "16", requiresArg: true, describe: "Directions at every layer" },
      "commands": { type: "boolean", default: false, describe: "Measure activations and eval too, whole" },
      ...DEVICE_OPTIONS,
      "output-path": { alias: "o", type: "string", requiresArg: true, describe: "A file: .json or .md" },
      "json": JSON_FLAG,
    }),
  async handler(argv) {
    const output = argv.outputPath === undefined ? undefined : once("output-path", argv.outputPath as string);
    if (output !== undefined && !/\.(json|md)$/i.test(output)) throw usage(`-o ${output} must end in .json or .md`);
    const { loadSuite } = await import("../run/suites.ts");
    const { checkModelRef } = await import("../run/open.ts");
    const { chooseDevice } = await import("../run/device.ts");
    const { benchModels } = await import("../bench/model-record.ts");
    const { color, columns, print } = await import("../runtime/terminal.ts");
    const numbers = {
      items: whole("items", once("items", argv.items), 1, 100_000),
      reps: whole("reps", once("reps", argv.reps), 1, 1000),
      directions: whole("directions", once("directions", argv.directions), 1, 1024),
    };
    const models = list(argv.model);
    for (const ref of models) await checkModelRef(ref);
    const suite = await loadSuite(once("suite", argv.suite as string));
    const device = await chooseDevice(deviceRequest(argv));
    try {
      const record = await benchModels({
        ...numbers,
        models,
        device,
        suite,
        commands: argv.commands === true,
        onProgress: (line) => print(`${line}\n`, "stderr"),
      });
      const { modelBenchMarkdown, modelBenchTable } = await import("../report/bench-model.ts");
      const json = JSON.stringify(record, null, 1) + "\n";
      if (output !== undefined) {
        const { writeWhole } = await import("../runtime/files.ts");
        await writeWhole(output, output.toLowerCase().endsWith(".md") ? modelBenchMarkdown(record) : json);
        await print(`${output}\n`, "stderr");
      }
      await print(argv.json ? json : modelBenchTable(record, { color: color("stdout"), width: columns() }) + "\n");
    } finally {
      device.dispose();
    }
  },
};
