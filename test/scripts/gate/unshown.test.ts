import { describe, expect, it } from "vitest";
import type { Operation } from "../../../scripts/engine/port.ts";
import { unshownOperations } from "../../../scripts/gate/unshown.ts";
import { operation, planOf } from "../../support/plans.ts";
import { edit, SMALL, small } from "../../support/small-organisation.ts";

const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";

function unshown(operations: readonly Operation[], to: Record<string, string | null> = {}, from: Record<string, string | null> = {}) {
  const plan = planOf({ operations });
  return unshownOperations(plan, small(from), small(to), new Set()).map(({ op, name }) => `${op} ${name}`);
}

describe("scripts/gate/unshown", () => {
  it("finds nothing in a plan that leaves everything as it is", () => {
    expect(unshown([operation("same", "people/w1"), operation("same", "tenure/disabled")])).toEqual([]);
  });

  it("lets a new record make what it becomes, and a gone one take it away", () => {
    const made = [operation("create", "service-accounts/exporter"), operation("create", "service-accounts/exporter#key/primary")];
    const gone = [operation("delete", "service-accounts/exporter#groups"), operation("delete", "service-accounts/exporter")];
    expect(unshown(made, {}, { [EXPORTER]: null })).toEqual([]);
    expect(unshown(gone, { [EXPORTER]: null })).toEqual([]);
  });

  it("lets a record that differs change its own resources, and the boundaries that come and go with its end", () => {
    const operations = [
      operation("update", "service-accounts/exporter"),
      operation("create", "tenure/until-2027-04-30"),
      operation("delete", "tenure/until-2027-02-28"),
    ];
    const shorter = edit(EXPORTER, "expires: 2027-03-31", "expires: 2027-02-28");
    const longer = edit(EXPORTER, "expires: 2027-03-31", "expires: 2027-04-30");
    expect(unshown(operations, longer, shorter)).toEqual([]);
  });

  it.each([
    ["a record that is as it was", operation("update", "people/w1"), {}, {}],
    ["a part of it", operation("create", "people/w1#groups"), {}, {}],
    ["a deletion of what is still declared", operation("delete", "workloads/worker"), {}, {}],
    ["an update of what a new record makes", operation("update", "service-accounts/exporter"), {}, { [EXPORTER]: null }],
    ["a creation for a record that is gone", operation("create", "service-accounts/exporter"), { [EXPORTER]: null }, {}],
    ["a record that neither side has", operation("create", "service-accounts/ghost"), {}, {}],
    ["a boundary that no record needs", operation("create", "tenure/until-2099-01-01"), {}, {}],
    ["a resource that no record names", operation("create", "something else"), {}, {}],
    [
      "another record than the one that differs",
      operation("update", "people/w1"),
      { [EXPORTER]: SMALL[EXPORTER]!.replace("Nightly", "Weekly").replace("2027-03-31", "2027-04-30") },
      {},
    ],
  ] as const)("finds %s", (_what, one, to, from) => {
    expect(unshown([one], to, from)).toEqual([`${one.op} ${one.name}`]);
  });

  it("explains what was read from AWS just now", () => {
    const one = operation("update", "people/w1");
    expect(unshownOperations(planOf({ operations: [one] }), small(), small(), new Set([one.urn]))).toEqual([]);
  });

  it("takes an account that one side does not have for one without records", () => {
    const dev = { "accounts/dev/account.yaml": SMALL["accounts/prod/account.yaml"]!.replace("000000000000", "111111111111") };
    const plan = planOf({ stack: "dev", operations: [operation("create", "tenure/disabled")] });
    expect(unshownOperations(plan, small(), small(dev), new Set())).toEqual([]);
  });
});
