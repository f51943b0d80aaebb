import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openEngine } from "../../scripts/command/engines.ts";
import { judgeStacks, routingOf, writeRoots } from "../../scripts/command/judge.ts";
import { onlySome } from "../../scripts/command/judged-roots.ts";
import { readProblems } from "../../scripts/command/records.ts";
import { type Sides, sidesOf } from "../../scripts/command/sides.ts";
import type { Engine } from "../../scripts/engine/port.ts";
import type { Verdict } from "../../scripts/gate/verdict.ts";
import type { Tree } from "../../stacks/files/tree.ts";
import { treeOf } from "../support/builders.ts";
import { ADMINISTRATOR, EXPORTER, type Files, P, POLICY, SUPPORT } from "../support/diff-parts.ts";
import { DIFFS } from "../support/diff-table.ts";
import { quietLog } from "../support/fake-engine.ts";
import { planOf } from "../support/plans.ts";
import { AS_OF, BASE, edit, personText, SMALL, sampleTree, smallTree, textsOf } from "../support/small-organisation.ts";

/** Planning what a change reaches comes to the same as planning everything: both ways through the engine, program and pack as processes. */

const DEV = { "accounts/dev/account.yaml": SMALL["accounts/prod/account.yaml"]!.replace("000000000000", "111111111111") };
const SHARED = "accounts/_shared/groups/lookers.yaml";
const shared = (policy: string) =>
  `in: [prod, dev]\nowner: team/platform\npurpose: Looks into what everybody may see\nexpires: 2027-03-31\npermissions: ["${policy}"]\n`;
const READ_ONLY = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";

/** Changes that reach further than the record that they edit, or look as if they did. */
const FAR: readonly { name: string; from?: Files; to: Files }[] = [
  { name: "a policy that others have, now an administrator's", to: { [POLICY]: SMALL[POLICY]!.replace("s3:PutObject", "iam:*") } },
  {
    name: "a role that others' trust names, replaced because of its path",
    to: { [SUPPORT]: `${SMALL[SUPPORT]}path: /support/\n` },
  },
  {
    name: "a group that an unchanged user is in, gone",
    to: { [`${P}/groups/readers.yaml`]: null, ...edit(`${P}/people/w1.yaml`, "groups: [readers]\n", "") },
  },
  {
    name: "an owner of unchanged records who leaves",
    to: { "directory/people/w1.yaml": personText({ login: "ada-l", id: 1, team: "payments", status: "left" }) },
  },
  {
    name: "another principal of a person whom an unchanged role lets in",
    to: edit("directory/people/w2.yaml", "user: w2", "user: bob", SMALL),
  },
  { name: "a record that two accounts have", from: { ...DEV, [SHARED]: shared(READ_ONLY) }, to: { [SHARED]: shared(ADMINISTRATOR) } },
  {
    name: "nothing but an exception",
    to: {
      [`${P}/exceptions/x.yaml`]:
        "rule: key-limit-active\nsubject: service-accounts/exporter\nreason: Vendor rotates by hand\ncompensating: Source-IP condition\napprovedBy: person/w3\nexpires: 2027-01-31\n",
    },
  },
  { name: "the last end of an account", to: edit(EXPORTER, "expires: 2027-03-31", "expires: 2027-04-01") },
  { name: "the account in another region", to: edit(`${P}/account.yaml`, "us-east-1", "eu-west-1") },
  { name: "an administrator more", to: edit(`${P}/groups/readers.yaml`, READ_ONLY, ADMINISTRATOR) },
];

const CHANGES = [...FAR, ...DIFFS.filter(({ code }) => !code)];

