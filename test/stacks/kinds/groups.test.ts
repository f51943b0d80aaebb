import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Arn } from "../../../stacks/iam/arn.ts";
import { KINDS } from "../../../stacks/kinds/kinds.ts";
import { groupEntity, recordOf } from "../../support/builders.ts";
import { anyDocument, anyName, anyPath } from "../arbitraries.ts";
import { complete, entitiesOf, foreignPart, parsed, recognise } from "./translation.ts";

describe("stacks/kinds/groups", () => {
  it("makes a group and what it may do; who belongs to it stands with the members", () => {
    const permissions = ["ledger-write", "arn:aws:iam::aws:policy/ReadOnlyAccess"];
    expect(entitiesOf(recordOf("groups", "writers", { permissions, protected: true }))).toEqual([
      {
        type: "group",
        arn: "arn:aws:iam::000000000000:group/writers",
        name: "writers",
        path: "/",
        attached: ["arn:aws:iam::000000000000:policy/ledger-write", "arn:aws:iam::aws:policy/ReadOnlyAccess"],
        inline: {},
      },
    ]);
  });

  it("declares again all that a group had that nobody declared", () => {
    const attached = fc.constantFrom<Arn>(
      "arn:aws:iam::aws:policy/AdministratorAccess",
      "arn:aws:iam::000000000000:policy/plain",
      "arn:aws:iam::000000000000:policy/on/a/path",
      "arn:aws:iam::999988887777:policy/shared",
    );
    const group = fc
      .record({
        name: anyName(128),
        path: anyPath(),
        attached: fc.uniqueArray(attached),
        inline: fc.dictionary(anyName(20), anyDocument()),
      })
      .map(({ name, inline, ...fields }) => groupEntity(name, { ...fields, inline: parsed(inline) }));
    fc.assert(
      fc.property(group, (found) => {
        const [recognised] = recognise("groups", [found]);
        expect(entitiesOf(complete(recognised!)).map(foreignPart)).toEqual([foreignPart(found)]);
      }),
    );
  });

  it("refers to the permissions that are records, not to those of AWS", () => {
    const { fields } = recordOf("groups", "g", { permissions: ["arn:aws:iam::aws:policy/ReadOnlyAccess", "ledger-read"] });
    expect(KINDS.groups!.references(fields)).toEqual([{ path: ["permissions", 1], to: "permissions/ledger-read" }]);
  });

  it.each([
    ["tags, which groups cannot have", { tags: { a: "b" } }],
    ["a state, which groups do not have", { state: "disabled", disabled: { since: "2026-11-01", reason: "x", ref: "#1" } }],
    ["members", { members: ["w1"] }],
    ["a customer-managed ARN", { permissions: ["arn:aws:iam::000000000000:policy/x"] }],
    ["a permission on a path", { permissions: ["team/x"] }],
  ])("refuses %s", (_what, fields) => {
    const written = { owner: "team/web", purpose: "Reads", expires: "2027-03-31", ...fields };
    expect(KINDS.groups!.record.safeParse(written).success).toBe(false);
  });
});
