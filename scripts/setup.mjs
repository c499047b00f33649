// Deno without npm: fetches the packages once. With a node_modules folder there is nothing to do.
import { existsSync } from "node:fs";
import { spawnSync } from "node:child_process";
if (!existsSync(new URL("../node_modules/onnxruntime-web", import.meta.url))) {
  const result = spawnSync(process.execPath, ["install"], { stdio: "inherit" });
  process.exit(result.status ?? 1);
}
