import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetGroupCommand, GetUserCommand, IAMClient, ListPoliciesCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DeployedAccount, deployAccount } from "../../scripts/command/deploy-account.ts";
import type { Source } from "../../scripts/command/source.ts";
import { NO_EXTRA } from "../../scripts/compare/extra.ts";
import { embeddedEngine } from "../../scripts/engine/embedded/embedded.ts";
import type { Engine } from "../../scripts/engine/port.ts";
import { readDeclared } from "../../stacks/files/read.ts";
import type { Tree } from "../../stacks/files/tree.ts";
import { type TestAccount, testAccount } from "../support/aws.ts";
import { quietLog } from "../support/fake-engine.ts";
import { AS_OF, edit, PROD, SMALL, smallTree } from "../support/small-organisation.ts";
import { REPOSITORY } from "../support/sources.ts";

const PROGRAM = "a".repeat(64);
const ACCOUNT = "accounts/prod/account.yaml";
const WORKER = "accounts/prod/workloads/worker.yaml";

/** One account over several stacks, from its first deployment to its last, with the real program, pack and engine. */
describe("test/scenarios/slices", () => {
  const before = { ...process.env };
  let folder: string;
  let account: TestAccount;
  let engine: Engine;
  let iam: IAMClient;
  let last: Tree | undefined;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "tenure-slices-"));
    account = testAccount();
    Object.assign(process.env, account.environment);
    const environment = { ...before, ...account.environment, PULUMI_BACKEND_URL: `file://${folder}`, PULUMI_CONFIG_PASSPHRASE: "" };
    engine = embeddedEngine({ project: REPOSITORY, environment });
    iam = new IAMClient(account.client);
  });
  afterAll(async () => {
    await engine.close();
    iam.destroy();
    rmSync(folder, { recursive: true });
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  });

  const treeOf = (slices: number, files: Record<string, string | null> = {}): Tree =>
    smallTree({ ...files, [ACCOUNT]: `${edit(ACCOUNT, PROD, account.id)[ACCOUNT]}slices: ${slices}\n` });

  async function deploy(to: Tree): Promise<DeployedAccount> {
    const from = last;
    const source: Source = { tree: to, prefix: "stacks/", branch: undefined, description: "HEAD", at: async () => undefined };
    const deployed = await deployAccount({
      account: "prod",
      declared: readDeclared(to),
      source,
      mergedOf: () => undefined,
      approvers: new Map(),
      lastOf: () => from && { tree: from, declared: readDeclared(from), program: PROGRAM },
      engine,
      program: PROGRAM,
      scratch: mkdtempSync(join(folder, "scratch-")),
      asOf: AS_OF,
      dryRun: false,
      extra: NO_EXTRA,
      refresh: false,
      log: quietLog().log,
    });
    last = to;
    return deployed;
  }

  const done = ({ stacks }: DeployedAccount) =>
    stacks.map(({ stack, done: plan, readBack }) => [
      stack,
      plan?.operations.filter(({ op }) => op !== "same").map(({ op, name }) => `${op} ${name}`),
      plan?.result,
      readBack.result,
    ]);
  const namesIn = (stack: string) => {
    const { latest } = JSON.parse(readFileSync(join(folder, ".pulumi/stacks/tenure", `${stack}.json`), "utf8")).checkpoint;
    const resources: { urn: string; type: string }[] = latest.resources ?? [];
    return resources.filter(({ type }) => !type.startsWith("pulumi:")).map(({ urn }) => urn.split("::").at(-1)!);
  };
  const boundaries = async () =>
    (await iam.send(new ListPoliciesCommand({ Scope: "Local", PathPrefix: "/tenure/" })))
      .Policies!.map(({ PolicyName }) => PolicyName)
      .sort();

  it("makes everything, each in its stack", { timeout: 120_000 }, async () => {
    const result = await deploy(treeOf(3));
    expect(done(result).map(([stack, , ...how]) => [stack, ...how])).toEqual([
      ["prod.0", "succeeded", "as declared"],
      ["prod.1", "succeeded", "as declared"],
      ["prod.2", "succeeded", "as declared"],
    ]);
    expect(namesIn("prod.0")).toContain("tenure/until-2027-06-30");
    expect(namesIn("prod.0").every((name) => /^(tenure|groups|permissions)\//.test(name))).toBe(true);
    expect(namesIn("prod.2")).toContain("roles/support");
    const user = await iam.send(new GetUserCommand({ UserName: "exporter" }));
    expect(user.User!.PermissionsBoundary!.PermissionsBoundaryArn).toBe(`arn:aws:iam::${account.id}:policy/tenure/until-2027-03-31`);
    expect((await iam.send(new GetGroupCommand({ GroupName: "writers" }))).Users!.map(({ UserName }) => UserName)).toEqual(["exporter"]);
  });

  it("touches only the slices whose records changed; the new end comes first, the old one goes when nobody has it any more", {
    timeout: 120_000,
  }, async () => {
    const result = await deploy(treeOf(3, edit(WORKER, "2027-06-30", "2027-07-31")));
    const slice = namesIn("prod.1").includes("workloads/worker") ? "prod.1" : "prod.2";
    expect(done(result)).toEqual([
      ["prod.0", ["create tenure/until-2027-07-31", "delete tenure/until-2027-06-30"], "succeeded", "as declared"],
      [slice, ["update workloads/worker"], "succeeded", "as declared"],
    ]);
    expect(result.untouched).toEqual(["prod.1", "prod.2"].filter((stack) => stack !== slice));
    expect(await boundaries()).toEqual(["disabled", "until-2027-03-31", "until-2027-05-31", "until-2027-07-31"]);
  });

  it("touches nothing when nothing changed", async () => {
    expect(await deploy(last!)).toEqual({ stacks: [], untouched: ["prod.0", "prod.1", "prod.2"], settled: 0 });
  });

  it("takes away a group and its only member, in an order that AWS allows", { timeout: 120_000 }, async () => {
    const changed = edit(WORKER, "2027-06-30", "2027-07-31");
    const retired = (path: string) => `${SMALL[path]}retired: { at: 2026-11-24, reason: replaced, ref: "#1" }\n`;
    const gone = ["groups/writers", "service-accounts/exporter"];
    const files = Object.fromEntries(
      gone.flatMap((ref) => [
        [`accounts/prod/${ref}.yaml`, null],
        [`accounts/prod/retired/${ref}.yaml`, retired(`accounts/prod/${ref}.yaml`)],
      ]),
    );
    // A key that is active is not deleted: it is disabled first.
    const disabled = edit("accounts/prod/service-accounts/exporter.yaml", "expires: 2027-01-31", "expires: 2027-01-31, state: disabled");
    await deploy(treeOf(3, { ...changed, ...disabled }));
    const result = await deploy(treeOf(3, { ...changed, ...files }));
    expect(done(result).map(([, , ...how]) => how)).toEqual([
      ["succeeded", "as declared"],
      ["succeeded", "as declared"],
    ]);
    expect(namesIn("prod.0")).not.toContain("groups/writers");
    await expect(iam.send(new GetGroupCommand({ GroupName: "writers" }))).rejects.toThrow();
  });

  it.each([5, 1, 3])("is spread anew over %i stacks without anything being done in AWS", { timeout: 120_000 }, async (slices) => {
    const [, files] = [last, Object.fromEntries([...last!.files].flatMap(([path, blob]) => ("text" in blob ? [[path, blob.text]] : [])))];
    const names = Array.from({ length: 5 }, (_, slice) => `prod.${slice}`);
    const to: Tree = {
      ...last!,
      files: new Map([...last!.files, [ACCOUNT, { text: files[ACCOUNT]!.replace(/slices: \d/, `slices: ${slices}`) }]]),
    };
    const result = await deploy(to);
    expect(result.settled).toBeGreaterThan(0);
    const stacks = slices === 1 ? ["prod"] : names.slice(0, slices);
    expect(done(result)).toEqual(stacks.map((stack) => [stack, [], "succeeded", "as declared"]));
  });
});
