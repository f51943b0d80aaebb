import { describe, expect, it } from "vitest";
import { type DriftResult, driftJson, sourcesOf, statusOf } from "../../../scripts/report/drift-json.ts";
import { decided } from "../../support/decisions.ts";
import { exceptionText } from "../../support/findings.ts";
import { addEntity, changeUser, gapOf, OBSERVED_AT, strangeRole, strangeUser, withGap } from "../../support/observations.ts";
import { AS_OF, PROD, smallTree } from "../../support/small-organisation.ts";

const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess" as const;

function resultOf(...args: Parameters<typeof decided>): DriftResult {
  const { observation, comparison, decision } = decided(...args);
  return { observation, comparison, ...decision, proposals: [] };
}

describe("scripts/report/drift-json", () => {
  it("is the contract for an account that is as declared", () => {
    expect(driftJson(resultOf(smallTree()), AS_OF)).toEqual({
      schema: "tenure/drift/1",
      stack: "prod",
      asOf: AS_OF,
      status: "clean",
      sources: [
        {
          name: "aws-iam",
          complete: true,
          calls: 1,
          counts: {
            users: 2,
            roles: 2,
            groups: 2,
            policies: 5,
            platformRoles: 0,
            serviceLinkedRoles: 0,
            identityCenterRoles: 0,
            providers: 0,
            otherCredentials: 0,
            instanceProfiles: 0,
            serverCertificates: 0,
            rootKeys: 0,
            rootWithoutMfa: 0,
            keys: 1,
          },
          credentialReport: OBSERVED_AT,
        },
        { name: "aws-secrets", complete: true, calls: 1, counts: { slots: 1 } },
      ],
      findings: [],
      covered: [],
      unknown: [],
      changes: [],
      heldBack: [],
      proposals: [],
    });
  });

  it("names findings, what is done about them, and what is held back and why", () => {
    const json = driftJson(
      resultOf(smallTree(), (o) => changeUser(addEntity(o, strangeRole(PROD, "x")), "exporter", { attached: [ADMIN] })),
      AS_OF,
    );
    const [changed, unmanaged] = json.findings;
    expect(json.status).toBe("findings");
    expect(Object.keys(changed!)).toEqual(["id", "check", "subject", "record", "facet", "severity", "message", "differences"]);
    expect(json.changes).toEqual([
      {
        id: expect.stringMatching(/^prod\/role-[0-9a-f]{12}$/),
        action: "adopt",
        record: "workloads/x",
        findings: [unmanaged!.id],
        edits: expect.any(Array),
      },
    ]);
    expect(json.heldBack).toEqual([{ finding: changed!.id, because: expect.any(String) }]);
  });

  it("shows what an exception covers", () => {
    const files = { "accounts/prod/exceptions/x.yaml": exceptionText("changed", "service-accounts/exporter") };
    const json = driftJson(
      resultOf(smallTree(files), (o) => changeUser(o, "exporter", { attached: [ADMIN] })),
      AS_OF,
    );
    expect([json.status, json.findings]).toEqual(["clean", []]);
    expect(json.covered).toEqual([
      { finding: expect.any(String), check: "changed", subject: `arn:aws:iam::${PROD}:user/exporter`, exception: "prod/exceptions/x" },
    ]);
  });

  it("is incomplete whenever something is unknown, and that wins over findings", () => {
    const clean = resultOf(smallTree(), (o) => withGap(o, "sessions"));
    const found = resultOf(smallTree(), (o) => withGap(addEntity(o, strangeUser(PROD, "x")), "sessions"));
    expect([statusOf(clean), statusOf(found)]).toEqual(["incomplete", "incomplete"]);
    expect(driftJson(clean, AS_OF).unknown).toEqual([
      { check: "changed", gap: gapOf("sessions") },
      { check: "non-compliant", gap: gapOf("sessions") },
    ]);
  });

  it("shows each source with its gaps, and counts only what was read", () => {
    const { observation } = resultOf(smallTree(), (o) => withGap(withGap(o, "authorization"), "slots"));
    expect(sourcesOf(observation)).toEqual([
      {
        name: "aws-iam",
        complete: false,
        calls: 1,
        counts: { keys: 1, providers: 0, otherCredentials: 0, instanceProfiles: 0, serverCertificates: 0, rootKeys: 0, rootWithoutMfa: 0 },
        gaps: [gapOf("authorization")],
        credentialReport: OBSERVED_AT,
      },
      { name: "aws-secrets", complete: false, calls: 1, counts: {}, gaps: [gapOf("slots")] },
    ]);
  });

  it("counts the roles of AWS itself apart: they are seen", () => {
    const { observation } = resultOf(smallTree(), (o) =>
      addEntity(o, strangeRole(PROD, "AWSReservedSSO_x", { path: "/aws-reserved/sso.amazonaws.com/" })),
    );
    expect(sourcesOf(observation)[0]!.counts).toMatchObject({ roles: 3, platformRoles: 1, identityCenterRoles: 1, serviceLinkedRoles: 0 });
  });

  it("is the same text from run to run", () => {
    const disturb = (o: Parameters<typeof addEntity>[0]) => addEntity(addEntity(o, strangeUser(PROD, "b")), strangeUser(PROD, "a"));
    const text = () => JSON.stringify(driftJson(resultOf(smallTree(), disturb), AS_OF));
    expect(text()).toBe(text());
  });
});