/** Edits that any record of the sample organisation takes. */
const anySampleEdit = (tree: Tree) => {
  const records = [...textsOf(tree)].filter(([path]) => /^accounts\/prod\/(?!retired|exceptions)[^/]+\/[^/]+\.yaml$/.test(path));
  const edits = [
    (path: string, text: string): Files => ({
      [path]: null,
      [path.replace("/prod/", "/prod/retired/")]: `${text}retired: { at: 2026-11-20, reason: gone, ref: x }\n`,
    }),
    (path: string, text: string): Files => ({ [path]: text.replace(/^expires: .*$/m, "expires: 2026-12-24") }),
    (path: string, text: string): Files => ({ [path]: text.replace(/^owner: .*$/m, "owner: team/security") }),
    (path: string, text: string): Files => ({
      [path]: `${text}state: disabled\ndisabled: { since: 2026-11-20, reason: stopped, ref: x }\n`,
    }),
  ];
  return fc.tuple(fc.constantFrom(...records), fc.constantFrom(...edits)).map(([[path, text], change]) => change(path, text));
};

describe("test/scenarios/confined", () => {
  let folder: string;
  let engine: Engine;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "tenure-confined-"));
    engine = await openEngine("embedded", "embedded", process.env, quietLog().log);
  });
  afterAll(async () => {
    await engine.close();
    rmSync(folder, { recursive: true });
  });

  const judged = async (sides: Sides, everything: boolean): Promise<Verdict> => {
    const routing = routingOf(sides, undefined, AS_OF);
    const scratch = mkdtempSync(join(folder, "case-"));
    const [verdict] = await judgeStacks(["prod"], {
      // What is code is never confined; who has to approve is worked out without it.
      sides: { ...sides, code: everything },
      routing,
      approvers: new Map(),
      engine,
      scratch,
      asOf: AS_OF,
      log: quietLog().log,
    });
    return verdict!;
  };
  const bothWays = async (base: Tree, head: Tree) => {
    const sides = sidesOf(base, head, false);
    expect(await judged(sides, false)).toEqual(await judged(sides, true));
  };

  it.each(FAR)("the same verdict on $name", ({ from = {}, to }) => bothWays(smallTree(from), smallTree({ ...from, ...to })));

  it("is never carried out: the program refuses to leave out what a deployment would then delete", async () => {
    const sides = sidesOf(smallTree(), smallTree(), false);
    const head = onlySome(writeRoots(mkdtempSync(join(folder, "case-")), sides, ["prod"], AS_OF).head, "prod", ["people/w1"]);
    const backend = { PULUMI_BACKEND_URL: `file://${folder}`, PULUMI_CONFIG_PASSPHRASE: "" };
    const deploying = await openEngine("embedded", "embedded", { ...process.env, ...backend }, quietLog().log);
    await expect(deploying.up("prod", planOf({ stack: "prod", head, against: "state" }))).rejects.toThrow(
      "prod: a part of its records alone is planned in previews",
    );
    await deploying.close();
  });

  it("the same verdict on any changes together", async () => {
    const any = fc.subarray(CHANGES, { minLength: 1, maxLength: 7 }).map((some) => {
      const from = Object.assign({}, ...some.map((one) => one.from ?? {})) as Files;
      return { from, to: { ...from, ...(Object.assign({}, ...some.map(({ to }) => to)) as Files) } };
    });
    const valid = any.filter(({ from, to }) => [from, to].every((files) => readProblems(smallTree(files)).length === 0));
    await fc.assert(
      fc.asyncProperty(valid, ({ from, to }) => bothWays(smallTree(from), smallTree(to))),
      { numRuns: 4 },
    );
  }, 300_000);

  it("the same verdict on any changes of the sample organisation", async () => {
    const tree = sampleTree();
    const any = fc.array(anySampleEdit(tree), { minLength: 1, maxLength: 5 }).map((edits) => {
      const files = Object.assign(Object.fromEntries(textsOf(tree)), ...edits) as Files;
      return {
        ...treeOf(Object.fromEntries(Object.entries(files).flatMap(([path, text]) => (text === null ? [] : [[path, text]])))),
        commit: BASE,
      };
    });
    const valid = any.filter((head) => readProblems(head).length === 0);
    await fc.assert(
      fc.asyncProperty(valid, (head) => bothWays(tree, head)),
      { numRuns: 2 },
    );
  }, 300_000);
});
