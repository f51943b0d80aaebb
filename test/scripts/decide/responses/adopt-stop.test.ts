import { describe, expect, it } from "vitest";
import type { Observation } from "../../../../scripts/observe/observation.ts";
import { decided, merged } from "../../../support/decisions.ts";
import { changeKey, changeRole, changeUser, keyIdOf, userIn } from "../../../support/observations.ts";
import { PROD, smallTree } from "../../../support/small-organisation.ts";

const DISABLED = `arn:aws:iam::${PROD}:policy/tenure/disabled` as const;
const tree = smallTree();
const keyOff = (observation: Observation) =>
  changeKey(observation, keyIdOf(userIn(observation, "exporter"), { slot: "primary" }), { status: "Inactive" });
const fieldsAfter = (decision: ReturnType<typeof decided>["decision"], ref: string) =>
  merged(
    tree,
    decision.changes.flatMap(({ edits }) => edits),
  )
    .accounts.get("prod")!
    .records.get(ref as never)!.fields;

describe("scripts/decide/responses/adopt-stop", () => {
  it("lets the record follow an identity that was stopped in AWS, keys and all, instead of opening it again", () => {
    const { decision, comparison } = decided(tree, (observation) => keyOff(changeUser(observation, "exporter", { boundary: DISABLED })));
    expect(decision.changes.map(({ action, because }) => [action, because.map(({ check }) => check).sort()])).toEqual([
      ["disable", ["changed", "expiry-not-enforced"]],
    ]);
    expect(decision.heldBack).toEqual([]);
    expect(comparison.findings).toHaveLength(2);
    const fields = fieldsAfter(decision, "service-accounts/exporter");
    expect(fields.state).toBe("disabled");
    // Else the key would stay off when the user comes back.
    expect(fields).not.toHaveProperty("keys.primary.state");
    expect(decision.changes[0]!.notes[0]).toContain("npm run undo");
  });

  it("a role too", () => {
    const { decision } = decided(tree, (observation) => changeRole(observation, "worker", { boundary: DISABLED }));
    expect(fieldsAfter(decision, "workloads/worker").state).toBe("disabled");
  });

  it("one key alone", () => {
    const { decision } = decided(tree, keyOff);
    expect(fieldsAfter(decision, "service-accounts/exporter")).toMatchObject({ keys: { primary: { state: "disabled" } } });
  });

  it("puts back every other boundary, and a key that was switched on", () => {
    const other = decided(tree, (observation) => changeUser(observation, "exporter", { boundary: null }));
    expect([other.decision.changes, other.decision.heldBack[0]!.because]).toEqual([[], expect.stringContaining("--refresh")]);
  });
});
