import cliProgress from "cli-progress";
import type { EvalEvent } from "../record/events.ts";
import { isTerminal, print, progressStream } from "../runtime/terminal.ts";

/** How a run tells how far it is: a bar, lines, events, or nothing. */
export interface Progress {
  start(suite: string, model: string, items: number): Promise<void>;
  step(stage: string, done: number, total: number): void;
  /** An event for programs; printed with --json only. */
  event(event: EvalEvent): Promise<void>;
  /** A sentence for people. */
  say(text: string): Promise<void>;
  stop(): void;
}

/** Bars go to stderr and only to a terminal; elsewhere `full` becomes `plain`: a line per stage. */
export function progressFor({ display, json }: { display: "full" | "plain" | "none"; json: boolean }): Progress {
  const emit = (event: EvalEvent) => json ? print(JSON.stringify(event) + "\n") : Promise.resolve();
  const drawn = display === "full" && isTerminal("stderr") ? bar() : display === "none" ? undefined : lines();
  return {
    async start(suite, model, items) {
      await emit({ event: "start", suite, model, items });
      drawn?.start(`${suite} on ${model}`);
    },
    step(stage, done, total) {
      void emit({ event: "progress", stage, done, total });
      drawn?.step(stage, done, total);
    },
    event: emit,
    async say(text) {
      if (display !== "none") await print(text + "\n", "stderr");
    },
    stop: () => drawn?.stop(),
  };
}

function bar() {
  let inner: cliProgress.SingleBar | undefined;
  let title = "";
  return {
    start: (name: string) => void (title = name),
    step(stage: string, done: number, total: number) {
      inner ??= new cliProgress.SingleBar({
        format: "{title}  [{bar}] {percentage}%  {stage}",
        barsize: 24,
        hideCursor: true,
        clearOnComplete: true,
        stream: progressStream,
        barCompleteChar: "=",
        barIncompleteChar: " ",
      });
      if (!inner.isActive) inner.start(total, done, { title, stage });
      inner.setTotal(total);
      inner.update(done, { title, stage });
    },
    stop() {
      inner?.stop();
      inner = undefined;
    },
  };
}

function lines() {
  let last = "";
  return {
    start: (name: string) => void print(`${name}\n`, "stderr"),
    step(stage: string) {
      if (stage !== last) void print(`  ${stage} ...\n`, "stderr");
      last = stage;
    },
    stop: () => void (last = ""),
  };
}
