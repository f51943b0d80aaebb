import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Arn } from "../../../stacks/iam/arn.ts";
import type { Key } from "../../../stacks/iam/entity.ts";
import { holderOf, isPersons, recogniseKey, slotNames } from "../../../stacks/kinds/users.ts";
import { END, recordOf, userEntity } from "../../support/builders.ts";
import { anyDocument, anyName, anyPath, anyTags } from "../arbitraries.ts";
import { complete, DECLARED, entitiesOf, foreignPart, PROD, parsed, recognise } from "./translation.ts";

describe("stacks/kinds/users", () => {
  it("makes of a record an IAM user with tags, boundary, sorted groups and keys", () => {
    const record = recordOf("service-accounts", "exporter", {
      owner: "team/payments",
      path: "/ci/",
      tags: { Team: "Ledger" },
      groups: ["writers", "readers"],
      keys: { primary: { expires: "2027-01-31" }, next: { expires: "2027-03-01", state: "disabled" } },
    });
    expect(entitiesOf(record)).toEqual([
      {
        type: "user",
        arn: "arn:aws:iam::000000000000:user/ci/exporter",
        name: "exporter",
        path: "/ci/",
        tags: {
          Team: "Ledger",
          owner: "team/payments",
          expires: "2027-03-31T00:00:00Z",
          "managed-by": "tenure",
          record: "prod/service-accounts/exporter",
        },
        boundary: "arn:aws:iam::000000000000:policy/tenure/until-2027-03-31",
        groups: ["readers", "writers"],
        attached: [],
        inline: {},
        keys: [
          { slot: "primary", status: "Active", expires: "2027-01-31T00:00:00Z" },
          { slot: "next", status: "Inactive", expires: "2027-03-01T00:00:00Z" },
        ],
        console: false,
      },
    ]);
  });

  it("stops a disabled user: the deny-all boundary and every key Inactive, all else as it was", () => {
    const active = { groups: ["readers"], console: true, keys: { primary: { expires: "2027-01-31" } } };
    const disabled = { ...active, state: "disabled", disabled: { since: "2026-11-01", reason: "left", ref: "#1" } };
    const [before] = entitiesOf(recordOf("service-accounts", "x", active));
    const [after] = entitiesOf(recordOf("service-accounts", "x", disabled));
    expect(after).toEqual({
      ...before,
      boundary: "arn:aws:iam::000000000000:policy/tenure/disabled",
      keys: [{ slot: "primary", status: "Inactive", expires: "2027-01-31T00:00:00Z" }],
    });
  });

  describe("a user that nobody declared", () => {
    const keyId = fc.stringMatching(/^AKIA[A-Z0-9]{16}$/);
    const status = fc.constantFrom<Key["status"]>("Active", "Inactive");
    const attached = fc.constantFrom<Arn>(
      "arn:aws:iam::aws:policy/AdministratorAccess",
      "arn:aws:iam::000000000000:policy/plain",
      "arn:aws:iam::000000000000:policy/on/a/path",
    );
    const foreignUser = fc
      .record({
        name: anyName(64),
        path: anyPath(),
        tags: anyTags(),
        groups: fc.uniqueArray(anyName(20), { maxLength: 3 }),
        attached: fc.uniqueArray(attached),
        inline: fc.dictionary(anyName(20), anyDocument(), { maxKeys: 2 }),
        keys: fc.uniqueArray(fc.record({ id: keyId, status }), { maxLength: 2, selector: ({ id }) => id }),
        console: fc.boolean(),
      })
      .map(({ name, inline, ...fields }) => userEntity(name, { ...fields, inline: parsed(inline) }));

    it("becomes a record that declares all that it had", () => {
      fc.assert(
        fc.property(foreignUser, (user) => {
          const [recognised] = recognise("service-accounts", [user]);
          expect(recognised).toMatchObject({ kind: "service-accounts", name: user.name, entity: user.arn });
          expect(entitiesOf(complete(recognised!)).map(foreignPart)).toEqual([foreignPart(user)]);
        }),
        { numRuns: 200 },
      );
    });

    it("keeps its tags but those that AWS or Tenure write", () => {
      const tags = { Team: "x", "aws:cloudformation:stack-name": "s", OWNER: "team/old", "Managed-By": "terraform" };
      const [recognised] = recognise("service-accounts", [userEntity("x", { tags })]);
      expect(recognised?.fields).toEqual({ tags: { Team: "x" } });
    });

    it("is recognised as disabled by its boundary, and says of its keys only what that does not say", () => {
      const boundary = "arn:aws:iam::000000000000:policy/tenure/disabled" as Arn;
      const keys = [{ id: "AKIAIOSFODNN7EXAMPLE", status: "Inactive" }] as const;
      const [recognised] = recognise("service-accounts", [userEntity("x", { boundary, keys })]);
      expect(recognised?.fields).toEqual({ state: "disabled", keys: { "adopted-1": { id: "AKIAIOSFODNN7EXAMPLE", secret: "external" } } });
    });

    it("is not taken for disabled because of a boundary of that name elsewhere", () => {
      const boundary = "arn:aws:iam::000000000000:policy/disabled" as Arn;
      expect(recognise("service-accounts", [userEntity("x", { boundary })])[0]?.fields).toEqual({ boundary: "disabled" });
    });

    it("loses no key, whatever the slots of the others are called", () => {
      const keys: Key[] = [
        { id: "AKIAIOSFODNN7EXAMPL1", slot: "adopted-2", status: "Active" },
        { id: "AKIAIOSFODNN7EXAMPL2", status: "Active" },
      ];
      const user = userEntity("x", { keys });
      expect(entitiesOf(complete(recognise("service-accounts", [user])[0]!)).map(foreignPart)).toEqual([foreignPart(user)]);
    });
  });

  it("names the slot of a key by what is known, else by its place", () => {
    expect(
      slotNames([
        { id: "AKIA1", status: "Active" },
        { slot: "primary", status: "Active" },
      ]),
    ).toEqual(["adopted-1", "primary"]);
  });

  it("says of a key its end, its own state and where its secret is", () => {
    expect(recogniseKey({ id: "AKIA1", status: "Inactive", expires: END }, false)).toEqual({
      expires: END,
      state: "disabled",
      id: "AKIA1",
      secret: "external",
    });
    expect(recogniseKey({ slot: "primary", status: "Active" }, false)).toEqual({});
    expect(recogniseKey({ status: "Inactive" }, true)).toEqual({});
  });

  describe("whose user it is", () => {
    it("is said by the directory, else by the user's name", () => {
      expect(holderOf(userEntity("ada"), PROD, DECLARED)?.id).toBe("w1002");
      expect(holderOf(userEntity("w1001"), PROD, DECLARED)?.id).toBe("w1001");
      expect(holderOf(userEntity("bot"), PROD, DECLARED)).toBeUndefined();
    });

    it("is looked up for the account in question", () => {
      expect(holderOf(userEntity("ada"), { ...PROD, name: "dev" }, DECLARED)).toBeUndefined();
    });

    it("makes it a person's, unless its own tag says that it is software's", () => {
      const tag = (ref: string) => ({ tags: { record: `prod/${ref}` } });
      expect(isPersons(userEntity("ada"), PROD, DECLARED)).toBe(true);
      expect(isPersons(userEntity("ada", tag("service-accounts/ada")), PROD, DECLARED)).toBe(false);
      expect(isPersons(userEntity("bot"), PROD, DECLARED)).toBe(false);
      expect(isPersons(userEntity("bot", tag("people/bot")), PROD, DECLARED)).toBe(true);
    });
  });
});
