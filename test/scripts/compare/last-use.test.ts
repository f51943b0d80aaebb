import { describe, expect, it } from "vitest";
import { describeUse, idleSince, usesOfUsers } from "../../../scripts/compare/last-use.ts";
import type { Credential, ObservedKey, OtherCredential } from "../../../scripts/observe/observation.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { strangeUser } from "../../support/observations.ts";
import { PROD } from "../../support/small-organisation.ts";

const at = (day: string) => `2026-${day}T00:00:00Z` as Instant;
const USER = strangeUser(PROD, "x", { createdAt: at("01-01") });
const key = (more: Partial<ObservedKey> = {}): ObservedKey => ({
  id: "AKIAX",
  user: USER.arn,
  status: "Active",
  createdAt: at("01-01"),
  lastUsedAt: null,
  ...more,
});
const row = (more: Partial<Credential> = {}): Credential => ({
  user: USER.arn,
  createdAt: at("01-01"),
  console: false,
  passwordLastUsedAt: null,
  mfa: false,
  hasKeys: false,
  keys: [],
  hasCertificates: false,
  ...more,
});

function use(keys: readonly ObservedKey[], rows: readonly Credential[], otherCredentials: readonly OtherCredential[] = []) {
  const authorization = { users: [USER], roles: [], groups: [], policies: [] };
  return usesOfUsers({ authorization, keys, credentials: { reportedAt: at("11-24"), root: null, rows }, otherCredentials }).get(USER.arn);
}

describe("scripts/compare/last-use", () => {
  it("counts from the day on which something was made, when it was never used or only before", () => {
    expect(idleSince({ createdAt: at("03-01"), lastUsedAt: null })).toBe(at("03-01"));
    expect(idleSince({ createdAt: at("03-01"), lastUsedAt: at("02-01") })).toBe(at("03-01"));
    expect(idleSince({ createdAt: at("03-01"), lastUsedAt: at("04-01") })).toBe(at("04-01"));
  });

  it("says in words which of them it is", () => {
    expect(describeUse({ createdAt: at("11-01"), lastUsedAt: null }, at("11-24"))).toBe(
      "was never used since it was made at 2026-11-01T00:00:00Z (23 days ago)",
    );
    expect(describeUse({ createdAt: at("01-01"), lastUsedAt: at("11-01") }, at("11-24"))).toBe(
      "was last used at 2026-11-01T00:00:00Z (23 days ago)",
    );
  });

  it.each([
    ["nothing to sign in with", use([], [row()]), { createdAt: at("01-01"), lastUsedAt: null }],
    ["a key's use", use([key({ lastUsedAt: at("05-01") })], [row()]), { createdAt: at("01-01"), lastUsedAt: at("05-01") }],
    [
      "the later of key and password",
      use([key({ lastUsedAt: at("05-01") })], [row({ console: true, passwordLastUsedAt: at("06-01") })]),
      { createdAt: at("01-01"), lastUsedAt: at("06-01") },
    ],
    ["a key that is new", use([key({ createdAt: at("10-01") })], [row()]), { createdAt: at("10-01"), lastUsedAt: null }],
    [
      "a password that is new",
      use([], [row({ console: true, passwordChangedAt: at("09-01") })]),
      { createdAt: at("09-01"), lastUsedAt: null },
    ],
    [
      "use of a password that is gone",
      use([], [row({ passwordLastUsedAt: at("06-01") })]),
      { createdAt: at("01-01"), lastUsedAt: at("06-01") },
    ],
  ])("knows %s", (_, found, expected) => {
    expect(found).toEqual(expected);
  });

  it.each([
    ["a user whom the report does not know yet", use([], [])],
    ["a key that the report does not tell from another", use([key({ lastUsedAt: undefined })], [row()])],
    ["a key that the report knows and the list does not", use([], [row({ keys: [{ active: true, rotatedAt: null, lastUsedAt: null }] })])],
    ["a password of an unknown age that was not used", use([], [row({ console: true })])],
    ["a certificate", use([], [row({ hasCertificates: true })])],
    [
      "another credential",
      use(
        [],
        [row()],
        [
          {
            id: "A",
            user: USER.arn,
            kind: "service-specific",
            service: "bedrock.amazonaws.com",
            status: "Active",
            createdAt: at("01-01"),
            expiresAt: null,
          },
        ],
      ),
    ],
  ])("does not know the last use with %s", (_, found) => {
    expect(found).toBeUndefined();
  });
});
