import { IAMClient, paginateListAccessKeys, paginateListUsers } from "@aws-sdk/client-iam";

/** A process of its own that does what a script of an afternoon does: all users, and the keys of each, four at a time. Knows nothing of what they may do. */
const [started, cpu] = [performance.now(), process.cpuUsage()];
const iam = new IAMClient({ maxAttempts: 8 });
const names: string[] = [];
let [calls, keys] = [0, 0];
for await (const page of paginateListUsers({ client: iam, pageSize: 1_000 }, {})) {
  calls += 1;
  names.push(...page.Users!.map(({ UserName }) => UserName!));
}
const waiting = names.values();
const work = async () => {
  for (const UserName of waiting) {
    for await (const page of paginateListAccessKeys({ client: iam }, { UserName })) {
      calls += 1;
      keys += page.AccessKeyMetadata!.length;
    }
  }
};
await Promise.all([work(), work(), work(), work()]);
const { user, system } = process.cpuUsage(cpu);
process.stdout.write(
  JSON.stringify({ calls, keys, seconds: (performance.now() - started) / 1_000, cpuSeconds: (user + system) / 1_000_000 }),
);
