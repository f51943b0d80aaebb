import { join } from "node:path";
import { CreateAccessKeyCommand, CreateRoleCommand, CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { type Aws, startAws } from "../../emulators/aws/aws.ts";
import type { Log } from "../log.ts";
import type { Bench, Measurement } from "./bench.ts";
import { measure } from "./measure.ts";
import { usersOrganisation, writeOrganisation } from "./organisation.ts";

const ACCOUNT = "100000000001";

/** So many requests at once make the account: the stand-in has one thread. */
const AT_ONCE = 8;

/**
 * What observing an account takes, beside a plain listing of users and their keys on the same stand-in. For each five users there is a role,
 * and of ten users two have two keys and two have one.
 */
export const observe: Bench = {
  title: "observing an account of the stand-in for AWS: a fifth as many roles as users, and three keys for five users",
  sizes: [1_000, 5_000],
  async run(size, folder, log): Promise<readonly Measurement[]> {
    const root = join(folder, "stacks");
    writeOrganisation(usersOrganisation(1, ACCOUNT), root);
    const aws = await startAws({ folder: join(folder, "aws"), progress: (line) => log.progress(line) });
    try {
      await populate(aws, size, log);
      const environment = aws.environment(ACCOUNT);
      const plain = await measure(PLAIN, [], environment);
      const observed = await measure(OBSERVING, [root], environment);
      const bare = JSON.parse(plain.stdout) as Record<string, number>;
      const { calls, asked, keys, gaps, cpuSeconds, seconds } = JSON.parse(observed.stdout) as Record<string, number>;
      return [
        {
          what: `${size} users, plainly`,
          seconds: bare.seconds!,
          peakMb: plain.peakMb,
          counts: counted(bare.calls!, bare.keys!, bare.cpuSeconds!),
        },
        {
          what: `${size} users, observed`,
          seconds: seconds!,
          peakMb: observed.peakMb,
          ratio: { to: "the CPU of a plain listing", value: cpuSeconds! / bare.cpuSeconds! },
          counts: { ...counted(calls!, keys!, cpuSeconds!), "users with keys": asked!, gaps: gaps! },
          ...(size === 5_000 ? { goal: `at most ${asked! + 40} calls, 600 MB, ratio 1` } : {}),
        },
      ];
    } finally {
      await aws.close();
    }
  },
};

const OBSERVING = "scripts/command/bench/children/observing.ts";
const PLAIN = "scripts/command/bench/children/plain-listing.ts";

function counted(calls: number, keys: number, cpuSeconds: number): Record<string, number> {
  return { calls, keys, "s of CPU": Math.round(cpuSeconds * 100) / 100 };
}

async function populate(aws: Aws, users: number, log: Log): Promise<void> {
  const iam = new IAMClient({
    endpoint: aws.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: "local" },
  });
  const jobs = [
    ...Array.from({ length: users }, (_, index) => () => makeUser(iam, index)),
    ...Array.from({ length: users / 5 }, (_, index) => () => makeRole(iam, index)),
  ];
  const waiting = jobs.entries();
  const work = async () => {
    for (const [index, job] of waiting) {
      if (index % 1_000 === 0) log.progress(`observe: making the account: ${index} of ${jobs.length}`);
      await job();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  iam.destroy();
}

/** How many keys the first of each ten users have. */
const KEYS = [2, 2, 1, 1];

async function makeUser(iam: IAMClient, index: number): Promise<void> {
  const UserName = `user-${index}`;
  const Tags = [
    { Key: "owner", Value: `team/team-${index % 25}` },
    { Key: "expires", Value: "2027-03-31T00:00:00Z" },
  ];
  await iam.send(new CreateUserCommand({ UserName, Path: "/people/", Tags }));
  for (let key = 0; key < (KEYS[index % 10] ?? 0); key++) await iam.send(new CreateAccessKeyCommand({ UserName }));
}

async function makeRole(iam: IAMClient, index: number): Promise<void> {
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
  };
  await iam.send(new CreateRoleCommand({ RoleName: `role-${index}`, AssumeRolePolicyDocument: JSON.stringify(trust) }));
}
