import type { CommandModule } from "yargs";
import { JSON_FLAG } from "./common.ts";

export const doctorCommand: CommandModule = {
  command: "doctor",
  describe: "What this machine has: runtime, adapter, features, limits, memory; which path is used and why",
  builder: (yargs) => yargs.option("json", JSON_FLAG),
  async handler({ json }) {
    const { examine, explain } = await import("../run/doctor.ts");
    const { print } = await import("../runtime/terminal.ts");
    const findings = await examine();
    await print(json ? JSON.stringify(findings) + "\n" : explain(findings));
  },
};
