import { describe, expect, it } from "vitest";
import { FRAMEWORKS } from "../../../policies/controls/frameworks.ts";
import { nextEntry } from "../../../scripts/ledger/entry.ts";
import { controlToken, oscalResults, uuidOf } from "../../../scripts/report/oscal.ts";
import { allResults } from "../../../scripts/report/proof-results.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { deployedFacts, driftFacts } from "../../support/entries.ts";

const AT = "2026-11-24T06:00:00Z" as Instant;
const drift = nextEntry(undefined, "drift", AT, driftFacts({ checks: ["unmanaged", "expired"] }));
const exception = {
  rule: "key-limit-active",
  record: "prod/people/w1",
  level: "mandatory" as const,
  standing: false,
  exception: "prod/exceptions/x",
};
const deployed = nextEntry(drift, "deployed", AT, deployedFacts({ violations: [exception] }));
const SOURCES = {
  from: "2026-11-01T00:00:00Z",
  to: "2026-12-01T00:00:00Z",
  head: { number: 2, hash: deployed.hash, at: AT },
  results: allResults([drift], [deployed]),
};
const { "assessment-results": document } = oscalResults(SOURCES);
const [result] = document.results as [(typeof document.results)[number]];
const finding = (title: string) => result.findings.find((one) => one.title === title)!;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
/** OSCAL's TokenDatatype, in ASCII. */
const TOKEN = /^[A-Za-z_][A-Za-z0-9._-]*$/;

describe("scripts/report/oscal", () => {
  it("has what the model requires of assessment results (OSCAL 1.2.1)", () => {
    expect(Object.keys(document).sort()).toEqual(["back-matter", "import-ap", "metadata", "results", "uuid"]);
    expect(Object.keys(document.metadata).sort()).toEqual(["last-modified", "oscal-version", "title", "version"]);
    expect(document["back-matter"].resources.map(({ uuid }) => `#${uuid}`)).toContain(document["import-ap"].href);
    for (const key of ["uuid", "title", "description", "start", "reviewed-controls"]) expect(result).toHaveProperty(key);
    for (const { "include-controls": controls } of result["reviewed-controls"]["control-selections"])
      for (const control of controls) expect(control["control-id"]).toMatch(TOKEN);
  });

  it("gives everything a UUID of its own, and refers to nothing that is not there", () => {
    const text = JSON.stringify(document);
    const uuids = [...text.matchAll(/"uuid":"([^"]+)"/g)].map(([, uuid]) => uuid!);
    expect(uuids.filter((uuid) => !UUID.test(uuid))).toEqual([]);
    expect(new Set(uuids).size).toBe(uuids.length);
    const named = [...text.matchAll(/"(?:subject-uuid|observation-uuid|risk-uuid)":"([^"]+)"|"href":"#([^"]+)"/g)].map(
      ([, a, b]) => a ?? b!,
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((uuid) => !uuids.includes(uuid))).toEqual([]);
  });

  it("has a finding for every control: what failed, what nobody judged and what nothing proves are not satisfied", () => {
    expect(result.findings).toHaveLength(FRAMEWORKS.reduce((sum, { controls }) => sum + controls.length, 0));
    expect(finding("NIST CSF 2.0 ID.AM-08").target.status).toMatchObject({ state: "not-satisfied", reason: "fail" });
    expect(finding("OWASP NHI Top 10 2025 NHI9:2025").target.status).toEqual({
      state: "not-satisfied",
      reason: "other",
      remarks: "No result in the period: trust-only-one-workload.",
    });
    expect(finding("NIST SP 800-53 5 PS-5").target).toEqual({
      type: "objective-id",
      "target-id": "ps-5",
      status: {
        state: "not-satisfied",
        reason: "other",
        remarks: "Nothing here proves this control. A change of team or manager is not followed yet.",
      },
    });
  });

  it("shows an exception as an approved deviation of each control that it touches", () => {
    expect(result.risks).toMatchObject([{ title: "Exception prod/exceptions/x", status: "deviation-approved" }]);
    expect(finding("OWASP NHI Top 10 2025 NHI4:2025")["related-risks"]).toEqual([{ "risk-uuid": uuidOf("risk prod/exceptions/x") }]);
  });

  it("is a document without observations where there are none", () => {
    const [none] = oscalResults({ ...SOURCES, results: [] })["assessment-results"].results as unknown as [Record<string, unknown>];
    expect([none.observations, none.risks, none["local-definitions"]]).toEqual([undefined, undefined, undefined]);
  });

  it("is the same for the same results", () => {
    expect(JSON.stringify(oscalResults(SOURCES)["assessment-results"])).toBe(JSON.stringify(document));
  });

  it("writes ids of controls as tokens, 800-53 as NIST's catalogue does", () => {
    expect(controlToken({ framework: "NIST SP 800-53", id: "AC-2(13)" })).toBe("ac-2.13");
    const all = FRAMEWORKS.flatMap(({ name, controls }) => controls.map(({ id }) => controlToken({ framework: name, id })));
    expect(all.filter((token) => !TOKEN.test(token))).toEqual([]);
    expect(new Set(all).size).toBe(all.length);
  });
});
