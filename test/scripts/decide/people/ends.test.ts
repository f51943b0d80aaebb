import { describe, expect, it } from "vitest";
import { merged } from "../../../support/decisions.ts";
import { decidedAbout } from "../../../support/people.ts";
import { SMALL } from "../../../support/small-organisation.ts";

const P = "accounts/prod";
const GRANT = (starts: string, ends: string) =>
  `who: person/w1\nrole: admin\nreason: INC-1 restore of the orders table\nstarts: ${starts}\nends: ${ends}\n`;
const endedBy = (fields: object, files: Record<string, string> = {}) => {
  const { only, tree } = decidedAbout({ w1: fields }, files);
  return { only, prod: merged(tree, only.edits).accounts.get("prod")! };
};

describe("scripts/decide/people/ends", () => {
  it("brings forward the end of what may not outlive somebody's last day, to that midnight in their time zone", () => {
    expect(endedBy({ ends: "2027-01-31" }).prod.records.get("people/w1")!.fields.expires).toBe("2027-02-01T00:00:00Z");
    expect(endedBy({ ends: "2027-01-31", timeZone: "Europe/Berlin" }).prod.records.get("people/w1")!.fields.expires).toBe(
      "2027-01-31T23:00:00Z",
    );
  });

  it("leaves alone what ends earlier, and what others hold", () => {
    const { only } = endedBy({ ends: "2027-06-30" });
    expect(only.edits.map((one) => "change" in one && one.change)).toEqual(["directory/people/w1.yaml"]);
  });

  it("never lengthens: a later last day leaves every end as it is", () => {
    const files = { "directory/people/w1.yaml": SMALL["directory/people/w1.yaml"]!.replace("ends: null", "ends: 2027-04-30") };
    const { only, prod } = endedBy({ ends: "2027-12-31" }, files);
    expect([only.action, prod.records.get("people/w1")!.fields.expires]).toEqual(["lengthen", "2027-03-31T00:00:00Z"]);
    expect(only.notes).toEqual(["Nothing is lengthened by this: records keep their ends until somebody renews them (npm run renew)."]);
  });

  it("closes the window of a grant earlier, and retires one that would begin too late", () => {
    const files = {
      [`${P}/grants/over.yaml`]: GRANT("2026-12-31T22:00:00Z", "2027-01-01T02:00:00Z"),
      [`${P}/grants/late.yaml`]: GRANT("2027-01-02T08:00:00Z", "2027-01-02T12:00:00Z"),
    };
    const { prod } = endedBy({ ends: "2026-12-31" }, files);
    expect(prod.records.get("grants/over")!.fields.expires).toBe("2027-01-01T00:00:00Z");
    expect([prod.records.has("grants/late"), prod.retired.has("grants/late")]).toEqual([false, true]);
  });

  it("ends adopted keys with their user", () => {
    const key = `${SMALL[`${P}/people/w1.yaml`]}keys: { primary: { expires: 2027-03-01, id: AKIAIOSFODNN7EXAMPLE, secret: external } }\n`;
    expect(endedBy({ ends: "2027-01-31" }, { [`${P}/people/w1.yaml`]: key }).prod.records.get("people/w1")!.fields).toMatchObject({
      keys: { primary: { expires: "2027-02-01T00:00:00Z" } },
    });
  });
});
