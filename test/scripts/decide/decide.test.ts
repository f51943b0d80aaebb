import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Comparison } from "../../../scripts/compare/compare.ts";
import type { Decision } from "../../../scripts/decide/decide.ts";
import type { Observation } from "../../../scripts/observe/observation.ts";
import type { Accountable } from "../../../stacks/model/lifecycle.ts";
import { decided, merged } from "../../support/decisions.ts";
import { exceptionText } from "../../support/findings.ts";
import {
  addEntity,
  addKey,
  changeRole,
  changeUser,
  keyIdOf,
  removeEntity,
  strangeRole,
  strangeUser,
  WHOLE_PARTS,
  withGap,
} from "../../support/observations.ts";
import { AS_OF, BASE, edit, PROD, personText, SMALL, smallTree } from "../../support/small-organisation.ts";

const USER = "arn:aws:iam::000000000000:user/exporter" as const;
const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess" as const;
const ENDED = edit(EXPORTER, "2027-03-31", "2026-11-23");
const ORPHANED = edit(EXPORTER, "team/payments", "team/ghosts");
const both = { [EXPORTER]: ENDED[EXPORTER]!.replace("team/payments", "team/ghosts") };
const LEFT = { "directory/people/w1.yaml": personText({ login: "ada-l", id: 1, team: "payments", status: "left" }) };

/** Every finding is in a change, held back, or covered; none is in two places. */
function expectNothingDropped({ findings, covered }: Comparison, { changes, heldBack }: Decision): void {
  const answered = [...changes.flatMap(({ because }) => because.map(({ id }) => id)), ...heldBack.map(({ finding }) => finding)];
  expect(answered.sort()).toEqual(findings.map(({ id }) => id).sort());
  for (const { finding } of covered) expect(answered).not.toContain(finding.id);
}

