import { describe, expect, it } from "vitest";
import type { Role } from "../../../stacks/iam/entity.ts";
import { KINDS } from "../../../stacks/kinds/kinds.ts";
import { afterLastDay, type Instant } from "../../../stacks/model/instant.ts";
import { accountOf, declaredOf, recordOf, settingsOf } from "../../support/builders.ts";
import { AS_OF } from "../../support/small-organisation.ts";
import { entitiesOf, PROD, recognise } from "./translation.ts";

const VENDOR = {
  trust: { account: "999988887777", externalId: "tn-7f3a9c" },
  contract: { company: "Acme Backup", ends: "2027-01-31" },
  expires: "2027-02-01",
};
const role = (fields: object = {}) => entitiesOf(recordOf("vendors", "backup", { ...VENDOR, ...fields }))[0] as Role;
const problems = (fields: object) =>
  KINDS.vendors!.record.safeParse({ owner: "team/platform", purpose: "Off-site backups", ...VENDOR, ...fields }).error?.issues.map(
    ({ path, message }) => `${path.join(".")}: ${message}`,
  );
const AT = { ref: "vendors/backup" as const, name: "backup", account: PROD };

describe("stacks/kinds/vendors", () => {
  it("is a role that their account may assume when it says our id", () => {
    expect(role()).toMatchObject({
      arn: "arn:aws:iam::000000000000:role/backup",
      boundary: "arn:aws:iam::000000000000:policy/tenure/until-2027-02-01",
      instanceProfiles: [],
      trust: {
        statements: [
          {
            effect: "Allow",
            principals: [{ type: "AWS", values: ["arn:aws:iam::999988887777:root"] }],
            actions: ["sts:AssumeRole"],
            conditions: [{ operator: "StringEquals", key: "sts:ExternalId", values: ["tn-7f3a9c"] }],
          },
        ],
      },
    });
  });

  it.each([
    ["no ExternalId", { trust: { account: "999988887777" } }, [expect.stringMatching(/^trust\.externalId: /)]],
    ["another form of trust", { trust: { service: "lambda.amazonaws.com" } }, expect.arrayContaining([expect.stringMatching(/^trust/)])],
    ["a contract without an end", { contract: { company: "Acme" } }, [expect.stringMatching(/^contract\.ends: /)]],
    [
      "an instant for a last day",
      { contract: { company: "Acme", ends: "2027-01-31T00:00:00Z" } },
      [expect.stringMatching(/^contract\.ends: /)],
    ],
    ["instance profiles", { instanceProfiles: ["x"] }, [expect.stringContaining('unknown key "instanceProfiles"')]],
  ])("refuses %s", (_what, fields, expected) => {
    expect(problems(fields)).toEqual(expected);
  });

  it.each([
    ["Etc/UTC", "2027-02-01T00:00:00Z"],
    ["Europe/Berlin", "2027-01-31T23:00:00Z"],
  ])("does not outlive the contract's last day, where days end in %s", (timeZone, end) => {
    const declared = declaredOf({ settings: settingsOf({ timeZone }) });
    expect(KINDS.vendors!.notAfter!(recordOf("vendors", "backup", VENDOR).fields, AT, declared)).toEqual([
      { end, because: "the last day of the contract is 2027-01-31" },
    ]);
  });

  it("knows a role of a foreign account that has to say an id, and no role of an account of ours", () => {
    const found = { ...role(), tags: {} };
    expect(recognise("vendors", [found])).toMatchObject([{ kind: "vendors", name: "backup", fields: { trust: VENDOR.trust } }]);
    const ours = declaredOf({ accounts: [PROD, accountOf("backup", [], { accountId: "999988887777" })] });
    expect(KINDS.vendors!.recognise([found], PROD, ours)).toEqual([]);
    expect(KINDS.vendors!.recognise([role()], PROD, ours)).toHaveLength(1);
  });

  it.each(["Etc/UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"])(
    "assumes a contract that lasts as long as the record, in %s too",
    (timeZone) => {
      const expires = "2027-02-01T10:30:00Z" as Instant;
      const declared = declaredOf({ settings: settingsOf({ timeZone }) });
      const { contract } = KINDS.vendors!.meanwhile!({ owner: "team/platform", expires, asOf: AS_OF }, AT, declared) as {
        contract: { company: string; ends: string };
      };
      expect(contract.company).toBe("not known yet");
      const end = afterLastDay(contract.ends, timeZone);
      expect(end >= expires && Date.parse(end) - Date.parse(expires) <= 86_400_000).toBe(true);
    },
  );
});
