import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { digestOfSubject } from "../../../scripts/command/drift-evidence.ts";
import { type DriftRun, driftStacks, proposeStack } from "../../../scripts/command/drift-stack.ts";
import { CHECK_NAMES } from "../../../scripts/compare/checks.ts";
import { NO_EXTRA } from "../../../scripts/compare/extra.ts";
import type { GitHub } from "../../../scripts/emulators/github/github.ts";
import { entriesOf, openLedger } from "../../../scripts/ledger/ledger.ts";
import type { Observation } from "../../../scripts/observe/observation.ts";
import { NOTHING_OUTSIDE } from "../../../scripts/observe/outside.ts";
import { statusOf } from "../../../scripts/report/drift-json.ts";
import { readDeclared } from "../../../stacks/files/read.ts";
import { quietLog } from "../../support/fake-engine.ts";
import { idOf } from "../../support/findings.ts";
import { octokitOf } from "../../support/github.ts";
import { addEntity, observationOf, strangeUser, withGap } from "../../support/observations.ts";
import { baseOf, clientOf, startRepository } from "../../support/repository.ts";
import { AS_OF, PROD, personText, SMALL, small, smallTree } from "../../support/small-organisation.ts";

const DECLARED = small();

function runOf(observation: Observation, more: Partial<DriftRun> = {}): DriftRun {
  return {
    declared: DECLARED,
    tree: smallTree(),
    source: undefined,
    outside: NOTHING_OUTSIDE,
    saved: [observation],
    pullRequests: { complete: true, value: [], observedAt: AS_OF },
    incidents: { complete: true, value: [], observedAt: AS_OF },
    sightings: {
      complete: true,
      value: new Map([["prod", new Set([idOf("unmanaged", `arn:aws:iam::${PROD}:user/x`)])]]),
      observedAt: AS_OF,
    },
    asOf: AS_OF,
    deep: false,
    bodies: false,
    extraOf: async () => NO_EXTRA,
    hasBegun: true,
    recentOf: async () => [],
    log: quietLog().log,
    ...more,
  };
}
const driftStack = async (run: DriftRun, stack: string) => (await driftStacks(run, [stack]))[0]!;
const found = addEntity(observationOf(DECLARED, "prod"), strangeUser(PROD, "x"));