describe("scripts/decide/decide", () => {
  it("decides nothing about an account that is as declared", () => {
    expect(decided(smallTree()).decision).toEqual({ changes: [], heldBack: [] });
  });

  it("answers one identity with one change, for the commit that was read", () => {
    const { decision, comparison } = decided(smallTree(both));
    expect(decision.changes).toHaveLength(1);
    expect(decision.changes[0]).toMatchObject({ stack: "prod", base: BASE, action: "disable", record: "service-accounts/exporter" });
    expect(decision.changes[0]!.because.map(({ check }) => check)).toEqual(["expired", "orphaned"]);
    expectNothingDropped(comparison, decision);
  });

  it("puts what several findings ask for into one edit of the file, each path once", () => {
    const { decision } = decided(smallTree(both));
    expect(decision.changes[0]!.edits).toEqual([
      {
        change: EXPORTER,
        steps: [
          { set: ["state"], to: "disabled" },
          {
            set: ["disabled"],
            to: {
              since: AS_OF,
              reason: "service-accounts/exporter ended 23 Nov 2026 00:00:00 UTC (1 day ago)",
              ref: `revoke/${decision.changes[0]!.id}`,
            },
          },
          { set: ["owner"], to: "team/platform" },
        ],
      },
    ]);
  });

  it("lets the worse finding say why: a leaver whose access has ended too is disabled as a leaver", () => {
    const files = { ...LEFT, ...edit("accounts/prod/people/w1.yaml", "2027-03-31", "2026-11-23") };
    const { decision } = decided(smallTree(files));
    const account = merged(smallTree(files), decision.changes[0]!.edits).accounts.get("prod")!;
    expect(decision.changes[0]!.because.map(({ check }) => check)).toEqual(["leaver", "expired"]);
    expect(account.records.get("people/w1")!.fields.disabled!.reason).toBe("people/w1 is the access of person/w1, who has left");
  });

  it("disables the user and its key of its own in one change when both have ended", () => {
    const files = { [EXPORTER]: ENDED[EXPORTER]!.replace("2027-01-31", "2026-11-20") };
    const { decision } = decided(smallTree(files));
    const fields = merged(smallTree(files), decision.changes[0]!.edits).accounts.get("prod")!.records.get("service-accounts/exporter")!
      .fields as Accountable & { keys: Record<string, { state?: string }> };
    expect([decision.changes.length, fields.state, fields.keys.primary!.state]).toEqual([1, "disabled", "disabled"]);
  });

  it("hands over what is active, and retires what is over: the most final wish is the change", () => {
    const files = {
      [EXPORTER]:
        "owner: team/ghosts\npurpose: Old\nexpires: 2026-10-01\nstate: disabled\ndisabled: { since: 2026-10-01, reason: ended, ref: x }\n",
    };
    const { decision, comparison } = decided(smallTree(files));
    expect(decision.changes).toMatchObject([
      { action: "retire", edits: [{ move: EXPORTER, to: "accounts/prod/retired/service-accounts/exporter.yaml" }] },
    ]);
    expectNothingDropped(comparison, decision);
  });

  it("makes a change of its own for each identity", () => {
    const { decision } = decided(smallTree(ORPHANED), (observation) =>
      addEntity(addEntity(observation, strangeUser(PROD, "a")), strangeRole(PROD, "b")),
    );
    expect(decision.changes.map(({ record, action }) => [record, action])).toEqual([
      ["service-accounts/exporter", "hand-over"],
      ["workloads/b", "adopt"],
      ["service-accounts/a", "adopt"],
    ]);
    expect(new Set(decision.changes.map(({ id }) => id)).size).toBe(3);
  });

  it("keeps the name of a change from run to run, whatever the findings are", () => {
    const first = decided(smallTree(ORPHANED)).decision.changes[0]!.id;
    expect(decided(smallTree(both)).decision.changes[0]!.id).toBe(first);
  });

  it("holds a finding back that no edit answers, and still answers the others about the same identity", () => {
    const { decision, comparison } = decided(smallTree(ORPHANED), (observation) =>
      changeUser(observation, "exporter", { attached: [ADMIN] }),
    );
    expect(decision.changes.map(({ action }) => action)).toEqual(["hand-over"]);
    expect(decision.heldBack).toHaveLength(1);
    expectNothingDropped(comparison, decision);
  });

  it("leaves what an exception covers alone", () => {
    const { decision, comparison } = decided(
      smallTree({
        ...ENDED,
        ...{ [EXPORTER]: "owner: team/payments\npurpose: Old\nexpires: 2026-11-23\n" },
        "accounts/prod/exceptions/x.yaml": exceptionText("expired", "service-accounts/exporter"),
      }),
    );
    expect([comparison.covered.length, decision]).toEqual([1, { changes: [], heldBack: [] }]);
  });

  it("answers a boundary that is gone, which no record declares", () => {
    const { decision, comparison } = decided(smallTree(), (observation) =>
      removeEntity(observation, "arn:aws:iam::000000000000:policy/tenure/disabled"),
    );
    expect(decision).toMatchObject({ changes: [], heldBack: [{ finding: comparison.findings[0]!.id }] });
  });

  it("revokes nothing that depends on what could not be read", () => {
    for (const name of WHOLE_PARTS) {
      const { decision, comparison } = decided(smallTree(), (observation) => withGap(addEntity(observation, strangeUser(PROD, "x")), name));
      expect(decision.changes).toEqual([]);
      expectNothingDropped(comparison, decision);
    }
  });

  it("decides about a shared record for the account in which it was found, and leaves the others alone", () => {
    const dev = SMALL["accounts/prod/account.yaml"]!.replace(PROD, "111111111111");
    const shared = `in: [dev, prod]\n${SMALL["accounts/prod/service-accounts/exporter.yaml"]!}`
      .replace("team/payments", "person/w9")
      .replace("groups: [writers]\n", "");
    const tree = smallTree({
      "accounts/dev/account.yaml": dev,
      "accounts/prod/service-accounts/exporter.yaml": null,
      "accounts/_shared/service-accounts/exporter.yaml": shared,
    });
    const { decision } = decided(tree);
    const [change] = decision.changes;
    expect(change).toMatchObject({ action: "hand-over", record: "service-accounts/exporter", stack: "prod" });
    const { accounts } = merged(tree, change!.edits);
    const ownerIn = (name: string) => accounts.get(name)!.records.get("service-accounts/exporter")?.fields.owner;
    expect([ownerIn("prod"), ownerIn("dev")]).toEqual(["team/payments", "person/w9"]);
  });

  it("drops nothing, and leaves records that can be read, whatever happened in AWS and to people", () => {
    fc.assert(
      fc.property(fc.subarray(FILES), fc.subarray(DISTURBANCES), (files, disturbances) => {
        const tree = smallTree(Object.assign({}, ...files));
        const { decision, comparison } = decided(tree, (observation) => disturbances.reduce((all, disturb) => disturb(all), observation));
        expectNothingDropped(comparison, decision);
        for (const { edits } of decision.changes) expect(() => merged(tree, edits)).not.toThrow();
      }),
      { numRuns: 120, seed: 20_261_124 },
    );
  });
});

const FILES = [
  LEFT,
  both,
  edit("accounts/prod/workloads/worker.yaml", "team/payments", "person/w9"),
  edit("accounts/prod/groups/readers.yaml", "2027-09-30", "2026-11-01"),
  edit("accounts/prod/permissions/ledger-write.yaml", "2027-09-30", "2026-11-01"),
  edit("accounts/prod/roles/admin.yaml", "2027-03-31", "2026-11-01"),
  edit("accounts/prod/roles/support.yaml", "2027-05-31", "2029-05-31"),
  { "accounts/prod/exceptions/x.yaml": exceptionText("expired", "groups/readers") },
];

const DISTURBANCES: ((observation: Observation) => Observation)[] = [
  (o) => addEntity(o, strangeUser(PROD, "a", { attached: [ADMIN] })),
  (o) => addEntity(o, strangeRole(PROD, "b")),
  (o) => addKey(o, { id: "AKIASTRANGE1", user: USER }),
  (o) => removeEntity(o, "arn:aws:iam::000000000000:group/writers"),
  (o) => removeEntity(o, "arn:aws:iam::000000000000:user/w1"),
  (o) => changeRole(o, "worker", { attached: [ADMIN], boundary: null }),
  (o) => changeRole(o, "support", { tags: {} }),
  (o) => withGap(o, "sessions"),
  (o) => withGap(o, "slots"),
  (o) => ({
    ...o,
    parts: {
      ...o.parts,
      keys: o.parts.keys.complete
        ? { ...o.parts.keys, value: o.parts.keys.value.filter(({ id }) => id !== keyIdOf({ arn: USER }, { slot: "primary" })) }
        : o.parts.keys,
    },
  }),
];
