import { describe, expect, it } from "vitest";
import { digestOf } from "../../../scripts/decide/change.ts";
import type { Proposal } from "../../../scripts/propose/propose.ts";
import { parseMarker } from "../../../scripts/propose/sections/marker.ts";
import { readDeclared } from "../../../stacks/files/read.ts";
import type { Tree } from "../../../stacks/files/tree.ts";
import type { UserRecord } from "../../../stacks/kinds/users.ts";
import { someFinding } from "../../support/findings.ts";
import { addEntity, addKey, strangeRole, strangeUser } from "../../support/observations.ts";
import { changeOf, proposalOf, proposalsFor } from "../../support/proposals.ts";
import { BASE, edit, PROD, personText, SMALL, smallTree } from "../../support/small-organisation.ts";

const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess" as const;

/** The records as they are once a pull request is merged. */
function mergedWith(tree: Tree, ...proposals: readonly Proposal[]) {
  const files = new Map(tree.files);
  for (const { path, text } of proposals.flatMap((proposal) => proposal.files)) {
    if (text === null) files.delete(path);
    else files.set(path, { text });
  }
  return readDeclared({ ...tree, files }).accounts.get("prod")!;
}

describe("scripts/propose/propose", () => {
  it("is the pull request of a change", () => {
    const change = changeOf();
    const { body: _, files: __, ...proposal } = proposalOf(change);
    expect(proposal).toEqual({
      change: change.id,
      branch: `revoke/${change.id}`,
      base: BASE,
      digest: digestOf(change),
      title: "Disable service-accounts/exporter in prod: expired",
      labels: ["tenure", "stack:prod", "severity:high", "check:expired"],
      findings: change.because.map(({ id }) => id),
      reviewers: ["ada-l", "sec-s"],
      next: expect.arrayContaining(["sue-t"]),
      fallback: null,
      autoMerge: false,
      prefix: "stacks/",
      supersedes: [],
    });
  });

  it("has its sections in the order in which a reviewer needs them, the hidden line last", () => {
    const { body } = proposalOf();
    expect(
      body
        .split("\n")
        .filter((line) => /^(\*\*Next step|###|<!--)/.test(line))
        .map((line) => line.split(/[:{]/)[0]!.trim()),
    ).toEqual(["**Next step", "### What", "### Why", "### Evidence", "### On merge", "### Undo", "<!-- tenure/proposal/1"]);
    expect(body.startsWith("**Next step:**")).toBe(true);
    expect(body.endsWith("-->\n")).toBe(true);
  });

  it.each([
    ["disable", "Disable"],
    ["retire", "Retire"],
    ["adopt", "Adopt"],
    ["adopt-disabled", "Adopt and disable"],
    ["hand-over", "Hand over"],
  ] as const)("says %s in its title", (action, word) => {
    const because = [someFinding({ check: "leaver", severity: "critical" }), someFinding(), someFinding({ check: "leaver", facet: "x" })];
    expect(proposalOf(changeOf({ action, because })).title).toBe(`${word} service-accounts/exporter in prod: leaver, expired`);
  });

  it("labels with the worst severity and each check once", () => {
    const because = [
      someFinding({ severity: "low" }),
      someFinding({ check: "leaver", severity: "critical" }),
      someFinding({ facet: "key", severity: "low" }),
    ];
    expect(proposalOf(changeOf({ because })).labels).toEqual([
      "tenure",
      "stack:prod",
      "severity:critical",
      "check:expired",
      "check:leaver",
    ]);
  });

  it("has a title that GitHub takes, on one line", () => {
    const record = `service-accounts/${"x".repeat(64)}` as const;
    const title = proposalOf(
      changeOf({ record, because: Array.from({ length: 30 }, (_, n) => someFinding({ check: `check-${n}` })) }),
    ).title;
    expect(title.length).toBeLessThanOrEqual(200);
    expect(title).not.toContain("\n");
  });

  it("is short enough for GitHub with the marker whole, however much there is to say", () => {
    const because = Array.from({ length: 3_000 }, (_, n) => someFinding({ facet: `f${n}`, message: "x".repeat(80) }));
    const { body, digest } = proposalOf(changeOf({ because }));
    expect(body.length).toBeLessThan(65_536);
    expect(body).toContain("(cut: the run's result has the rest)");
    expect(parseMarker(body)).toEqual({ id: changeOf().id, digest });
  });

  it("gives the same pull request for the same change", () => {
    expect(proposalOf()).toEqual(proposalOf());
  });

  describe("leaves files that are read as what was meant", () => {
    it("a leaver's access disabled, everything else as it was", () => {
      const tree = smallTree({ "directory/people/w1.yaml": personText({ login: "ada-l", id: 1, team: "payments", status: "left" }) });
      const [proposal] = proposalsFor(tree);
      const path = "accounts/prod/people/w1.yaml";
      expect(proposal!.files).toEqual([
        {
          path,
          text: `${SMALL[path]}state: disabled\ndisabled:\n  since: 2026-11-24T00:00:00Z\n  reason: people/w1 is the access of person/w1, who has left\n  ref: ${proposal!.branch}\n`,
        },
      ]);
      expect(mergedWith(tree, proposal!).records.get("people/w1")!.fields).toMatchObject({
        state: "disabled",
        disabled: { since: "2026-11-24T00:00:00Z", reason: "people/w1 is the access of person/w1, who has left", ref: proposal!.branch },
      });
    });

    it("the comment beside a key that is set disabled", () => {
      const tree = smallTree(edit(EXPORTER, "2027-01-31", "2026-11-20"));
      const [proposal] = proposalsFor(tree);
      expect(proposal!.files[0]!.text).toContain("primary: { expires: 2026-11-20, state: disabled } # rotated by hand\n");
    });

    it("a hand-over, which changes one word", () => {
      const tree = smallTree(edit(EXPORTER, "team/payments", "person/w9"));
      const [proposal] = proposalsFor(tree);
      expect(proposal!.files[0]!.text).toBe(SMALL[EXPORTER]);
    });

    it("a retired group", () => {
      const tree = smallTree({
        "accounts/prod/groups/empty.yaml": "owner: team/payments\npurpose: Nobody is in it\nexpires: 2026-11-01\n",
      });
      const account = mergedWith(tree, ...proposalsFor(tree));
      expect([account.records.has("groups/empty"), account.retired.has("groups/empty")]).toEqual([false, true]);
    });

    it("what was adopted, all of it together", () => {
      const user = strangeUser(PROD, "intruder", { attached: [ADMIN], tags: { Team: "1e3", Note: "yes" } });
      const proposals = proposalsFor(smallTree(), (observation) =>
        addKey(addEntity(addEntity(observation, user), strangeRole(PROD, "side-door", { path: "/batch/" })), {
          id: "AKIAINTRUDER1",
          user: user.arn,
        }),
      );
      const account = mergedWith(smallTree(), ...proposals);
      const fields = account.records.get("service-accounts/intruder")!.fields as UserRecord;
      expect(fields).toMatchObject({
        state: "disabled",
        tags: { Team: "1e3", Note: "yes" },
        keys: { "adopted-1": { id: "AKIAINTRUDER1", secret: "external" } },
        legacy: { attached: [ADMIN] },
      });
      expect(account.records.get("workloads/side-door")!.fields).toMatchObject({ path: "/batch/" });
    });
  });
});
