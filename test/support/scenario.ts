import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Context, closeDeployment, newDeployment } from "../../scripts/engine/embedded/context.ts";
import { type Deployment, setBase } from "../../scripts/engine/embedded/deployment/deployment.ts";
import { refresh } from "../../scripts/engine/embedded/deployment/refresh.ts";
import { register } from "../../scripts/engine/embedded/deployment/register.ts";
import { complete, conclude } from "../../scripts/engine/embedded/deployment/run.ts";
import type { Environment } from "../../scripts/engine/embedded/environment.ts";
import { openPacks } from "../../scripts/engine/embedded/pack/packs.ts";
import { openAddresses } from "../../scripts/engine/embedded/provider/address.ts";
import { type Goal, providerReference, type Resource } from "../../scripts/engine/embedded/resource.ts";
import { openState } from "../../scripts/engine/embedded/state/open.ts";
import type { Values } from "../../scripts/engine/embedded/value.ts";
import { inWritableState } from "../../scripts/engine/embedded/write-state.ts";
import type { Plan, Urn } from "../../scripts/engine/port.ts";
import { type FakeProvider, startFakeProvider } from "./fake-provider.ts";

/** Declares a resource as a program would, and waits for it. */
export type Declare = (type: string, name: string, inputs: Values, options?: Partial<Goal>) => Promise<Resource>;

/** A program in this process: what takes seconds with real children takes milliseconds here. */
export type Program = (declare: Declare) => Promise<unknown>;

/** A stack of its own with a pretended cloud; everything is gone after the test. */
export type Scenario = {
  cloud: FakeProvider;
  /** Where the file backend is. */
  folder: string;
  environment: Environment;
  plan(program: Program): Promise<Plan>;
  /** @param plan what may be done; anything when missing */
  up(program: Program, plan?: Plan): Promise<Plan>;
  refresh(...urns: Urn[]): Promise<Plan>;
  /** The checkpoint as it stands on disk. */
  checkpoint(): { resources: Record<string, unknown>[]; pending_operations?: { type: string; resource: { urn: string } }[] };
  /** The deployment that runs at the moment, for tests that interfere with it. */
  running(): Deployment;
};

const STACK = "prod";

/** URN of a resource of a scenario. */
export function urn(type: string, name: string): Urn {
  return `urn:pulumi:${STACK}::tenure::${type}::${name}`;
}

/** Starts one. */
export async function startScenario(): Promise<Scenario> {
  const folder = mkdtempSync(join(tmpdir(), "tenure-scenario-"));
  writeFileSync(join(folder, "Pulumi.yaml"), "name: tenure\nruntime: { name: nodejs, options: { typescript: false } }\n");
  const cloud = await startFakeProvider();
  const environment: Environment = {
    PULUMI_BACKEND_URL: `file://${folder}`,
    PULUMI_CONFIG_PASSPHRASE: "",
    PULUMI_DEBUG_PROVIDERS: `aws:${cloud.port}`,
  };
  onTestFinished(async () => {
    await cloud.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const context: Context = {
    project: { folder, name: "tenure" },
    environment,
    addresses: openAddresses(environment),
    packs: openPacks(),
    progress: () => undefined,
  };
  let running: Deployment | undefined;
  const begin = (preview: boolean): Deployment => {
    running = newDeployment(context, STACK, { preview, offline: undefined });
    return running;
  };
  return {
    cloud,
    folder,
    environment,
    plan: (program) => planned(context, begin(true), program),
    up: (program, plan) => done(context, begin(false), program, plan),
    refresh: (...urns) => refreshed(context, begin(false), urns),
    checkpoint: () => JSON.parse(readFileSync(join(folder, ".pulumi/stacks/tenure", `${STACK}.json`), "utf8")).checkpoint.latest,
    running: () => running!,
  };
}

const ORIGIN = { stack: STACK, head: "", against: "state" } as const;

async function planned(context: Context, deployment: Deployment, program: Program): Promise<Plan> {
  try {
    const { state } = await openState(context.environment, context.project, STACK, () => undefined);
    setBase(deployment, state.resources);
    await runInProcess(deployment, program);
    await complete(deployment);
    return conclude(deployment, ORIGIN);
  } finally {
    closeDeployment(deployment);
  }
}

async function done(context: Context, deployment: Deployment, program: Program, plan: Plan | undefined): Promise<Plan> {
  deployment.plan = plan;
  try {
    await inWritableState(context, deployment, "update", async (opened) => {
      setBase(deployment, (await opened).state.resources);
      await runInProcess(deployment, program);
      await complete(deployment);
    });
    return conclude(deployment, ORIGIN);
  } finally {
    closeDeployment(deployment);
  }
}

async function refreshed(context: Context, deployment: Deployment, urns: readonly Urn[]): Promise<Plan> {
  try {
    await inWritableState(context, deployment, "refresh", async (opened) => {
      setBase(deployment, (await opened).state.resources);
      deployment.snapshot?.replace(await refresh(deployment, urns));
    });
    return conclude(deployment, ORIGIN);
  } finally {
    closeDeployment(deployment);
  }
}

const NOTHING: Omit<Goal, "type" | "name" | "inputs"> = {
  custom: true,
  parent: "",
  provider: "",
  dependencies: [],
  propertyDependencies: {},
  protect: false,
  retainOnDelete: false,
  ignoreChanges: [],
  additionalSecretOutputs: [],
  importID: "",
  deleteBeforeReplace: undefined,
};

/** Every scenario has a stack and one provider, `account`. A registration that fails ends the program, as it does in the SDK. */
async function runInProcess(deployment: Deployment, program: Program): Promise<void> {
  try {
    const stack = await register(deployment, {
      ...NOTHING,
      type: "pulumi:pulumi:Stack",
      name: `tenure-${STACK}`,
      custom: false,
      inputs: {},
    });
    const common = { ...NOTHING, parent: stack.urn };
    const provider = await register(deployment, {
      ...common,
      type: "pulumi:providers:aws",
      name: "account",
      inputs: { region: "us-east-1" },
    });
    await program((type, name, inputs, options) =>
      register(deployment, { ...common, provider: providerReference(provider), type, name, inputs, ...options }),
    );
  } catch (error) {
    if (!deployment.stopped) throw error;
  }
}
