import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { GetUserCommand } from "@aws-sdk/client-iam";
import { afterEach, describe, expect, it } from "vitest";
import { deployAccount } from "../../scripts/command/deploy-account.ts";
import { openEngine } from "../../scripts/command/engines.ts";
import type { Source } from "../../scripts/command/source.ts";
import { NO_EXTRA } from "../../scripts/compare/extra.ts";
import { readDeclared } from "../../stacks/files/read.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { testAccount } from "../support/aws.ts";
import { quietLog } from "../support/fake-engine.ts";
import { clientsOf } from "../support/real-account.ts";
import { AS_OF, edit, PROD, SMALL, smallTree } from "../support/small-organisation.ts";

const P = "accounts/prod";
const EARLIER = "2026-11-01T00:00:00Z" as Instant;
const LEAVER = `${P}/people/w2.yaml`;
const ACCESS = SMALL[`${P}/people/w1.yaml`]!.replace("person/w1", "person/w2");
const OFF = "state: disabled\ndisabled: { since: 2026-11-24, reason: has left, ref: x }\n";

/** Three records that lapse between the two deployments. */
const LAPSING = Object.fromEntries(
  [`${P}/service-accounts/exporter.yaml`, `${P}/workloads/worker.yaml`, `${P}/roles/support.yaml`].map((path) => [
    path,
    SMALL[path]!.replaceAll(/2027-\d\d-\d\d/g, "2026-11-10"),
  ]),
);

describe("test/scenarios/lapsed-deploy", () => {
  const before = { ...process.env };
  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  });

  it("three lapsed records and a leaver stop neither a fourth, unrelated change nor the revocation", { timeout: 180_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "tenure-lapsed-"));
    const account = testAccount();
    Object.assign(process.env, account.environment);
    const state = { PULUMI_BACKEND_URL: pathToFileURL(folder).href, PULUMI_CONFIG_PASSPHRASE: "local" };
    const { log } = quietLog();
    const engine = await openEngine("embedded", "embedded", { ...process.env, ...state }, log);
    const clients = clientsOf(account.client);
    const files = { ...LAPSING, [LEAVER]: ACCESS, ...edit(`${P}/account.yaml`, PROD, account.id) };
    const first = smallTree(files);
    const second = smallTree({
      ...files,
      ...edit("directory/people/w2.yaml", "status: active", "status: left"),
      ...edit(`${P}/people/w1.yaml`, "2027-03-31", "2027-04-30"),
      [LEAVER]: `${ACCESS}${OFF}`,
    });
    const deploy = async (tree: typeof first, last: typeof first | undefined, asOf: Instant) => {
      const scratch = join(folder, last ? "second" : "first");
      mkdirSync(scratch);
      const source: Source = { tree, prefix: "stacks/", branch: undefined, description: "HEAD", at: async () => undefined };
      const side = last && { tree: last, declared: readDeclared(last), program: "p" };
      const fixed = { account: "prod", program: "p", mergedOf: () => undefined, approvers: new Map(), dryRun: false, refresh: false };
      const declared = readDeclared(tree);
      return (await deployAccount({ ...fixed, extra: NO_EXTRA, declared, source, lastOf: () => side, engine, scratch, asOf, log }))
        .stacks[0]!;
    };
    try {
      expect((await deploy(first, undefined, EARLIER)).readBack.result).toBe("as declared");
      const result = await deploy(second, first, AS_OF);
      expect(result.verdict).toMatchObject({ verdict: "pass", notEvaluated: [] });
      expect(result.done?.operations.filter(({ op }) => op === "update").map(({ name }) => name)).toEqual(
        expect.arrayContaining(["people/w1", "people/w2"]),
      );
      expect([result.done?.result, result.readBack.result]).toEqual(["succeeded", "as declared"]);
      const { User } = await clients.iam.send(new GetUserCommand({ UserName: "w2" }));
      expect(User?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(`arn:aws:iam::${account.id}:policy/tenure/disabled`);
    } finally {
      await engine.close();
      clients.close();
      rmSync(folder, { recursive: true });
    }
  });
});
