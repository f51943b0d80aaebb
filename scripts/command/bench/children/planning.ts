import { readDeclared } from "../../../../stacks/files/read.ts";
import { folder } from "../../../../stacks/files/tree.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { compare } from "../../../compare/compare.ts";
import { decide } from "../../../decide/decide.ts";
import { unobserved } from "../../../observe/sources.ts";
import { planProposals } from "../../pull-requests.ts";
import { BENCH_ACCOUNT } from "../organisation.ts";

/** A process of its own that decides about an organisation in which every service account has ended, and plans the pull requests; limits do not hold them back here. */
const ENDED = "2027-04-01T00:00:00Z" as Instant;
const tree = folder(process.argv[2]!);
const declared = readDeclared(tree);
const account = declared.accounts.get(BENCH_ACCOUNT)!;
const observation = unobserved(account, ENDED);
const comparison = compare(declared, observation, ENDED);
const [cpu, started] = [process.cpuUsage(), performance.now()];
const { changes } = decide(comparison, declared, account, observation.parts, ENDED);
const proposals = planProposals(changes, declared, tree, "stacks/", ENDED);
const used = process.cpuUsage(cpu);
const seconds = (performance.now() - started) / 1_000;
process.stdout.write(JSON.stringify({ seconds, cpuSeconds: (used.user + used.system) / 1_000_000, opened: proposals.length }));
