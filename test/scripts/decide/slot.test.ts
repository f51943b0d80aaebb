import { describe, expect, it } from "vitest";
import { slotOfKey } from "../../../scripts/decide/slot.ts";
import { situationOf } from "../../support/decisions.ts";
import { keyIdOf, observationOf, withGap } from "../../support/observations.ts";
import { edit, small } from "../../support/small-organisation.ts";

const USER = "arn:aws:iam::000000000000:user/exporter" as const;
const KEY = keyIdOf({ arn: USER }, { slot: "primary" });
const declared = small();
const recordIn = (of = declared) => of.accounts.get("prod")!.records.get("service-accounts/exporter")!;

describe("scripts/decide/slot", () => {
  it("finds the slot by the tags of the key's secret", () => {
    expect(slotOfKey(KEY, recordIn(), situationOf(declared))).toBe("primary");
  });

  it("does not know a key that no secret names, nor one that another record's secret names", () => {
    const situation = situationOf(declared);
    expect(slotOfKey("AKIAOTHER0000", recordIn(), situation)).toBeUndefined();
    const slots = {
      ...situation.observed.slots,
      complete: true as const,
      value: [{ keyId: KEY, record: "dev/service-accounts/exporter", slot: "primary" }],
    };
    expect(slotOfKey(KEY, recordIn(), { ...situation, observed: { ...situation.observed, slots } as never })).toBeUndefined();
  });

  it("finds an adopted key by the id in the record, even when secrets could not be read", () => {
    const files = edit(
      "accounts/prod/service-accounts/exporter.yaml",
      "primary: { expires: 2027-01-31 }",
      "old: { expires: 2027-01-31, id: AKIAOLD00000, secret: external }",
    );
    const other = small(files);
    const observed = withGap(observationOf(other, "prod"), "slots").parts;
    expect(slotOfKey("AKIAOLD00000", recordIn(other), situationOf(other, { observed }))).toBe("old");
    expect(slotOfKey(KEY, recordIn(), situationOf(declared, { observed }))).toBeUndefined();
  });
});
