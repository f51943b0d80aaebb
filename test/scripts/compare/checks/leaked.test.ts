import { describe, expect, it } from "vitest";
import { comparison, exceptionText, expectedFinding } from "../../../support/findings.ts";
import { addEntity, changeUser, strangeUser, withGap } from "../../../support/observations.ts";
import { edit, PROD, small } from "../../../support/small-organisation.ts";

const QUARANTINE = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3" as const;
const USER = "arn:aws:iam::000000000000:user/exporter" as const;
const FOUND = expectedFinding({
  check: "leaked",
  subject: USER,
  record: "service-accounts/exporter",
  severity: "critical",
  message:
    "AWS found an access key of service-accounts/exporter in public and attached AWSCompromisedKeyQuarantineV3, which does not stop the key",
});
const leak = (observation: Parameters<typeof changeUser>[0]) => changeUser(observation, "exporter", { attached: [QUARANTINE] });

describe("scripts/compare/checks/leaked", () => {
  it("finds nothing while AWS found nothing (in sync)", () => {
    expect(comparison(small()).findings).toEqual([]);
  });

  it("finds a user in quarantine, and calls it neither drift nor a broken rule", () => {
    expect(comparison(small(), leak).findings).toEqual([FOUND]);
  });

  it.each(["AWSCompromisedKeyQuarantine", "AWSCompromisedKeyQuarantineV2"])("knows the policy %s too", (name) => {
    const arn = `arn:aws:iam::aws:policy/${name}` as const;
    const { findings } = comparison(small(), (observation) => changeUser(observation, "exporter", { attached: [arn] }));
    expect(findings.map(({ check }) => check)).toEqual(["leaked"]);
  });

  it("is not fooled by a policy of one's own with that name", () => {
    const own = `arn:aws:iam::${PROD}:policy/AWSCompromisedKeyQuarantineV3` as const;
    const { findings } = comparison(small(), (observation) => changeUser(observation, "exporter", { attached: [own] }));
    expect(findings.map(({ check }) => check)).toEqual(["changed"]);
  });

  it("finds a user that no record declares", () => {
    const { findings } = comparison(small(), (observation) => addEntity(observation, strangeUser(PROD, "x", { attached: [QUARANTINE] })));
    expect(findings.map(({ check, record, severity }) => [check, record, severity])).toEqual([
      ["leaked", null, "critical"],
      ["unmanaged", null, "high"],
    ]);
  });

  it("goes on saying it of a user who is stopped, less loudly: what was done with the key is not known yet", () => {
    const stopped = edit(
      "accounts/prod/service-accounts/exporter.yaml",
      "groups:",
      "state: disabled\ndisabled: { since: 2026-11-20, reason: leaked, ref: x }\ngroups:",
    );
    const [finding, ...others] = comparison(small(stopped), leak).findings;
    expect([finding?.check, finding?.severity, others]).toEqual(["leaked", "medium", []]);
    expect(finding?.message).toContain("stays until somebody has looked");
  });

  it("is covered by an exception, and found again when that expired", () => {
    const compared = (expires: string) =>
      comparison(small({ "accounts/prod/exceptions/x.yaml": exceptionText("leaked", "service-accounts/exporter", expires) }), leak);
    expect(compared("2027-01-31").covered).toMatchObject([{ finding: FOUND, exception: "prod/exceptions/x" }]);
    expect(compared("2026-11-24").findings).toContainEqual(FOUND);
  });

  it("is unknown when the account's details could not be read", () => {
    const { unknown } = comparison(small(), (observation) => withGap(observation, "authorization"));
    expect(unknown.map(({ check }) => check)).toContain("leaked");
  });
});
