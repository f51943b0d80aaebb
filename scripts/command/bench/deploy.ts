import { join } from "node:path";
import { AddUserToGroupCommand, CreateGroupCommand, CreatePolicyCommand, CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { entitiesOf } from "../../../stacks/entities.ts";
import { readDeclared } from "../../../stacks/files/read.ts";
import { folder as folderTree } from "../../../stacks/files/tree.ts";
import { printDocument } from "../../../stacks/iam/document.ts";
import type { Entity } from "../../../stacks/iam/entity.ts";
import { type Aws, environmentOf, startAws } from "../../emulators/aws/aws.ts";
import { findCli } from "../../engine/cli/cli.ts";
import type { Environment } from "../environment.ts";
import type { Bench, Measurement } from "./bench.ts";
import { measure } from "./measure.ts";
import { BENCH_ACCOUNT, changedRecord, usersOrganisation, writeOrganisation } from "./organisation.ts";

/** Accounts of the stand-in: one for each way of making the same users. */
const ACCOUNTS = { loop: "100000000001", embedded: "100000000002", cli: "100000000003" } as const;

/** As many requests at once as the engine makes. */
const AT_ONCE = 8;

/** A first deployment and that of one changed record, against the stand-in for AWS, beside a plain loop of the AWS SDK that makes the same. */
export const deploy: Bench = {
  title: "deploying users (each in a group) to the stand-in for AWS, first all of them and then one that changed",
  sizes: [300, 1_000, 5_000],
  async run(size, folder, log): Promise<readonly Measurement[]> {
    const aws = await startAws({ folder: join(folder, "aws"), progress: log.progress });
    try {
      const loop = await plainLoop(size, folder, aws);
      const engines = (await findCli(process.env)) ? (["embedded", "cli"] as const) : (["embedded"] as const);
      const measured: Measurement[] = [loop];
      for (const engine of engines) measured.push(...(await deployments(size, folder, aws, engine, loop.seconds)));
      return measured;
    } finally {
      await aws.close();
    }
  },
};

async function deployments(
  size: number,
  folder: string,
  aws: Aws,
  engine: "embedded" | "cli",
  loopSeconds: number,
): Promise<readonly Measurement[]> {
  const root = join(folder, engine);
  const account = ACCOUNTS[engine];
  const organisation = usersOrganisation(size, account);
  writeOrganisation(organisation, root);
  const environment: Environment = {
    ...environmentOf(aws.endpoint, account),
    PULUMI_BACKEND_URL: `file://${join(folder, engine)}`,
    PULUMI_CONFIG_PASSPHRASE: "",
  };
  const one = async (what: string): Promise<Measurement> => {
    const before = aws.gateway.events(account).length;
    const run = await measure("scripts/command/bench/children/deploying.ts", [root, engine], environment);
    const { planSeconds, upSeconds, operations } = JSON.parse(run.stdout) as Record<string, number>;
    const seconds = planSeconds! + upSeconds!;
    return {
      what: `${engine}, ${what}`,
      seconds,
      peakMb: run.peakMb,
      ratio: { to: "the loop", value: seconds / loopSeconds },
      counts: {
        operations: operations!,
        "API writes": aws.gateway.events(account).length - before,
        "ms to plan": Math.round(planSeconds! * 1_000),
      },
    };
  };
  const first = await one(`${size} users, first`);
  writeOrganisation(new Map([changedRecord(organisation)]), root);
  return [first, await one(`${size} users, one changed`)];
}

/** The lower bound: the same policies, groups, users and memberships, with nobody who plans, judges or remembers. */
async function plainLoop(size: number, folder: string, aws: Aws): Promise<Measurement> {
  const root = join(folder, "loop");
  writeOrganisation(usersOrganisation(size, ACCOUNTS.loop), root);
  const entities = entitiesOf(readDeclared(folderTree(root)), BENCH_ACCOUNT).map(({ entity }) => entity);
  const iam = new IAMClient({
    endpoint: aws.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: ACCOUNTS.loop, secretAccessKey: "local" },
  });
  const started = performance.now();
  for (const type of ["policy", "group", "user"] as const)
    await inParallel(
      entities.filter((one) => one.type === type),
      (one) => make(iam, one),
    );
  const seconds = (performance.now() - started) / 1_000;
  iam.destroy();
  return {
    what: `a plain loop, ${size} users`,
    seconds,
    peakMb: undefined,
    counts: { "API writes": aws.gateway.events(ACCOUNTS.loop).length },
  };
}

async function make(iam: IAMClient, entity: Entity): Promise<void> {
  const { name, path } = entity;
  const Tags = "tags" in entity ? Object.entries(entity.tags).map(([Key, Value]) => ({ Key, Value })) : [];
  if (entity.type === "policy") {
    await iam.send(new CreatePolicyCommand({ PolicyName: name, Path: path, PolicyDocument: printDocument(entity.document), Tags }));
  } else if (entity.type === "group") await iam.send(new CreateGroupCommand({ GroupName: name, Path: path }));
  else if (entity.type === "user") {
    await iam.send(new CreateUserCommand({ UserName: name, Path: path, Tags, PermissionsBoundary: entity.boundary! }));
    for (const GroupName of entity.groups) await iam.send(new AddUserToGroupCommand({ UserName: name, GroupName }));
  }
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items[Symbol.iterator]();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
