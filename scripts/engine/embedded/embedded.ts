import type { Engine } from "../port.ts";
import type { Context } from "./context.ts";
import type { Environment } from "./environment.ts";
import { openPacks } from "./pack/packs.ts";
import { planAgainstRecords } from "./plan-against-records.ts";
import { planAgainstState } from "./plan-against-state.ts";
import { readProject } from "./project.ts";
import { openAddresses } from "./provider/address.ts";
import { refreshStack } from "./refresh.ts";
import { settle } from "./settle.ts";
import { up } from "./up.ts";

/**
 * Pulumi's engine in this process, as much of it as identities need: it runs the unmodified program and the unmodified pack and keeps
 * the state as the CLI does, so that either may go on where the other stopped.
 *
 * To follow one resource: the program calls `monitor/register-resource.ts`; `deployment/register.ts` looks up what was there, checks
 * (`provider/check.ts`), lets the pack judge (`pack/analyze.ts`), compares (`provider/diff.ts`) and decides; `deployment/execute.ts` takes the
 * steps (`deployment/steps/`), each between two writes of `state/snapshot.ts`; `deployment/emitter.ts` says so in Pulumi's events, which
 * `../events.ts` reads as a plan. What the program did not register goes in `deployment/deletions.ts`.
 *
 * @param options.project folder of `Pulumi.yaml`. Errors about it, about the environment and about the state come with the first use.
 */
export function embeddedEngine(options: { project: string; environment: Environment; progress?: (line: string) => void }): Engine {
  const { environment, progress = () => undefined } = options;
  const addresses = openAddresses(environment);
  const packs = openPacks();
  const context = (): Context => ({ project: readProject(options.project), environment, addresses, packs, progress });
  return {
    name: "embedded",
    plan: async (stack, head, against) =>
      against === "state" ? planAgainstState(context(), stack, head) : planAgainstRecords(context(), stack, head, against),
    up: async (stack, plan, deletions) => up(context(), stack, plan, deletions),
    settle: async (stacks, stackOf) => settle(context(), stacks, stackOf),
    refresh: async (stack, urns) => refreshStack(context(), stack, urns),
    close: async () => packs.close(),
  };
}
