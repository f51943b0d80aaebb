import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Arn } from "../../../stacks/iam/arn.ts";
import { documentOf, parseDocument } from "../../../stacks/iam/document.ts";
import { KINDS } from "../../../stacks/kinds/kinds.ts";
import { recordOf, roleEntity } from "../../support/builders.ts";
import { anyDocument, anyName, anyPath, anyTags, anyTrustDocument } from "../arbitraries.ts";
import { complete, entitiesOf, foreignPart, parsed, recognise } from "./translation.ts";

const trust = { service: "lambda.amazonaws.com" };

describe("stacks/kinds/workloads", () => {
  it("makes a role with trust, tags, boundary, policies and a session of one hour", () => {
    const permissions = ["ledger-write", "arn:aws:iam::aws:policy/ReadOnlyAccess"];
    expect(entitiesOf(recordOf("workloads", "invoice", { owner: "team/payments", trust, permissions }))).toEqual([
      {
        type: "role",
        arn: "arn:aws:iam::000000000000:role/invoice",
        name: "invoice",
        path: "/",
        tags: { owner: "team/payments", expires: "2027-03-31T00:00:00Z", "managed-by": "tenure", record: "prod/workloads/invoice" },
        boundary: "arn:aws:iam::000000000000:policy/tenure/until-2027-03-31",
        attached: ["arn:aws:iam::000000000000:policy/ledger-write", "arn:aws:iam::aws:policy/ReadOnlyAccess"],
        inline: {},
        instanceProfiles: [],
        maxSessionDuration: 3_600,
        trust: documentOf({
          effect: "Allow",
          principals: [{ type: "Service", values: ["lambda.amazonaws.com"] }],
          actions: ["sts:AssumeRole"],
          conditions: [],
        }),
      },
    ]);
  });

  it("stops a disabled role by its boundary alone, so that it can be undone exactly", () => {
    const disabled = { state: "disabled", disabled: { since: "2026-11-01", reason: "left", ref: "#1" } };
    const [before] = entitiesOf(recordOf("workloads", "x", { trust, permissions: ["a"] }));
    const [after] = entitiesOf(recordOf("workloads", "x", { trust, permissions: ["a"], ...disabled }));
    expect(after).toEqual({ ...before, boundary: "arn:aws:iam::000000000000:policy/tenure/disabled" });
  });

  it("takes sessions from one to twelve hours", () => {
    const takes = (maxSessionDuration: string) =>
      KINDS.workloads!.record.safeParse({ owner: "team/a", purpose: "Works", expires: "2027-01-01", trust, maxSessionDuration }).success;
    expect(["1h", "90m", "12h", "43200s"].map(takes)).toEqual([true, true, true, true]);
    expect(["0h", "59m", "3599s", "13h", "1d", "1"].map(takes)).toEqual([false, false, false, false, false, false]);
  });

  it("declares again all that a role had that nobody declared", () => {
    const attached = fc.constantFrom<Arn>(
      "arn:aws:iam::aws:policy/AdministratorAccess",
      "arn:aws:iam::000000000000:policy/p",
      "arn:aws:iam::000000000000:policy/a/p",
    );
    const role = fc
      .record({
        name: anyName(64),
        path: anyPath(),
        tags: anyTags(),
        attached: fc.uniqueArray(attached),
        inline: fc.dictionary(anyName(20), anyDocument(), { maxKeys: 2 }),
        trust: anyTrustDocument(),
        maxSessionDuration: fc.integer({ min: 3_600, max: 43_200 }),
      })
      .map(({ name, inline, trust: source, ...fields }) =>
        roleEntity(name, { ...fields, inline: parsed(inline), trust: parseDocument(source) }),
      );
    fc.assert(
      fc.property(role, (found) => {
        const [recognised] = recognise("workloads", [found]);
        expect(recognised).toMatchObject({ kind: "workloads", name: found.name, entity: found.arn });
        expect(entitiesOf(complete(recognised!)).map(foreignPart)).toEqual([foreignPart(found)]);
      }),
      { numRuns: 200 },
    );
  });

  it("does not recognise a role whose own tag says that it is of another kind", () => {
    expect(recognise("workloads", [roleEntity("x", { tags: { record: "prod/roles/x" } })])).toEqual([]);
    expect(recognise("workloads", [roleEntity("x", { tags: { record: "nonsense" } })])).toHaveLength(1);
  });
});
