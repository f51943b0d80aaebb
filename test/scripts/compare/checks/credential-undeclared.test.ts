import { describe, expect, it } from "vitest";
import type { OtherCredential } from "../../../../scripts/observe/observation.ts";
import type { Subject } from "../../../../stacks/model/ref.ts";
import { comparison, exceptionText, expectedFinding } from "../../../support/findings.ts";
import { MADE_AT, withGap, withPart } from "../../../support/observations.ts";
import { PROD, small } from "../../../support/small-organisation.ts";

const USER = `arn:aws:iam::${PROD}:user/exporter` as const;
const bedrock: OtherCredential = {
  ...{ id: "ACCAX", user: USER, kind: "service-specific", service: "bedrock.amazonaws.com", status: "Active", createdAt: MADE_AT },
  expiresAt: null,
};
const found = (credentials: readonly OtherCredential[], declared = small()) =>
  comparison(declared, (observation) => withPart(observation, "otherCredentials", () => credentials));

describe("scripts/compare/checks/credential-undeclared", () => {
  it("finds nothing where users have nothing of the kind", () => {
    expect(found([]).findings).toEqual([]);
  });

  it("reports an API key of a declared user, and that it never ends", () => {
    expect(found([bedrock]).findings).toEqual([
      expectedFinding({
        check: "credential-undeclared",
        subject: `${USER}#ACCAX` as Subject,
        record: "service-accounts/exporter",
        facet: "credential",
        severity: "high",
        message: `service-accounts/exporter has the active bedrock.amazonaws.com API key ACCAX since ${MADE_AT} and never ends, and records do not know such credentials`,
      }),
    ]);
  });

  it.each([
    [{ kind: "ssh-key", service: null, id: "APKAX" }, "high", "active SSH key APKAX"],
    [{ kind: "signing-certificate", service: null, id: "X", status: "Inactive" }, "low", "inactive signing certificate X"],
    [{ expiresAt: "2027-01-01T00:00:00Z" }, "high", `ACCAX since ${MADE_AT} and ends at 2027-01-01T00:00:00Z,`],
  ] as const)("says what it is: %j", (more, severity, words) => {
    const [finding] = found([{ ...bedrock, ...more } as OtherCredential]).findings;
    expect([finding!.severity, finding!.message]).toEqual([severity, expect.stringContaining(words)]);
  });

  it("leaves those of undeclared users to the check unmanaged", () => {
    expect(found([{ ...bedrock, user: `arn:aws:iam::${PROD}:user/stranger` }]).findings).toEqual([]);
  });

  it("is covered by a documented exception until that ends", () => {
    const excepted = (expires: string) =>
      found(
        [bedrock],
        small({ "accounts/prod/exceptions/x.yaml": exceptionText("credential-undeclared", "service-accounts/exporter", expires) }),
      );
    expect([excepted("2027-01-31").findings, excepted("2027-01-31").covered.length]).toEqual([[], 1]);
    expect(excepted("2026-11-20").findings.map(({ check }) => check)).toContain("credential-undeclared");
  });

  it("is unknown when such credentials could not be read", () => {
    const { unknown } = comparison(small(), (observation) => withGap(observation, "otherCredentials"));
    expect(unknown.map(({ check }) => check)).toEqual(["credential-undeclared", "stale"]);
  });
});
