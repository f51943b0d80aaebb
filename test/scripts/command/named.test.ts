import { describe, expect, it } from "vitest";
import { knownOwner, oneOf, recordNamed, recordsNamed } from "../../../scripts/command/named.ts";
import { UsageError } from "../../../scripts/command/options.ts";
import { small } from "../../support/small-organisation.ts";

const RETIRED = "owner: team/payments\nretired: { at: 2026-11-20T10:00:00Z, reason: gone, ref: '#1' }\n";
const GROUP = "owner: team/payments\npurpose: The same elsewhere\nexpires: 2027-09-30\n";
const DECLARED = small({
  "accounts/dev/account.yaml": 'id: "111111111111"\nenvironment: non-production\nregion: us-east-1\nowner: team/platform\n',
  "accounts/dev/groups/readers.yaml": GROUP,
  "accounts/prod/retired/service-accounts/old.yaml": RETIRED,
});
const named = (word: string, stack?: string) =>
  recordsNamed(word, DECLARED, stack).map(({ account, record }) => `${account.name}/${record.ref}`);

describe("scripts/command/named", () => {
  it.each([
    ["groups/readers", undefined, ["dev/groups/readers", "prod/groups/readers"]],
    ["groups/readers", "dev", ["dev/groups/readers"]],
    ["prod/groups/readers", undefined, ["prod/groups/readers"]],
    ["stacks/accounts/prod/groups/writers.yaml", undefined, ["prod/groups/writers"]],
    ["accounts/prod/groups/writers.yaml", undefined, ["prod/groups/writers"]],
  ])("finds %s in %s", (word, stack, expected) => {
    expect(named(word, stack)).toEqual(expected);
  });

  it.each([
    ["groups/raeders", undefined, 'groups/raeders: there is no such record; did you mean "groups/readers"?'],
    ["groups/writers", "dev", 'groups/writers: there is no such record in dev; did you mean "groups/readers"?'],
    ["readers", undefined, "readers: there is no such record"],
    ["service-accounts/old", undefined, "service-accounts/old: it is retired (accounts/prod/retired/service-accounts/old.yaml)"],
  ])("refuses %s in %s", (word, stack, message) => {
    expect(() => named(word, stack)).toThrow(new UsageError(message));
  });

  it("asks which one where only one can be meant", () => {
    expect(() => recordNamed("groups/readers", DECLARED)).toThrow(
      new UsageError("groups/readers: dev and prod have it; say which with --stack, or as dev/groups/readers"),
    );
    expect(recordNamed("groups/writers", DECLARED).record.ref).toBe("groups/writers");
  });

  it("takes only owners of the directory", () => {
    expect(knownOwner("--owner", "team/payments", DECLARED)).toBe("team/payments");
    expect(knownOwner("--owner", undefined, DECLARED)).toBeUndefined();
    expect(() => knownOwner("--owner", "team/paymets", DECLARED)).toThrow(
      new UsageError('--owner: team/paymets is not in the directory; did you mean "team/payments"?'),
    );
    expect(() => knownOwner("--owner", "somebody-else-entirely", DECLARED)).toThrow(
      new UsageError("--owner: somebody-else-entirely is not in the directory; expected team/<id> or person/<id>"),
    );
  });

  it("takes only words that there are", () => {
    expect(oneOf("--state", "ended", ["active", "ended"])).toBe("ended");
    expect(() => oneOf("--state", "endde", ["active", "ended"])).toThrow(
      new UsageError('--state: expected active, ended, got "endde"; did you mean "ended"?'),
    );
  });
});
