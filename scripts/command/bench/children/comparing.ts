import type { Instant } from "../../../../stacks/model/instant.ts";
import { compare } from "../../../compare/compare.ts";
import { observedAsDeclared, recordsInMemory } from "../identities.ts";
import { BENCH_AS_OF } from "../organisation.ts";

/** As many identities as one account holds: AWS's quota of users (IAM User Guide, "IAM and AWS STS quotas"). More are spread over accounts. */
const IN_ONE_ACCOUNT = 5_000;

/**
 * A process of its own that compares so many declared with so many observed identities, account by account, and says how long that took;
 * making them is not counted. Beside it stands the plainest comparison that there could be: the text of each observed entity with that of a copy.
 */
const size = Number(process.argv[2]);
const total = { seconds: 0, cpuSeconds: 0, plainSeconds: 0, findings: 0, identities: 0 };
for (let first = 0; first < size; first += IN_ONE_ACCOUNT) {
  const count = Math.min(IN_ONE_ACCOUNT, size - first);
  const observation = observedAsDeclared(recordsInMemory(first, count));
  const declared = recordsInMemory(first, count);
  const [cpu, started] = [process.cpuUsage(), performance.now()];
  total.findings += compare(declared, observation, BENCH_AS_OF as Instant).findings.length;
  const used = process.cpuUsage(cpu);
  total.seconds += (performance.now() - started) / 1_000;
  total.cpuSeconds += (used.user + used.system) / 1_000_000;
  const { authorization } = observation.parts;
  const seen = authorization.complete ? [...authorization.value.users, ...authorization.value.roles] : [];
  const copies = structuredClone(seen);
  const plain = process.cpuUsage();
  const texts = new Map(copies.map((entity) => [entity.arn, JSON.stringify(entity)]));
  total.identities += seen.filter((entity) => texts.get(entity.arn) === JSON.stringify(entity)).length;
  total.plainSeconds += process.cpuUsage(plain).user / 1_000_000;
}
process.stdout.write(JSON.stringify(total));
