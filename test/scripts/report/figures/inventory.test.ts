import { describe, expect, it } from "vitest";
import { inventoryOf } from "../../../../scripts/report/figures/inventory.ts";
import { type Row, rowsOf } from "../../../../scripts/report/record-rows.ts";
import { AS_OF, small } from "../../../support/small-organisation.ts";

const ROWS = rowsOf(small(), {}, AS_OF);

describe("scripts/report/figures/inventory", () => {
  it("counts records by kind and owner, the largest first", () => {
    const { records, kinds, owners } = inventoryOf(ROWS);
    expect(records).toEqual({ name: "all", total: 8, active: 8, disabled: 0, ended: 0 });
    expect(kinds.map(({ name, total }) => `${name} ${total}`)).toEqual([
      "groups 2",
      "roles 2",
      "people 1",
      "permissions 1",
      "service-accounts 1",
      "workloads 1",
    ]);
    expect(owners.map(({ name, total }) => `${name} ${total}`)).toEqual(["team/payments 5", "team/platform 2", "person/w1 1"]);
  });

  it("counts states, and no exceptions", () => {
    const [first] = ROWS;
    const rows: readonly Row[] = [
      { ...first!, kind: "exceptions" },
      { ...first!, state: "disabled" },
      { ...first!, state: "ended" },
    ];
    expect(inventoryOf(rows).records).toEqual({ name: "all", total: 2, active: 0, disabled: 1, ended: 1 });
  });
});
