import type { Engine, JudgedPath, Plan } from "../../scripts/engine/port.ts";
import type { StackName } from "../../stacks/model/declared.ts";
import { planOf } from "./plans.ts";

/** An engine behind the port that does nothing but remember what it was asked for. */
export type FakeEngine = Engine & { asked: string[] };

/** What it answers: a plan against records or the state, and what `up` comes to. */
export type Answers = {
  name?: string;
  plan?(stack: StackName, head: JudgedPath, against: JudgedPath | "state", time: number): Partial<Plan>;
  up?(plan: Plan, deletions?: "later"): Partial<Plan>;
};

/** Answers with empty plans unless told otherwise; `time` counts the plans from 1. */
export function fakeEngine({ name = "embedded", plan, up }: Answers = {}): FakeEngine {
  const asked: string[] = [];
  let times = 0;
  return {
    name,
    asked,
    async plan(stack, head, against) {
      asked.push(`plan ${stack} against ${against === "state" ? "state" : "records"}`);
      times += 1;
      return planOf({ stack, head, against, ...plan?.(stack, head, against, times) });
    },
    async up(stack, planned, deletions) {
      asked.push(`up ${stack}${deletions ? ", deletions later" : ""}`);
      return { ...planned, ...up?.(planned, deletions) };
    },
    async settle(stacks) {
      asked.push(`settle ${stacks.join(" ")}`);
      return 1;
    },
    async refresh(stack, urns) {
      asked.push(`refresh ${stack} ${urns.map((urn) => urn.split("::").at(-1)).join(" ")}`);
      return planOf({ stack, against: "state" });
    },
    async close() {
      asked.push("close");
    },
  };
}

/** A log that keeps what it was told. */
export function quietLog() {
  const said: string[] = [];
  const log = {
    info: (message: string) => void said.push(message),
    warn: (message: string) => void said.push(`warning: ${message}`),
    error: (message: string) => void said.push(`error: ${message}`),
    progress: (message: string) => void said.push(`… ${message}`),
  };
  return { log, said };
}