describe("scripts/command/drift-stack", () => {
  it("comes to nothing for an account that is as declared, from a saved observation, without asking AWS", async () => {
    const { result, proposals } = await driftStack(runOf(observationOf(DECLARED, "prod")), "prod");
    expect(result).toMatchObject({ comparison: { findings: [], unknown: [] }, changes: [], heldBack: [], proposals: [] });
    expect(proposals).toEqual([]);
  });

  it("takes an account of which no observation was handed in for unobserved, and asks AWS nothing", async () => {
    const { result } = await driftStack(runOf({ ...observationOf(DECLARED, "prod"), account: "other" }), "prod");
    expect(statusOf(result)).toBe("incomplete");
    expect(result.comparison.findings).toEqual([]);
    expect(result.comparison.unknown.map(({ gap }) => gap.reason)).toContain(
      "no observation of prod was handed in: its job did not end, or left no file",
    );
  });

  it("says what it would open, with the texts when asked", async () => {
    const { result, proposals } = await driftStack(runOf(found), "prod");
    expect(result.proposals).toEqual([
      {
        branch: proposals[0]!.branch,
        title: "Adopt service-accounts/x in prod: unmanaged",
        action: "would open",
        number: null,
        url: null,
        notes: [],
      },
    ]);
    const { result: withBodies } = await driftStack(runOf(found, { bodies: true }), "prod");
    expect(withBodies.proposals[0]!.body).toBe(proposals[0]!.body);
  });

  it("would open nothing when the bot's own pull requests could not be read, and says why", async () => {
    const gap = { source: "pull-requests", operation: "list pull requests", reason: "GitHub failed", retry: true };
    const { result, proposals } = await driftStack(runOf(found, { pullRequests: { complete: false, gap } }), "prod");
    expect(proposals).toEqual([]);
    expect(result.changes).toHaveLength(1);
    expect(result.heldBack).toEqual([
      { finding: result.comparison.findings[0]!.id, because: expect.stringContaining("could not be read (GitHub failed)") },
    ]);
  });

  it("asks no more of people in a run over several accounts than in one: the limits are those of the run", async () => {
    const dev = SMALL["accounts/prod/account.yaml"]!.replace(PROD, "111111111111");
    const files = {
      "accounts/dev/account.yaml": dev,
      "settings.yaml": `${SMALL["settings.yaml"]}limits: { pullRequests: { open: 1, perHour: 1 } }\n`,
    };
    const declared = small(files);
    const saved = [
      addEntity(observationOf(declared, "prod"), strangeUser(PROD, "x")),
      addEntity(observationOf(declared, "dev"), strangeUser("111111111111", "y")),
    ];
    const run = runOf(saved[0]!, { declared, tree: smallTree(files), saved });
    const proposed = (await driftStacks(run, ["prod", "dev"])).flatMap(({ proposals }) => proposals);
    expect(proposed).toHaveLength(1);
  });

  describe("of somebody who has left", () => {
    const dev = SMALL["accounts/prod/account.yaml"]!.replace(PROD, "111111111111");
    const [person] = Object.entries(SMALL).filter(([path]) => path.startsWith("accounts/prod/people/")) as [[string, string]];
    const files = {
      "accounts/dev/account.yaml": dev,
      [person[0].replace("prod", "dev")]: person[1].replace(/^groups:.*\n/m, ""),
      "directory/people/w1.yaml": personText({ login: "ada-l", id: 1, team: "payments", status: "left" }),
      "directory/people/w2.yaml": personText({ login: "bob-k", id: 2, team: "payments" }),
    };
    const declared = small(files);
    const saved = [observationOf(declared, "prod"), observationOf(declared, "dev")];
    const run = (more: Partial<DriftRun> = {}) => runOf(saved[0]!, { declared, tree: smallTree(files), saved, ...more });

    it("asks once about everything in all accounts, whichever the run looks at", async () => {
      const whole = (await driftStacks(run(), ["prod", "dev"])).flatMap(({ proposals }) => proposals);
      const one = (await driftStacks(run(), ["prod"])).flatMap(({ proposals }) => proposals);
      const other = (await driftStacks(run(), ["dev"])).flatMap(({ proposals }) => proposals);
      expect(whole.map(({ files: edited }) => edited.map(({ path }) => path))).toEqual([
        ["accounts/dev/people/w1.yaml", "accounts/prod/people/w1.yaml"],
      ]);
      for (const { branch, digest } of [...one, ...other])
        expect({ branch, digest }).toEqual({ branch: whole[0]!.branch, digest: whole[0]!.digest });
      expect([one, other].map(({ length }) => length)).toEqual([1, 1]);
    });

    it("leaves their pull request open while anything is left in an account that the run does not look at", async () => {
      const [asked] = (await driftStacks(run(), ["prod"])).flatMap(({ proposals }) => proposals);
      const open = {
        number: 3,
        url: "u",
        branch: asked!.branch,
        state: "open",
        digest: asked!.digest,
        head: "a",
        wrote: "a",
        createdAt: AS_OF,
        closedAt: null,
      } as const;
      const pullRequests = { complete: true, value: [open], observedAt: AS_OF } as const;
      const withoutProd = smallTree({ ...files, [person[0]]: null });
      const after = readDeclared(withoutProd);
      const [half] = await driftStacks(run({ declared: after, tree: withoutProd, saved: [observationOf(after, "prod")], pullRequests }), [
        "prod",
      ]);
      expect(half!.healed).toEqual([]);
      const back = small({ ...files, "directory/people/w1.yaml": SMALL["directory/people/w1.yaml"]! });
      const [healed] = await driftStacks(run({ declared: back, saved: [observationOf(back, "prod")], pullRequests }), ["prod"]);
      expect(healed!.healed).toEqual([{ pull: open, because: "nothing of theirs is left to end" }]);
    });
  });

  it("refuses the observation of another account under this name", async () => {
    await expect(driftStack(runOf({ ...found, accountId: "222222222222" }), "prod")).rejects.toMatchObject({
      code: "OBSERVATION_OF_ANOTHER_ACCOUNT",
    });
  });

  describe("proposing", () => {
    let github: GitHub;
    let folder: string;
    beforeEach(async () => {
      github = await startRepository();
      folder = mkdtempSync(join(tmpdir(), "tenure-drift-"));
    });
    afterEach(async () => {
      await github.close();
      rmSync(folder, { recursive: true });
    });

    it("opens what was proposed and writes the run down", async () => {
      const { name, commit } = await baseOf(clientOf(github));
      const tree = { ...smallTree(), commit };
      const source = { tree, prefix: "stacks/", branch: name, description: "here", at: async () => undefined };
      const run = runOf(withGap(found, "sessions"), { tree, source });
      const ledger = openLedger(undefined, join(folder, "ledger"));
      const drifted = await driftStack(runOf(found, { tree, source }), "prod");
      const { result } = drifted;
      const opened = await proposeStack(run, clientOf(github), ledger, drifted);
      expect(opened.proposals.map(({ action, number }) => [action, number])).toEqual([["opened", 1]]);
      const entries = await ledger.read();
      expect(entries.map(({ type }) => type)).toEqual(["proposed", "drift"]);
      expect(entriesOf(entries, "drift")[0]!.facts).toEqual({
        stack: "prod",
        commit,
        settings: expect.stringMatching(/^[0-9a-f]{64}$/),
        status: "findings",
        findings: [
          {
            id: result.comparison.findings[0]!.id,
            check: "unmanaged",
            record: null,
            subject: digestOfSubject(result.comparison.findings[0]!.subject),
            severity: "high",
          },
        ],
        covered: [],
        checks: [...CHECK_NAMES],
        unknown: [],
        heldBack: 0,
        tieOut: expect.arrayContaining([{ type: "user", live: 3, declared: 2, unmanaged: 1, platform: 0, missing: 0 }]),
        observedAt: expect.stringMatching(/Z$/),
        manifest: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      expect((await octokitOf(github, "ada-l").rest.pulls.list({ owner: "acme", repo: "identities" })).data).toHaveLength(1);
    });

    it("opens nothing without knowing the bot's own, and still writes the run down", async () => {
      const gap = { source: "pull-requests", operation: "list pull requests", reason: "GitHub failed", retry: true };
      const ledger = openLedger(undefined, join(folder, "ledger"));
      const run = runOf(found, { pullRequests: { complete: false, gap } });
      const drifted = await driftStack(run, "prod");
      expect((await proposeStack(run, clientOf(github), ledger, drifted)).proposals).toEqual([]);
      expect(entriesOf(await ledger.read(), "drift")[0]!.facts).toMatchObject({ heldBack: 1 });
    });
  });
});
