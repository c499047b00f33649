/**
 * An error that a user can act on: one sentence saying what was found and what is allowed, and the remedy.
 *
 * `code` is for programs (`no_residual_stream`), `exit` the process's exit code: 1 failure (file, model, device), 2 usage.
 */
export class Fault extends Error {
  override name = "Fault";
  constructor(
    readonly code: string,
    message: string,
    readonly remedy: string,
    readonly exit: 1 | 2 = 1,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A suite's file is wrong: carries file, row (1 = header) and column. */
export class SuiteError extends Fault {
  override name = "SuiteError";
  constructor(
    message: string,
    readonly at: { file: string; row: number | null; column: string | null },
    remedy = "Correct the file and try again.",
  ) {
    super("bad_suite", message, remedy, 1);
  }
}

/** Thrown when an `AbortSignal` fires: nothing was written. Exit code 130. */
export class Interrupted extends Error {
  override name = "Interrupted";
  constructor() {
    super("Interrupted: nothing was recorded.");
  }
}
