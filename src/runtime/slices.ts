import * as fs from "node:fs/promises";
import { Fault } from "../record/fault.ts";
import { kindOf } from "./files.ts";

/** A file of which parts are read, so that a large one is never in memory as a whole. Lifetime: until `close`. */
export interface Slices {
  readonly file: string;
  /** In bytes. */
  readonly size: number;
  /**
   * Bytes `from` to `from + length` - 1.
   *
   * @throws Fault `file` where the file has become shorter, or cannot be read
   */
  read(from: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

/** Opens a file for reading in parts. @throws Fault `file` where there is none */
export async function openSlices(file: string): Promise<Slices> {
  const kind = await kindOf(file);
  if (kind !== "file") {
    const found = kind === null ? "there is no such file" : "it is a folder";
    throw new Fault("file", `Cannot read ${file}: ${found}.`, "Check the path.");
  }
  const failed = (cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    return new Fault("file", `Cannot read ${file}: ${why}.`, "Check the path and the disk.", 1, { cause });
  };
  const handle = await fs.open(file, "r").catch((error) => {
    throw failed(error);
  });
  const { size } = await handle.stat();
  return {
    file,
    size,
    async read(from, length) {
      const out = new Uint8Array(length);
      let done = 0;
      while (done < length) {
        const { bytesRead } = await handle.read(out, done, length - done, from + done).catch((error) => {
          throw failed(error);
        });
        if (bytesRead === 0) throw failed(new Error(`it ends at byte ${from + done}`));
        done += bytesRead;
      }
      return out;
    },
    close: () => handle.close(),
  };
}
