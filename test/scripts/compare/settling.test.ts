import { describe, expect, it } from "vitest";
import { compare } from "../../../scripts/compare/compare.ts";
import { NO_EXTRA } from "../../../scripts/compare/extra.ts";
import { observedAt, type Recent, settle } from "../../../scripts/compare/settling.ts";
import type { Observation } from "../../../scripts/observe/observation.ts";
import type { Declared } from "../../../stacks/model/declared.ts";
import { type Instant, plus } from "../../../stacks/model/instant.ts";
import { addEntity, changeRole, OBSERVED_AT, observationOf, removeEntity, strangeUser, withGap } from "../../support/observations.ts";
import { AS_OF, edit, PROD, small } from "../../support/small-organisation.ts";

const WORKER = "accounts/prod/workloads/worker.yaml";
const BEFORE = small();
/** A later end (boundary and tag), and one workload more. */
const AFTER = small({
  ...edit(WORKER, "2027-06-30", "2027-05-31"),
  "accounts/prod/workloads/new.yaml":
    "owner: team/payments\npurpose: Renders more invoices\nexpires: 2027-06-30\ntrust: { service: lambda.amazonaws.com }\npermissions: []\n",
});
const MINUTE = 60_000;
const at = (minutes: number) => plus(OBSERVED_AT, -minutes * MINUTE) as Instant;
const shown = (declared: Declared, observation: Observation, recent: readonly Recent[]) =>
  settle(compare(declared, observation, AS_OF), observation, recent, { asOf: AS_OF, extra: NO_EXTRA, settle: 5 * MINUTE });
const namesOf = (findings: readonly { check: string; subject: string }[] = []) =>
  findings.map(({ check, subject }) => `${check} ${subject.split(":")[5]}`);
const OLD = observationOf(BEFORE, "prod");

describe("scripts/compare/settling", () => {
  it("takes what AWS still shows as it was before our deployment of minutes ago for no finding", () => {
    const { findings, settling } = shown(AFTER, OLD, [{ at: at(1), before: BEFORE }]);
    expect(namesOf(findings)).toEqual([]);
    expect(namesOf(settling)).toContain("expiry-not-enforced role/worker");
    expect(namesOf(settling)).toContain("missing role/new");
  });

  it("finds it once the time is over, and where nobody deployed", () => {
    for (const recent of [[{ at: at(5), before: BEFORE }], []]) {
      const { findings, settling } = shown(AFTER, OLD, recent);
      expect(namesOf(findings)).toContain("missing role/new");
      expect(settling).toBeUndefined();
    }
  });

  it("finds at once what is neither as before nor as deployed", () => {
    const other = changeRole(OLD, "worker", { boundary: null });
    const { findings } = shown(AFTER, other, [{ at: at(1), before: BEFORE }]);
    expect(namesOf(findings)).toEqual(["expiry-not-enforced role/worker"]);
  });

  it("finds at once what the deployment did not change", () => {
    const other = addEntity(OLD, strangeUser(PROD, "x"));
    expect(namesOf(shown(AFTER, other, [{ at: at(1), before: BEFORE }]).findings)).toEqual(["unmanaged user/x"]);
    const gone = removeEntity(OLD, `arn:aws:iam::${PROD}:user/exporter`);
    expect(namesOf(shown(AFTER, gone, [{ at: at(1), before: BEFORE }]).findings)).toContain("missing user/exporter");
  });

  it("lets what was taken away still be there, as it was and no otherwise", () => {
    const fewer = small({ [WORKER]: null });
    expect(namesOf(shown(fewer, OLD, [{ at: at(1), before: BEFORE }]).settling)).toContain("unmanaged role/worker");
    const other = changeRole(OLD, "worker", { boundary: null });
    expect(namesOf(shown(fewer, other, [{ at: at(1), before: BEFORE }]).findings)).toContain("unmanaged role/worker");
  });

  it("lets everything be missing just after the first deployment, and nothing be there that is not declared", () => {
    const empty = observationOf({ ...BEFORE, accounts: small().accounts }, "prod");
    const gone = ["role/worker", "role/support", "user/exporter"].reduce(
      (all, name) => removeEntity(all, `arn:aws:iam::${PROD}:${name}`),
      empty,
    );
    expect(shown(BEFORE, gone, [{ at: at(1), before: undefined }]).findings.filter(({ check }) => check === "missing")).toEqual([]);
    const strange = addEntity(gone, strangeUser(PROD, "x"));
    expect(namesOf(shown(BEFORE, strange, [{ at: at(1), before: undefined }]).findings)).toContain("unmanaged user/x");
  });

  it("goes by when entities were looked at", () => {
    expect([observedAt(OLD), observedAt({ ...withGap(OLD, "authorization"), finishedAt: AS_OF })]).toEqual([OBSERVED_AT, AS_OF]);
  });
});
