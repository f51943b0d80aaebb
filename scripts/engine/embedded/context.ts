import type { JudgedPath } from "../port.ts";
import { startProgram } from "./children/program.ts";
import { type Deployment, type Parts, startDeployment } from "./deployment/deployment.ts";
import { startEvents } from "./deployment/emitter.ts";
import type { Start } from "./deployment/run.ts";
import type { Environment } from "./environment.ts";
import type { Pack } from "./pack/pack.ts";
import type { Packs } from "./pack/packs.ts";
import type { Project } from "./project.ts";
import type { Addresses } from "./provider/address.ts";
import { connectPlugin } from "./provider/plugin.ts";
import { openRegistry, type Use } from "./provider/registry.ts";

/** What all runs of one engine share. */
export type Context = { project: Project; environment: Environment; addresses: Addresses; packs: Packs; progress(line: string): void };

/** Starts a deployment with its own events and providers; state, pack and plan come when they are ready. */
export function newDeployment(context: Context, stack: string, kind: Pick<Parts, "preview"> & Pick<Use, "offline">): Deployment {
  const connect = async (packageName: string) => connectPlugin(await context.addresses.of(packageName));
  return startDeployment({
    stack,
    project: context.project.name,
    preview: kind.preview,
    offline: kind.offline !== undefined,
    registry: openRegistry({ connect, ...kind }),
    emit: startEvents(kind.preview, context.progress),
  });
}

/** How the project's program is started for one tree of records. */
export function programOf({ project, environment }: Context, stack: string, judged: JudgedPath, preview: boolean): Start {
  return (address, line) => startProgram({ project, environment, stack, judged, preview, address, line });
}

/** The pack that judges these records in this run. */
export function packFor({ packs, project, environment }: Context, stack: string, judged: JudgedPath, preview: boolean): Promise<Pack> {
  return packs.of({ project, environment, stack, judged, preview });
}

/** Waits for the pack and for what else a deployment needs. */
export async function withPack<T>(deployment: Deployment, pack: Promise<Pack>, rest: Promise<T>): Promise<T> {
  const [started, other] = await Promise.allSettled([pack, rest]);
  if (started.status === "rejected") throw started.reason;
  deployment.pack = started.value;
  if (other.status === "rejected") throw other.reason;
  return other.value;
}

/** Ends what belongs to one deployment; its pack is kept for the next one. */
export function closeDeployment({ registry }: Deployment): void {
  registry.close();
}
