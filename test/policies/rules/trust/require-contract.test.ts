import { describe, expect, it } from "vitest";
import { trustRequireContract as rule } from "../../../../policies/rules/trust/require-contract.ts";
import { recordTag } from "../../../../stacks/model/ref.ts";
import { small } from "../../../support/small-organisation.ts";
import { assume, documentText, ROLE, says, saysOf, trustFacet, UNKNOWN, UnknownValueError } from "../../judging.ts";

const FOREIGN = "999988887777";
const REFUSED = [`trusts the foreign account ${FOREIGN}, and no contract says whose it is and until when`];
const DECLARED = small({
  "accounts/prod/vendors/backup.yaml": `owner: team/platform\npurpose: Off-site backups\nexpires: 2027-01-31\ncontract: { company: Acme, ends: 2027-01-31 }\ntrust: { account: "${FOREIGN}", externalId: tn-1 }\n`,
});
const guarded = assume({ AWS: FOREIGN }, { StringEquals: { "sts:ExternalId": "tn-7f3a9c" } });
const of = (name: string, record: string | undefined) => ({ ...trustFacet([guarded]), name, path: "/", record });

describe("policies/rules/trust/require-contract", () => {
  describe("compliant", () => {
    it("has nothing to say about a vendor, whose record states the contract", () => {
      expect(says(rule, of("backup", recordTag("prod", "vendors/backup")), { declared: DECLARED })).toEqual([]);
    });

    it("has nothing to say about accounts of the organisation", () => {
      expect(says(rule, trustFacet([assume({ AWS: "arn:aws:iam::111111111111:root" })]))).toEqual([]);
    });
  });

  describe("violating", () => {
    it("refuses a foreign account in any other role, with an ExternalId or without, and names it once", () => {
      expect(says(rule, of("worker", recordTag("prod", "workloads/worker")), { declared: DECLARED })).toEqual(REFUSED);
      expect(says(rule, trustFacet([assume({ AWS: [FOREIGN, `arn:aws:iam::${FOREIGN}:role/x`] }), guarded]))).toEqual(REFUSED);
    });

    it("does not believe a tag: the record has to become that role", () => {
      expect(says(rule, of("other", recordTag("prod", "vendors/backup")), { declared: DECLARED })).toEqual(REFUSED);
      expect(says(rule, of("backup", recordTag("prod", "vendors/gone")), { declared: DECLARED })).toEqual(REFUSED);
    });

    it("sees it in the resource", () => {
      expect(saysOf(rule, ROLE, { name: "web", assumeRolePolicy: documentText([guarded]) })).toEqual(REFUSED);
    });
  });

  describe("not applicable", () => {
    it.each([{ Service: "lambda.amazonaws.com" }, { Federated: "arn:aws:iam::000000000000:saml-provider/okta" }, "*"])(
      "has nothing to say about principals that are no accounts: %j",
      (principal) => {
        expect(says(rule, trustFacet([assume(principal)]))).toEqual([]);
      },
    );
  });

  describe("unknown at preview", () => {
    it("lets a trust policy that is not known surface", () => {
      expect(() => saysOf(rule, ROLE, { name: "web", assumeRolePolicy: UNKNOWN.text })).toThrow(UnknownValueError);
    });
  });
});
