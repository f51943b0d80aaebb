import { readDeclared } from "../../../../stacks/files/read.ts";
import { folder } from "../../../../stacks/files/tree.ts";
import { openClients } from "../../../observe/aws-iam/clients.ts";
import { observeAccount } from "../../../observe/sources.ts";
import { now } from "../../clock.ts";
import { BENCH_ACCOUNT } from "../organisation.ts";

/** A process of its own that observes the account of an organisation once, and says what it took: calls, seconds, seconds of CPU. */
const declared = readDeclared(folder(process.argv[2]!));
const account = declared.accounts.get(BENCH_ACCOUNT)!;
const [started, cpu] = [performance.now(), process.cpuUsage()];
const clients = await openClients(account);
const { parts, manifest } = await observeAccount(account, declared, clients, { deep: false, now });
clients.close();
const { user, system } = process.cpuUsage(cpu);
process.stdout.write(
  JSON.stringify({
    calls: manifest.reduce((sum, { calls }) => sum + calls, 0),
    asked: manifest.find(({ operation }) => operation === "ListAccessKeys")?.pages ?? 0,
    keys: parts.keys.complete ? parts.keys.value.length : 0,
    gaps: Object.values(parts).filter(({ complete }) => !complete).length,
    seconds: (performance.now() - started) / 1_000,
    cpuSeconds: (user + system) / 1_000_000,
  }),
);
